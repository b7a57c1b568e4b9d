// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace callbooth::matchmaker {

/// What somebody wishes of a partner. Lists are sorted and hold nothing twice.
struct Wishes {
    std::vector<std::string> tags;    ///< in lower case; one in common is enough
    std::string language;             ///< the primary subtag of BCP 47; empty: any
    std::vector<std::string> blocked; ///< ids that are never met

    /// Whether anything is wished; whom to avoid aside.
    bool any() const { return !tags.empty() || !language.empty(); }
    bool block(std::string_view id) const;
};

/// What both wish.
std::vector<std::string> common_tags(const Wishes &a, const Wishes &b);

/// Somebody with the wishes `other` is what `wishes` asks for.
bool satisfied(const Wishes &wishes, const Wishes &other);

/// What the payload of a FIND says, raw JSON; empty when there is none. Throws Error with what is wrong with it.
Wishes read_wishes(std::string_view payload);

} // namespace callbooth::matchmaker
