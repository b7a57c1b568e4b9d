// SPDX-License-Identifier: MIT
/// Texts of others, which are made safe before they are logged or shown.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <glib.h>

namespace callbooth {

/// Whether a terminal, a page and a log only show the character: it is not a control character (C0 and C1, which begin
/// escape sequences), ends no line, and does not turn the direction of the text around it.
inline bool is_safe(gunichar c) {
    const bool turns_direction = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069); // UAX #9 section 2
    const auto type = g_unichar_type(c);
    return type != G_UNICODE_CONTROL && type != G_UNICODE_SURROGATE && type != G_UNICODE_LINE_SEPARATOR &&
           type != G_UNICODE_PARAGRAPH_SEPARATOR && !turns_direction && c != 0xfeff;
}

/// Any bytes as one line of valid UTF-8 that is safe to log and show. For what is not, `instead(character, byte)`
/// returns the text in its place, perhaps an empty one; `character` is 0 for a byte that is zero or not UTF-8. Ends
/// after so many characters, or texts of `instead`.
template <class Instead>
std::string safe_text(std::string_view bytes, Instead &&instead, size_t max_characters = SIZE_MAX) {
    std::string safe;
    for (size_t count = 0; !bytes.empty() && count < max_characters;) {
        const gunichar c = g_utf8_get_char_validated(bytes.data(), static_cast<gssize>(bytes.size()));
        const bool valid = c != 0 && c != static_cast<gunichar>(-1) && c != static_cast<gunichar>(-2);
        const size_t size = valid ? static_cast<size_t>(g_utf8_next_char(bytes.data()) - bytes.data()) : 1;
        const size_t before = safe.size();
        if (valid && is_safe(c))
            safe += bytes.substr(0, size);
        else
            safe += instead(valid ? c : gunichar{0}, static_cast<unsigned char>(bytes.front()));
        count += safe.size() > before ? 1 : 0;
        bytes.remove_prefix(size);
    }
    return safe;
}

/// The same with spaces; what is not UTF-8 (or zero) is left out.
inline std::string one_line(std::string_view text, size_t max_characters) {
    return safe_text(
        text, [](gunichar c, unsigned char) { return std::string_view(c == 0 ? "" : " "); }, max_characters);
}

} // namespace callbooth
