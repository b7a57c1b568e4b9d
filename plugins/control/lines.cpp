// SPDX-License-Identifier: MIT
#include "lines.hpp"

#include <algorithm>

namespace callbooth::control {

std::optional<std::string> LineReader::next() {
    const size_t end = buffer_.find('\n');
    if (end == std::string::npos || end > max_line_)
        return std::nullopt;
    std::string line = buffer_.substr(0, end);
    buffer_.erase(0, end + 1);
    return line;
}

bool LineReader::too_long() const { return std::min(buffer_.find('\n'), buffer_.size()) > max_line_; }

bool OutputQueue::push(std::string line) {
    if (bytes_ + line.size() > max_bytes_)
        return false;
    bytes_ += line.size();
    lines_.push_back(std::move(line));
    return true;
}

void OutputQueue::finish(std::string last) {
    lines_.resize(written_ > 0 ? 1 : 0);
    lines_.push_back(std::move(last));
    bytes_ = 0;
    for (const auto &line : lines_)
        bytes_ += line.size();
}

std::string_view OutputQueue::front() const {
    return lines_.empty() ? std::string_view() : std::string_view(lines_.front()).substr(written_);
}

void OutputQueue::consume(size_t bytes) {
    written_ += bytes;
    if (written_ < lines_.front().size())
        return;
    bytes_ -= lines_.front().size();
    lines_.pop_front();
    written_ = 0;
}

} // namespace callbooth::control
