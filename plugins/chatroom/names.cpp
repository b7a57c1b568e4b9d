// SPDX-License-Identifier: MIT
#include "names.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <callbooth/util/glib.hpp>

namespace callbooth::chatroom {
namespace {

constexpr gunichar zero_width_non_joiner = 0x200c;
constexpr gunichar zero_width_joiner = 0x200d;

struct Range {
    gunichar first;
    gunichar last;
};
/// Letters, marks and symbols without any ink: Unicode's Default_Ignorable_Code_Point as far as these are not
/// characters of format, and the blank of Braille.
constexpr std::array blanks = {
    Range{0x034f, 0x034f},   Range{0x115f, 0x1160},   Range{0x17b4, 0x17b5}, Range{0x180b, 0x180f},
    Range{0x2800, 0x2800},   Range{0x3164, 0x3164},   Range{0xfe00, 0xfe0f}, Range{0xffa0, 0xffa0},
    Range{0x16fe4, 0x16fe4}, Range{0xe0000, 0xe0fff},
};

bool is_blank(gunichar c) {
    return std::any_of(blanks.begin(), blanks.end(), [c](Range range) { return range.first <= c && c <= range.last; });
}
bool is_graphic(gunichar c) { // GLib counts U+2028 among the graphic ones and the spaces
    return g_unichar_isgraph(c) && !g_unichar_isspace(c) && g_unichar_type(c) != G_UNICODE_PRIVATE_USE;
}
bool is_inked(gunichar c) { return is_graphic(c) && !is_blank(c); }
bool is_visible(gunichar c) { return is_inked(c) && !g_unichar_ismark(c); }
bool is_joiner(gunichar c) { return c == zero_width_joiner || c == zero_width_non_joiner; }
/// Of what a name may have besides white space.
bool is_shown(gunichar c) { return is_graphic(c) || is_joiner(c); }

/// Calls `act` with each character of `text`, which is UTF-8.
template <class Act> void for_each_character(std::string_view text, Act act) {
    for (; !text.empty(); text.remove_prefix(static_cast<size_t>(g_utf8_next_char(text.data()) - text.data())))
        act(g_utf8_get_char(text.data()));
}

void append(std::string &text, gunichar c) {
    std::array<char, 6> bytes{};
    text.append(bytes.data(), static_cast<size_t>(g_unichar_to_utf8(c, bytes.data())));
}

std::string normalized(std::string_view text, GNormalizeMode mode) {
    const Handle<char> result(g_utf8_normalize(text.data(), static_cast<gssize>(text.size()), mode));
    return result ? result.get() : "";
}

std::string folded(std::string_view text) {
    const Handle<char> result(g_utf8_casefold(text.data(), static_cast<gssize>(text.size())));
    return result.get();
}

size_t characters(std::string_view text) {
    return static_cast<size_t>(g_utf8_strlen(text.data(), static_cast<gssize>(text.size())));
}

} // namespace

std::string clean_name(std::string_view text) {
    std::string clean;
    bool space = false;
    bool visible = false;
    for_each_character(normalized(text, G_NORMALIZE_DEFAULT_COMPOSE), [&](gunichar c) {
        space |= g_unichar_isspace(c) && !clean.empty();
        if (!is_shown(c))
            return;
        if (std::exchange(space, false))
            clean += ' ';
        append(clean, c);
        visible |= is_visible(c);
    });
    return visible ? normalized(clean, G_NORMALIZE_DEFAULT_COMPOSE) : ""; // what was apart may be composed now
}

std::string name_key(std::string_view name) {
    const std::string alike = normalized(folded(normalized(name, G_NORMALIZE_ALL_COMPOSE)), G_NORMALIZE_ALL_COMPOSE);
    std::string key;
    for_each_character(alike, [&](gunichar c) {
        if (is_inked(c))
            append(key, c);
    });
    return normalized(key, G_NORMALIZE_ALL_COMPOSE); // what was apart may be composed now
}

std::optional<Names::Refusal> Names::claim(const std::string &owner, std::string_view name) {
    if (name.size() > max_name_bytes)
        return Refusal::too_long;
    Name wanted{clean_name(name), {}};
    if (wanted.shown.empty())
        return Refusal::invisible;
    if (characters(wanted.shown) > max_name)
        return Refusal::too_long;
    wanted.key = name_key(wanted.shown);
    const auto known = owners_.find(wanted.key);
    if (known != owners_.end() && known->second != owner)
        return Refusal::taken;
    release(owner);
    owners_[wanted.key] = owner;
    names_[owner] = std::move(wanted);
    return {};
}

void Names::release(const std::string &owner) {
    if (const auto known = names_.extract(owner))
        owners_.erase(known.mapped().key);
}

const std::string *Names::find(const std::string &owner) const {
    const auto found = names_.find(owner);
    return found == names_.end() ? nullptr : &found->second.shown;
}

} // namespace callbooth::chatroom
