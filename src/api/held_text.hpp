// SPDX-License-Identifier: MIT
/// Texts as json-glib's tree holds them, which knows only those that end with a zero: UTF-8 in which a zero is the two
/// bytes C0 80. These are not UTF-8, so they cannot be anything else.
#pragma once

#include <string>
#include <string_view>

#include <callbooth/util/glib.hpp>

namespace callbooth {

constexpr std::string_view held_zero = "\xC0\x80";

inline void append_held(std::string &text, gunichar c) {
    char bytes[6];
    text += c == 0 ? held_zero : std::string_view(bytes, static_cast<size_t>(g_unichar_to_utf8(c, bytes)));
}

/// What is not UTF-8 in `text` becomes U+FFFD.
inline std::string to_held(std::string_view text) {
    std::string held;
    for (;;) {
        const auto part = text.substr(0, text.find('\0'));
        if (!part.empty()) // which may have no bytes at all, and GLib wants some
            held += Handle<char>(g_utf8_make_valid(part.data(), static_cast<gssize>(part.size()))).get();
        if (part.size() == text.size())
            return held;
        held += held_zero;
        text.remove_prefix(part.size() + 1);
    }
}

inline std::string from_held(std::string_view held) {
    std::string text;
    for (size_t at = 0; (at = held.find(held_zero)) != std::string_view::npos;) {
        text.append(held.substr(0, at)).append(1, '\0');
        held.remove_prefix(at + held_zero.size());
    }
    return text.append(held);
}

} // namespace callbooth
