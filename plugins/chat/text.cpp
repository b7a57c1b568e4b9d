// SPDX-License-Identifier: MIT
#include "text.hpp"

#include <algorithm>

#include <callbooth/util/text.hpp>

namespace callbooth::chat {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd"; // U+FFFD

std::string_view instead_of(gunichar c, unsigned char) {
    const bool separates = c == '\t' || c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029;
    return c == 0 ? replacement : separates ? " " : "";
}

/// Without the spaces around it.
std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

} // namespace

std::string clean(std::string_view bytes, size_t max_characters) {
    const auto text = safe_text(bytes, instead_of);
    return std::string(trimmed(one_line(trimmed(text), max_characters)));
}

size_t count_characters(std::string_view text) {
    return static_cast<size_t>(g_utf8_strlen(text.data(), static_cast<gssize>(text.size())));
}

} // namespace callbooth::chat
