// SPDX-License-Identifier: MIT
#include "wishes.hpp"

#include <algorithm>
#include <iterator>

#include <callbooth/error.hpp>
#include <callbooth/json.hpp>
#include <callbooth/services/wish_limits.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth::matchmaker {

namespace {

using namespace wish_limits;

constexpr size_t max_payload_bytes = 32 * 1024;
constexpr size_t max_depth = 3;
constexpr size_t max_members = 16;
constexpr size_t max_id_bytes = 256;

void make_set(std::vector<std::string> &list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
}

/// Without the white space around it. `text` is UTF-8.
std::string trimmed(const std::string &text) {
    const char *begin = text.data();
    const char *end = begin + text.size();
    while (begin < end && g_unichar_isspace(g_utf8_get_char(begin)))
        begin = g_utf8_next_char(begin);
    while (begin < end && g_unichar_isspace(g_utf8_get_char(g_utf8_prev_char(end))))
        end = g_utf8_prev_char(end);
    return {begin, end};
}

bool has_controls(const std::string &text) {
    const char *end = text.data() + text.size();
    for (const char *at = text.data(); at < end; at = g_utf8_next_char(at))
        if (g_unichar_iscntrl(g_utf8_get_char(at)))
            return true;
    return false;
}

/// What is the same to a reader is the same afterwards: `STRASSE` and `straße`, an accent with its letter or behind it.
std::string folded(const std::string &text) {
    const auto size = static_cast<gssize>(text.size());
    const Handle<char> whole(g_utf8_normalize(text.data(), size, G_NORMALIZE_NFKC));
    const Handle<char> lower(g_utf8_casefold(whole.get(), -1));
    return Handle<char>(g_utf8_normalize(lower.get(), -1, G_NORMALIZE_NFKC)).get();
}

std::string read_tag(const std::string &text) {
    const auto tag = trimmed(text);
    const auto characters = g_utf8_strlen(tag.data(), static_cast<gssize>(tag.size()));
    if (characters < 1 || characters > max_tag_characters || has_controls(tag))
        throw Error("a tag has 1 to 32 characters, and none of them is a control character");
    return folded(tag);
}

/// The list `name` of `payload`, which need not be there.
std::vector<std::string> read_list(const Json &payload, const char *name, size_t max_items) {
    const auto found = payload.member(name).value_or(nullptr);
    if (found.is(Json::Kind::null))
        return {};
    auto texts = found.as<std::vector<std::string>>();
    if (!texts || texts->size() > max_items)
        throw Error(std::string(name) + " is a list of at most " + std::to_string(max_items) + " texts");
    return *std::move(texts);
}

/// `de-AT` -> `de`; RFC 5646 section 2.1, as far as it matters.
std::string read_language(const Json &payload) {
    const auto found = payload.member("language").value_or(nullptr);
    const auto tag = found.as<std::string>();
    if (found.is(Json::Kind::null) || tag == "")
        return {};
    const auto letter = [](char c) { return g_ascii_isalpha(c); };
    const auto any = [](char c) { return g_ascii_isalnum(c) || c == '-'; };
    const auto primary = tag ? tag->substr(0, tag->find('-')) : std::string();
    if (primary.size() < 2 || primary.size() > 8 || tag->size() > max_language_bytes ||
        !std::all_of(primary.begin(), primary.end(), letter) || !std::all_of(tag->begin(), tag->end(), any))
        throw Error("language is a tag of BCP 47, as de or de-AT");
    return Handle<char>(g_ascii_strdown(primary.c_str(), -1)).get();
}

Json parse(std::string_view payload) {
    if (payload.size() > max_payload_bytes)
        throw Error("the payload has more than 32768 bytes");
    try {
        auto json = Json::parse(payload, {.depth = max_depth, .size = max_payload_bytes, .members = max_members});
        if (json.is(Json::Kind::object))
            return json;
    } catch (const Error &) {
        // the client is told what it should have sent
    }
    throw Error("the payload is an object with tags, language and block, each of which may be missing");
}

} // namespace

bool Wishes::block(std::string_view id) const { return std::binary_search(blocked.begin(), blocked.end(), id); }

std::vector<std::string> common_tags(const Wishes &a, const Wishes &b) {
    std::vector<std::string> common;
    std::set_intersection(a.tags.begin(), a.tags.end(), b.tags.begin(), b.tags.end(), std::back_inserter(common));
    return common;
}

bool satisfied(const Wishes &wishes, const Wishes &other) {
    return (wishes.language.empty() || wishes.language == other.language) &&
           (wishes.tags.empty() || !common_tags(wishes, other).empty());
}

Wishes read_wishes(std::string_view payload) {
    if (payload.empty() || payload == "null")
        return {};
    const auto json = parse(payload);
    Wishes wishes;
    for (const auto &tag : read_list(json, "tags", max_tags))
        wishes.tags.push_back(read_tag(tag));
    wishes.language = read_language(json);
    wishes.blocked = read_list(json, "block", max_blocked);
    for (const auto &id : wishes.blocked)
        if (id.size() > max_id_bytes)
            throw Error("a blocked id has at most 256 bytes");
    make_set(wishes.tags);
    make_set(wishes.blocked);
    return wishes;
}

} // namespace callbooth::matchmaker
