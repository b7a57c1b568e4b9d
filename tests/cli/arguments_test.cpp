// SPDX-License-Identifier: MIT
#include "cli/arguments.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using callbooth::cli::Arguments;
using callbooth::cli::Option;
using callbooth::cli::parse_arguments;
using callbooth::cli::UsageError;
using testing::ElementsAre;

namespace {

constexpr Option table[] = {
    {"verbose", nullptr, "says more"},
    {"level", "LEVEL", "how much"},
    {"plugin", "SPEC", "one more", true},
};

Arguments parse(std::vector<std::string> words, bool overrides = true) {
    return parse_arguments(table, words, overrides);
}

std::string error_of(std::vector<std::string> words, bool overrides = true) {
    try {
        parse(std::move(words), overrides);
    } catch (const UsageError &e) {
        return e.what();
    }
    return "no error";
}

TEST(Arguments, may_stand_in_any_order) {
    const auto got = parse({"--verbose", "a.toml", "--level", "debug", "b.toml"});
    EXPECT_THAT(got.positional, ElementsAre("a.toml", "b.toml"));
    EXPECT_TRUE(got.has("verbose"));
    EXPECT_EQ(*got.get("level"), "debug");
    EXPECT_EQ(got.get("plugin"), nullptr);
}

TEST(Arguments, take_a_value_with_or_without_an_equals_sign) {
    EXPECT_EQ(*parse({"--level=x=y"}).get("level"), "x=y");
    EXPECT_EQ(*parse({"--level="}).get("level"), "");
    EXPECT_EQ(*parse({"--level", "--odd"}).get("level"), "--odd");
}

TEST(Arguments, repeat_where_the_table_says_so) {
    EXPECT_THAT(parse({"--plugin", "a", "--plugin=b"}).all("plugin"), ElementsAre("a", "b"));
    EXPECT_EQ(error_of({"--level=a", "--level=b"}), "option '--level' is given twice");
}

TEST(Arguments, with_a_dot_are_overrides) {
    const auto got = parse({"--encode.video=x264enc key=1 ! rtph264pay", "--plugin.chat.history", "5"});
    ASSERT_EQ(got.overrides.size(), 2u);
    EXPECT_EQ(got.overrides[0].key, "encode.video");
    EXPECT_EQ(got.overrides[0].value, "x264enc key=1 ! rtph264pay");
    EXPECT_EQ(got.overrides[1].key, "plugin.chat.history");
    EXPECT_EQ(got.overrides[1].value, "5");
    EXPECT_EQ(error_of({"--encode.video=x"}, false), "unknown option '--encode.video'");
}

TEST(Arguments, behind_two_dashes_are_no_options) {
    EXPECT_THAT(parse({"a", "--", "--verbose", "-x"}).positional, ElementsAre("a", "--verbose", "-x"));
}

TEST(Arguments, that_are_wrong_are_named) {
    EXPECT_EQ(error_of({"--loud"}), "unknown option '--loud'");
    EXPECT_EQ(error_of({"--verbos"}), "unknown option '--verbos'; did you mean '--verbose'?");
    EXPECT_EQ(error_of({"-v"}), "unknown option '-v'; options begin with two dashes");
    EXPECT_EQ(error_of({"--level"}), "option '--level' needs a value");
    EXPECT_EQ(error_of({"--encode.video"}), "option '--encode.video' needs a value");
    EXPECT_EQ(error_of({"--verbose=yes"}), "option '--verbose' takes no value");
}

} // namespace
