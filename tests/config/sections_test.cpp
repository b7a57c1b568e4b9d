// SPDX-License-Identifier: MIT
#include <limits>

#include "config/parse.hpp"
#include "config/sections.hpp"
#include <gtest/gtest.h>

namespace callbooth::config {
namespace {

struct Key {
    std::string section;
    PropertyInfo property;
};

std::vector<Key> keys() {
    std::vector<Key> keys;
    for (const auto &section : described_sections())
        for (const auto &property : section.properties)
            keys.push_back({section.name, property});
    return keys;
}

bool is_number(const Value &value) {
    return std::holds_alternative<int64_t>(value) || std::holds_alternative<double>(value);
}

/// What is wrong with `key = value`.
std::string problem(const Key &key, const std::string &value) {
    Diagnostics diagnostics;
    const auto text = "[" + key.section + "]\n" + key.property.name + " = " + value + "\n";
    parse(std::make_shared<const Source>(Source{"test.toml", text}), {}, diagnostics);
    return diagnostics.format();
}

std::string literal(const Value &type, double number) {
    return std::holds_alternative<int64_t>(type) ? std::to_string(static_cast<int64_t>(number))
                                                 : std::to_string(number);
}

TEST(Sections, take_each_number_up_to_its_limits_and_none_beyond) {
    for (const auto &key : keys()) {
        const Value &type = key.property.fallback;
        if (!is_number(type))
            continue;
        SCOPED_TRACE(key.property.name);
        const double min = key.property.min;
        const double max = key.property.max;
        ASSERT_GT(min, std::numeric_limits<double>::lowest());
        ASSERT_LT(max, std::numeric_limits<double>::max());
        for (const double good : {min, max})
            EXPECT_EQ(problem(key, literal(type, good)), "");
        for (const double bad : {min - 1, max + 1})
            EXPECT_NE(problem(key, literal(type, bad)), "");
        EXPECT_NE(problem(key, "'1'"), "");
        EXPECT_NE(problem(key, "nan"), "");
    }
}

TEST(Sections, take_each_choice_and_no_other) {
    for (const auto &key : keys()) {
        SCOPED_TRACE(key.property.name);
        for (const auto &choice : key.property.choices)
            EXPECT_EQ(problem(key, "'" + choice + "'"), "");
        if (!key.property.choices.empty()) {
            EXPECT_NE(problem(key, "'no such choice'"), "");
        }
    }
}

TEST(Sections, take_values_of_the_keys_type_alone) {
    for (const auto &key : keys()) {
        SCOPED_TRACE(key.property.name);
        const bool is_boolean = std::holds_alternative<bool>(key.property.fallback);
        EXPECT_EQ(problem(key, "true").empty(), is_boolean);
        EXPECT_NE(problem(key, "1979-05-27"), "");
        EXPECT_FALSE(key.property.doc.empty());
    }
}

TEST(Sections, know_where_the_values_of_http_stand) {
    Diagnostics diagnostics;
    const auto file =
        parse(std::make_shared<const Source>(Source{"test.toml", "[http]\nport = 0\nhsts = 60\n"}), {}, diagnostics);
    ASSERT_TRUE(file.http);
    ASSERT_TRUE(file.http->positions.contains("hsts"));
    EXPECT_EQ(describe(file.http->positions.at("hsts")), "test.toml:3:8");
    EXPECT_FALSE(file.http->positions.contains("drain"));
}

} // namespace
} // namespace callbooth::config
