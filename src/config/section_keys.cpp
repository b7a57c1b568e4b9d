// SPDX-License-Identifier: MIT
#include "config/section_keys.hpp"

#include <algorithm>
#include <optional>

#include "config/entries.hpp"
#include <fmt/format.h>

namespace callbooth::config {
namespace {

/// `true or false`, `a number of seconds from 0 to 10`, `one of 'a' or 'b'`.
std::string expected_text(const SectionKeyInfo &key) {
    static constexpr const char *kinds[] = {"true or false", "an integer", "a number", "a string", "a list of strings"};
    const auto &[property, rule] = key;
    if (!property.choices.empty())
        return fmt::format("one of {}", quoted_list(property.choices, "or"));
    const std::string kind = rule.expected ? rule.expected : kinds[property.fallback.index()];
    const bool is_number =
        std::holds_alternative<int64_t>(property.fallback) || std::holds_alternative<double>(property.fallback);
    return is_number ? fmt::format("{} from {} to {}", kind, property.min, property.max) : kind;
}

/// False for NaN, too.
bool in_range(double number, const PropertyInfo &property) { return number >= property.min && number <= property.max; }

bool is_permitted(const std::string &text, const SectionKeyInfo &key) {
    const auto &choices = key.property.choices;
    return (choices.empty() || std::find(choices.begin(), choices.end(), text) != choices.end()) &&
           (!key.rule.valid || key.rule.valid(text));
}

/// The value in the property's type.
std::optional<Value> converted(const RawValue &raw, const PropertyInfo &property) {
    if (const auto *integer = std::get_if<int64_t>(&raw); integer && std::holds_alternative<double>(property.fallback))
        return static_cast<double>(*integer);
    if (raw.index() != property.fallback.index())
        return std::nullopt;
    return std::visit(
        [](const auto &value) -> std::optional<Value> {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, Unusable>)
                return std::nullopt;
            else
                return value;
        },
        raw);
}

bool fits(const Value &value, const SectionKeyInfo &key) {
    if (const auto *integer = std::get_if<int64_t>(&value))
        return in_range(static_cast<double>(*integer), key.property);
    if (const auto *number = std::get_if<double>(&value))
        return in_range(*number, key.property);
    const auto *text = std::get_if<std::string>(&value);
    return !text || is_permitted(*text, key);
}

} // namespace

SectionValues read_values(const RawSection &section, const std::vector<SectionKeyInfo> &keys,
                          Diagnostics &diagnostics) {
    std::vector<std::string> names;
    names.reserve(keys.size());
    for (const auto &key : keys)
        names.push_back(key.property.name);
    SectionValues read;
    for (const auto &entry : known_entries(section, names, diagnostics)) {
        const auto &key =
            keys[static_cast<size_t>(std::find(names.begin(), names.end(), entry.key.value) - names.begin())];
        auto value = converted(entry.value.value, key.property);
        if (!value || !fits(*value, key)) {
            refuse_value(entry, expected_text(key), diagnostics, key.rule.hint);
            continue;
        }
        read.positions[entry.key.value] = entry.value.at;
        read.values[entry.key.value] = std::move(*value);
    }
    return read;
}

} // namespace callbooth::config
