// SPDX-License-Identifier: MIT
#include "net/http/url.hpp"
#include <gtest/gtest.h>

using namespace callbooth::net;
using namespace std::string_view_literals;

TEST(DecodePath, turns_escapes_into_bytes) {
    EXPECT_EQ(decode_path("/"), "/");
    EXPECT_EQ(decode_path("/a%20b/%C3%BC"), "/a b/\xc3\xbc");
    EXPECT_EQ(decode_path("/a%2Fb"), "/a/b");
}

TEST(DecodePath, refuses_dot_segments_however_they_are_written) {
    for (const auto path : {"/..", "/../etc/passwd", "/a/../b", "/a/..", "/%2e%2e/x", "/a%2f..%2fb", "/.", "/a/./b"})
        EXPECT_EQ(decode_path(path), std::nullopt) << path;
}

TEST(DecodePath, keeps_names_that_only_look_like_dot_segments) {
    EXPECT_EQ(decode_path("/..."), "/...");
    EXPECT_EQ(decode_path("/..a/.well-known"), "/..a/.well-known");
}

TEST(DecodePath, refuses_what_no_file_is_called) {
    for (const auto path : {"", "a", "/%", "/%0", "/%zz", "/a%00b", "/a%0ab", "/a%5cb", "/a\\b", "/% 1"})
        EXPECT_EQ(decode_path(path), std::nullopt) << path;
}

TEST(ParseQuery, decodes_names_and_values) {
    const auto query = parse_query("id=a%20b&token=x+y&empty=&bare&%C3%BC=1");
    EXPECT_EQ(query.at("id"), "a b");
    EXPECT_EQ(query.at("token"), "x y");
    EXPECT_EQ(query.at("empty"), "");
    EXPECT_EQ(query.at("bare"), "");
    EXPECT_EQ(query.at("\xc3\xbc"), "1");
}

TEST(ParseQuery, takes_the_first_of_equal_names_and_leaves_broken_escapes) {
    const auto query = parse_query("a=1&a=2&b=%zz&=x&&c=%");
    EXPECT_EQ(query.at("a"), "1");
    EXPECT_EQ(query.at("b"), "%zz");
    EXPECT_EQ(query.at("c"), "%");
    EXPECT_EQ(query.size(), 3U);
}

TEST(IsBelow, compares_whole_segments) {
    EXPECT_TRUE(is_below("/find", "/find"));
    EXPECT_TRUE(is_below("/find/x", "/find"));
    EXPECT_TRUE(is_below("/find/x", "/find/"));
    EXPECT_TRUE(is_below("/anything", "/"));
    EXPECT_FALSE(is_below("/finder", "/find"));
    EXPECT_FALSE(is_below("/fin", "/find"));
}
