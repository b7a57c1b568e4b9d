// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callbooth::console {

/// Lines out of the bytes of a pipe or a file. What exceeds `max_bytes` of a line is dropped.
class LineSplitter {
public:
    static constexpr size_t max_bytes = 64 * 1024;

    std::vector<std::string> feed(std::string_view bytes);
    /// The last line, when no line break ended it.
    std::optional<std::string> finish();

private:
    std::string partial_;
};

} // namespace callbooth::console
