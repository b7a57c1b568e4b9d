// SPDX-License-Identifier: MIT
#include "config/shell_words.hpp"

#include <cctype>

namespace callbooth::config {

std::optional<std::vector<ShellWord>> split_words(std::string_view text) {
    std::vector<ShellWord> words;
    bool in_word = false;
    char quote = '\0';
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote == '\0' && std::isspace(static_cast<unsigned char>(c)) != 0) {
            in_word = false;
            continue;
        }
        if (!in_word)
            words.push_back({{}, i});
        in_word = true;
        if (quote == '\0' && (c == '\'' || c == '"'))
            quote = c;
        else if (c == quote)
            quote = '\0';
        else if (c == '\\' && quote != '\'' && i + 1 < text.size())
            words.back().text += text[++i];
        else
            words.back().text += c;
    }
    return quote == '\0' ? std::optional(std::move(words)) : std::nullopt;
}

} // namespace callbooth::config
