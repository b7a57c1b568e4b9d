// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callbooth::config {

/// How many insertions, deletions, replacements and swaps of neighbours lie between two words; capitals count as equal.
size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate that was probably meant; nothing when none is close. The first of equally near ones.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string> &candidates);

/// `did you mean 'NAME'?`, or nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string> &candidates);

/// `'a', 'b' and 'c'`, for messages.
std::string quoted_list(const std::vector<std::string> &words, std::string_view last_word = "and");

} // namespace callbooth::config
