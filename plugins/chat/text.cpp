// SPDX-License-Identifier: MIT
#include "text.hpp"

#include <callbooth/util/glib.hpp>

namespace callbooth::chat {
namespace {

bool separates(gunichar c) { return c == '\t' || c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029; }

bool turns_direction(gunichar c) { return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069); }

bool dropped(gunichar c) {
    const auto type = g_unichar_type(c);
    return type == G_UNICODE_CONTROL || type == G_UNICODE_SURROGATE || turns_direction(c) || c == 0xfeff;
}

} // namespace

std::string clean(std::string_view bytes, size_t max_characters) {
    const Handle<char> valid(g_utf8_make_valid(bytes.data(), static_cast<gssize>(bytes.size())));
    std::string text;
    size_t count = 0;
    for (const char *at = valid.get(); *at && count < max_characters; at = g_utf8_next_char(at)) {
        const gunichar c = g_utf8_get_char(at);
        const bool space = c == ' ' || separates(c);
        if ((space && text.empty()) || (!space && dropped(c)))
            continue;
        if (space)
            text += ' ';
        else
            text.append(at, static_cast<size_t>(g_utf8_next_char(at) - at));
        ++count;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

size_t count_characters(std::string_view text) {
    return static_cast<size_t>(g_utf8_strlen(text.data(), static_cast<gssize>(text.size())));
}

} // namespace callbooth::chat
