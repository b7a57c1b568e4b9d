// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace callbooth::feed {

/// Appends lines to a file, which may be moved away at any time. When it gets too long it becomes `PATH.1`, in place of
/// the one before.
class LineFile {
public:
    LineFile(std::string path, size_t max_bytes) : path_(std::move(path)), max_bytes_(max_bytes) {}
    /// Returns what went wrong. Never waits, also where the path is a pipe that nobody reads.
    std::optional<std::string> append(std::string_view line);

private:
    std::optional<std::string> make_room() const;
    const std::string path_;
    const size_t max_bytes_;
};

/// Writes a line to a descriptor unless that would have to wait. `line` is at most 4,000 bytes. Returns whether it did.
bool write_line(int descriptor, std::string_view line);

} // namespace callbooth::feed
