// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace callbooth::control {

/// Cuts what comes from a client into lines.
class LineReader {
public:
    explicit LineReader(size_t limit) : max_line_(limit) {}

    void feed(std::string_view bytes) { buffer_ += bytes; }
    /// The next line that is complete, without the line feed.
    std::optional<std::string> next();
    /// The line that next() would return, now or once it is complete, exceeds the limit.
    bool too_long() const;

private:
    size_t max_line_;
    std::string buffer_;
};

/// Lines that wait to be written.
class OutputQueue {
public:
    explicit OutputQueue(size_t max_bytes) : max_bytes_(max_bytes) {}

    /// Returns false, and takes nothing, when too much waits.
    bool push(std::string line);
    /// Discards all lines of which nothing was written yet. `last` follows, whatever its length.
    void finish(std::string last);
    /// What is to be written next; empty when nothing waits.
    std::string_view front() const;
    /// So many bytes of front() were written.
    void consume(size_t bytes);
    bool empty() const { return lines_.empty(); }

private:
    size_t max_bytes_;
    size_t bytes_ = 0;
    size_t written_ = 0; ///< of the first line
    std::deque<std::string> lines_;
};

} // namespace callbooth::control
