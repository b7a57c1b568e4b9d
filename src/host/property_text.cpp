// SPDX-License-Identifier: MIT
#include "host/property_text.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace callbooth::host {
namespace {

std::string quoted(const std::string &text) {
    const bool literal = text.find_first_of("'\n\r\t") == std::string::npos;
    if (literal)
        return fmt::format("'{}'", text);
    std::string out = "\"";
    for (const char c : text) {
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default: out += c;
        }
    }
    return out + '"';
}

std::string list_text(const std::vector<std::string> &list) {
    std::vector<std::string> items;
    items.reserve(list.size());
    for (const auto &item : list)
        items.push_back(quoted(item));
    return fmt::format("{}", fmt::join(items, ", "));
}

struct TypeName {
    const char *operator()(bool) const { return "boolean"; }
    const char *operator()(int64_t) const { return "integer"; }
    const char *operator()(double) const { return "number"; }
    const char *operator()(const std::string &) const { return "string"; }
    const char *operator()(const std::vector<std::string> &) const { return "list of strings"; }
};

struct TomlText {
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return number_text(value); }
    std::string operator()(const std::string &value) const { return quoted(value); }
    std::string operator()(const std::vector<std::string> &value) const {
        return fmt::format("[{}]", list_text(value));
    }
};

} // namespace

const char *type_name(const Value &value) { return std::visit(TypeName{}, value); }

std::string toml_text(const Value &value) { return std::visit(TomlText{}, value); }

std::string number_text(double number) {
    constexpr double exact_integers = 1LL << 53;
    if (number == std::floor(number) && std::abs(number) < exact_integers)
        return std::to_string(static_cast<int64_t>(number));
    return fmt::format("{}", number);
}

std::string range_text(const PropertyInfo &property) {
    const bool lower = property.min > std::numeric_limits<double>::lowest();
    const bool upper = property.max < std::numeric_limits<double>::max();
    if (lower && upper)
        return fmt::format("{} to {}", number_text(property.min), number_text(property.max));
    if (lower)
        return fmt::format("at least {}", number_text(property.min));
    return upper ? fmt::format("at most {}", number_text(property.max)) : std::string();
}

bool has_default(const PropertyInfo &property) {
    const auto *integer = std::get_if<int64_t>(&property.fallback);
    const auto *real = std::get_if<double>(&property.fallback);
    const double number = integer ? static_cast<double>(*integer) : real ? *real : property.min;
    return number >= property.min && number <= property.max;
}

std::string choices_text(const PropertyInfo &property) { return list_text(property.choices); }

} // namespace callbooth::host
