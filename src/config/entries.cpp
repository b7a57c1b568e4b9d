// SPDX-License-Identifier: MIT
#include "config/entries.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace callbooth::config {
namespace {

/// Numbers are printed as they are: where a number is expected only their range can be wrong.
std::string value_text(const RawValue &value) {
    if (const auto *integer = std::get_if<int64_t>(&value))
        return fmt::format("{}", *integer);
    if (const auto *number = std::get_if<double>(&value))
        return fmt::format("{}", *number);
    if (const auto *text = std::get_if<std::string>(&value))
        return fmt::format("the string '{}'", *text);
    return kind_of(value);
}

void refuse_key(const RawSection &section, const Entry &entry, const std::vector<std::string> &known,
                Diagnostics &diagnostics) {
    auto hint = did_you_mean(entry.key.value, known);
    if (hint.empty())
        hint = fmt::format("the keys of {} are {}", section.title(), quoted_list(known));
    diagnostics.error(entry.key.at, fmt::format("unknown key '{}' in {}", entry.key.value, section.title()), hint);
}

} // namespace

std::vector<Entry> known_entries(const RawSection &section, const std::vector<std::string> &known,
                                 Diagnostics &diagnostics) {
    std::vector<Entry> entries;
    for (const auto &entry : section.entries) {
        if (is_private(entry.key.value))
            continue;
        if (std::find(known.begin(), known.end(), entry.key.value) != known.end())
            entries.push_back(entry);
        else
            refuse_key(section, entry, known, diagnostics);
    }
    return entries;
}

void refuse_value(const Entry &entry, const std::string &expected, Diagnostics &diagnostics, const std::string &hint) {
    diagnostics.error(entry.value.at,
                      fmt::format("'{}' must be {}, not {}", entry.key.value, expected, value_text(entry.value.value)),
                      hint);
}

} // namespace callbooth::config
