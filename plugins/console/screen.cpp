// SPDX-License-Identifier: MIT
#include "screen.hpp"

#include <algorithm>

#include <callbooth/util/text.hpp>
#include <fmt/format.h>

namespace callbooth::console {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";
constexpr std::string_view ellipsis = "…";

size_t width_of(gunichar c) {
    if (g_unichar_iszerowidth(c))
        return 0;
    return g_unichar_iswide(c) ? 2 : 1;
}

void append(std::string &text, char32_t c) {
    char bytes[6];
    text.append(bytes, static_cast<size_t>(g_unichar_to_utf8(c, bytes)));
}

/// Where the text has to begin so that `columns` reach up to the cursor, the cell under it included.
size_t first_shown(const std::u32string &text, size_t cursor, size_t columns) {
    size_t first = cursor;
    size_t used = 1;
    while (first > 0 && used + width_of(text[first - 1]) <= columns)
        used += width_of(text[--first]);
    return first;
}

} // namespace

std::string printable(std::string_view bytes) {
    return safe_text(bytes, [](gunichar c, unsigned char) { return c == '\t' ? " " : replacement; });
}

size_t width(std::string_view text) {
    size_t columns = 0;
    for (const char *at = text.data(); at < text.data() + text.size(); at = g_utf8_next_char(at))
        columns += width_of(g_utf8_get_char(at));
    return columns;
}

std::string fitted(std::string_view text, size_t columns) {
    if (width(text) <= columns)
        return std::string(text);
    std::string begin;
    size_t used = 1; // the ellipsis
    for (const char *at = text.data(); at < text.data() + text.size(); at = g_utf8_next_char(at)) {
        used += width_of(g_utf8_get_char(at));
        if (used > columns)
            break;
        begin.append(at, static_cast<size_t>(g_utf8_next_char(at) - at));
    }
    return columns == 0 ? std::string() : begin + std::string(ellipsis);
}

std::string draw(const Prompt &prompt, size_t columns) {
    // The last column stays free: terminals differ in where the cursor is after they have filled it.
    const size_t usable = std::max<size_t>(columns, 8) - 1;
    const std::string state = fitted(prompt.state, usable / 2);
    const size_t begin = width(state) + 2;
    const size_t room = usable - begin;
    const size_t first = first_shown(prompt.text, prompt.cursor, room);
    std::string shown;
    size_t used = 0;
    size_t cursor_column = begin;
    for (size_t i = first; i < prompt.text.size() && used + width_of(prompt.text[i]) <= room; ++i) {
        append(shown, prompt.text[i]);
        used += width_of(prompt.text[i]);
        if (i < prompt.cursor)
            cursor_column = begin + used;
    }
    return fmt::format("\r\x1b[K\x1b[2m{}\x1b[0m> {}\r\x1b[{}C", state, shown, cursor_column);
}

std::string erase_line() { return "\r\x1b[K"; }

} // namespace callbooth::console
