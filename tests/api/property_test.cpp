// SPDX-License-Identifier: MIT
#include <callbooth/property.hpp>
#include <gtest/gtest.h>

namespace {

struct Config {
    std::string label = "chat";
    int64_t history = 50;
    double gain = 0.5;
    bool loud = false;
    std::vector<std::string> words = {"a", "b"};
};

const callbooth::Property<Config> table[] = {
    {"label", &Config::label, "label of the channel"},
    {"history", &Config::history, "lines", 0, 1000},
    {"gain", &Config::gain, "factor", 0, 2},
    {.name = "loud", .field = &Config::loud, .doc = "whether", .secret = true},
    {.name = "words", .field = &Config::words, .doc = "list", .choices = {"a", "b", "c"}},
};

TEST(DescribeProperties, takes_defaults_and_types_from_the_member_initialisers) {
    const auto rows = callbooth::describe<Config>(table);
    ASSERT_EQ(rows.size(), 5u);
    EXPECT_EQ(std::get<std::string>(rows[0].fallback), "chat");
    EXPECT_EQ(std::get<int64_t>(rows[1].fallback), 50);
    EXPECT_EQ(rows[1].max, 1000);
    EXPECT_EQ(std::get<double>(rows[2].fallback), 0.5);
    EXPECT_TRUE(rows[3].secret);
    EXPECT_EQ(rows[4].choices.size(), 3u);
}

TEST(FillConfig, keeps_defaults_for_what_is_not_given) {
    const auto config = callbooth::fill<Config>(table, {{"history", int64_t{7}}, {"loud", true}});
    EXPECT_EQ(config.label, "chat");
    EXPECT_EQ(config.history, 7);
    EXPECT_TRUE(config.loud);
    EXPECT_EQ(config.words.size(), 2u);
}

} // namespace
