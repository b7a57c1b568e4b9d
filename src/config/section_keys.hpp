// SPDX-License-Identifier: MIT
/// Sections that the program itself reads by a table of properties, as the host does for plugins.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.hpp"
#include <callbooth/property.hpp>

namespace callbooth::config {

/// What a property's type and limits do not say about its values.
struct KeyRule {
    const char *expected = nullptr; ///< in errors, `a string with an IP address`; null: from the type
    const char *hint = "";
    bool (*valid)(const std::string &) = nullptr; ///< strings only; null: all that `choices` permits
};

/// One row of a section's table.
template <class Section> struct SectionKey : Property<Section> { KeyRule rule = {}; };

/// The same row without the type of its section.
struct SectionKeyInfo {
    PropertyInfo property;
    KeyRule rule;
};

/// The values that a section gives, of their property's type, and where each stands.
struct SectionValues {
    Values values;
    std::map<std::string, At, std::less<>> positions;
};

/// Reports unknown keys and values that do not fit, and leaves them out.
SectionValues read_values(const RawSection &section, const std::vector<SectionKeyInfo> &keys, Diagnostics &diagnostics);

template <class Section, class Table> std::vector<SectionKeyInfo> keys_of(const Table &table) {
    std::vector<SectionKeyInfo> keys;
    for (auto &property : callbooth::describe<Section>(table))
        keys.push_back({std::move(property), table[keys.size()].rule});
    return keys;
}

} // namespace callbooth::config
