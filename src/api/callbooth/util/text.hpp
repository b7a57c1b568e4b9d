// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <glib.h>

namespace callbooth {

/// Somebody else's `text` as one line that can be logged and shown: what is not printable becomes a space, what is no
/// UTF-8 (or zero) is left out, and it ends after so many characters.
inline std::string one_line(std::string_view text, size_t max_characters) {
    std::string line;
    for (size_t count = 0; !text.empty() && count < max_characters;) {
        const gunichar c = g_utf8_get_char_validated(text.data(), static_cast<gssize>(text.size()));
        const bool valid = c != static_cast<gunichar>(-1) && c != static_cast<gunichar>(-2);
        const size_t size = valid && c != 0 ? static_cast<size_t>(g_utf8_next_char(text.data()) - text.data()) : 1;
        if (valid) {
            line += g_unichar_isprint(c) ? text.substr(0, size) : " ";
            ++count;
        }
        text.remove_prefix(size);
    }
    return line;
}

} // namespace callbooth
