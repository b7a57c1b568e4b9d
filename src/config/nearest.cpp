// SPDX-License-Identifier: MIT
#include "config/nearest.hpp"

#include <algorithm>
#include <cctype>
#include <limits>

namespace callbooth::config {
namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

/// A short word may differ in one letter, a long one in a third of them.
size_t tolerance(std::string_view word) { return std::max<size_t>(1, std::min<size_t>(5, word.size() / 3)); }

} // namespace

size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string> &candidates) {
    const std::string *best = nullptr;
    size_t best_distance = tolerance(word) + 1;
    for (const auto &candidate : candidates) {
        const auto lengths = std::minmax({word.size(), candidate.size()});
        if (lengths.second - lengths.first >= best_distance)
            continue;
        const auto distance = edit_distance(word, candidate);
        // A word that shares no letter with another is no misspelling of it.
        if (distance < best_distance && distance < lengths.second) {
            best = &candidate;
            best_distance = distance;
        }
    }
    return best ? std::optional(*best) : std::nullopt;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string> &candidates) {
    const auto candidate = nearest(word, candidates);
    return candidate ? "did you mean '" + *candidate + "'?" : std::string();
}

std::string quoted_list(const std::vector<std::string> &words, std::string_view last_word) {
    std::string text;
    for (size_t i = 0; i < words.size(); ++i) {
        if (i > 0)
            text += i + 1 == words.size() ? " " + std::string(last_word) + " " : ", ";
        text += "'" + words[i] + "'";
    }
    return text;
}

} // namespace callbooth::config
