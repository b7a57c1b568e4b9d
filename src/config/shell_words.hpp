// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callbooth::config {

struct ShellWord {
    std::string text;  ///< without quotes and escapes
    size_t offset = 0; ///< of its first byte
};

/// Splits at spaces as a shell does, with '...', "..." and \. Nothing when a quote is not closed.
std::optional<std::vector<ShellWord>> split_words(std::string_view text);

} // namespace callbooth::config
