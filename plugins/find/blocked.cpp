// SPDX-License-Identifier: MIT
#include "blocked.hpp"

#include <callbooth/error.hpp>
#include <callbooth/services/wish_limits.hpp>
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth::find {

using namespace wish_limits;

void Blocked::add(const std::string &id) {
    std::erase(ids_, id);
    ids_.push_back(id);
    if (ids_.size() > max_blocked)
        ids_.erase(ids_.begin());
}

void check_wishes(const Wishes &wishes) {
    if (wishes.tags.size() > max_tags)
        throw Error(fmt::format("tags: there are {}, at most {} are possible", wishes.tags.size(), max_tags));
    for (const auto &tag : wishes.tags) {
        const bool blank = tag.find_first_not_of(" \t") == std::string::npos;
        if (blank || g_utf8_strlen(tag.c_str(), -1) > max_tag_characters)
            throw Error(
                fmt::format("tags: '{}' is not possible; a tag has 1 to {} characters", tag, max_tag_characters));
    }
    const auto primary = wishes.language.substr(0, wishes.language.find('-'));
    const auto letter = [](char c) { return g_ascii_isalpha(c) != FALSE; };
    if (!wishes.language.empty() &&
        (primary.size() < 2 || primary.size() > 8 || wishes.language.size() > max_language_bytes ||
         !std::all_of(primary.begin(), primary.end(), letter)))
        throw Error(fmt::format("language: '{}' is no language; write it as de or de-AT", wishes.language));
}

} // namespace callbooth::find
