// SPDX-License-Identifier: MIT
#include "line_splitter.hpp"

#include <utility>

namespace callbooth::console {
namespace {

std::string without_return(std::string line) {
    if (line.ends_with('\r'))
        line.pop_back();
    return line;
}

} // namespace

std::vector<std::string> LineSplitter::feed(std::string_view bytes) {
    std::vector<std::string> lines;
    for (const char c : bytes) {
        if (c == '\n')
            lines.push_back(without_return(std::exchange(partial_, {})));
        else if (partial_.size() < max_bytes)
            partial_ += c;
    }
    return lines;
}

std::optional<std::string> LineSplitter::finish() {
    if (partial_.empty())
        return std::nullopt;
    return without_return(std::exchange(partial_, {}));
}

} // namespace callbooth::console
