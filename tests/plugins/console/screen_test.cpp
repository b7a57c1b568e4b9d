// SPDX-License-Identifier: MIT
#include "console/screen.hpp"
#include <gtest/gtest.h>

namespace callbooth::console {
namespace {

/// What `draw` writes between its fixed beginning and end.
std::string drawn(const Prompt &prompt, size_t columns) {
    const std::string all = draw(prompt, columns);
    const std::string begin = "\r\x1b[K\x1b[2m";
    EXPECT_EQ(all.substr(0, begin.size()), begin);
    return all.substr(begin.size());
}

TEST(Screen, shows_text_as_it_is) {
    EXPECT_EQ(printable("Grüße, 你好 👋🏽"), "Grüße, 你好 👋🏽");
    EXPECT_EQ(printable("a\tb"), "a b");
}

TEST(Screen, lets_no_escape_through) {
    EXPECT_EQ(printable("a\x1b[2Jb\x07"), "a\ufffd[2Jb\ufffd");
    EXPECT_EQ(printable("\u009b31m"), "\ufffd31m");
    EXPECT_EQ(printable("a\nb\rc"), "a\ufffdb\ufffdc");
    EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\ufffdb");
}

TEST(Screen, replaces_what_is_no_utf8) {
    EXPECT_EQ(printable("a\xff"), "a\ufffd");
    EXPECT_EQ(printable("a\xc3"), "a\ufffd");
    EXPECT_EQ(printable("\xc3\x28"), "\ufffd(");
}

TEST(Screen, knows_the_width_of_characters) {
    EXPECT_EQ(width("abc"), 3U);
    EXPECT_EQ(width("你好"), 4U);
    EXPECT_EQ(width("e\u0301"), 1U);
}

TEST(Screen, cuts_what_does_not_fit) {
    EXPECT_EQ(fitted("abc", 3), "abc");
    EXPECT_EQ(fitted("abcd", 3), "ab…");
    EXPECT_EQ(fitted("你好吗", 5), "你好…");
    EXPECT_EQ(fitted("你好吗", 4), "你…");
    EXPECT_EQ(fitted("abc", 0), "");
}

TEST(Screen, draws_state_prompt_and_text_with_the_cursor_where_typing_goes_on) {
    EXPECT_EQ(drawn({"ready ", U"hi", 2}, 80), "ready \x1b[0m> hi\r\x1b[10C");
    EXPECT_EQ(drawn({"ready ", U"hi", 0}, 80), "ready \x1b[0m> hi\r\x1b[8C");
    EXPECT_EQ(drawn({"", U"你好", 1}, 80), "\x1b[0m> 你好\r\x1b[4C");
}

TEST(Screen, shows_a_long_text_where_the_cursor_is_and_never_wraps) {
    EXPECT_EQ(drawn({"", U"0123456789abcdef", 16}, 12), "\x1b[0m> 89abcdef\r\x1b[10C");
    EXPECT_EQ(drawn({"", U"0123456789abcdef", 0}, 12), "\x1b[0m> 012345678\r\x1b[2C");
    EXPECT_EQ(drawn({"", U"0123456789abcdef", 10}, 12), "\x1b[0m> 23456789a\r\x1b[10C");
    EXPECT_EQ(drawn({"", U"你你你你你你", 6}, 12), "\x1b[0m> 你你你你\r\x1b[10C");
}

TEST(Screen, leaves_half_of_a_narrow_line_for_the_text) {
    EXPECT_EQ(drawn({"a very long state of things", U"x", 1}, 21), "a very lo…\x1b[0m> x\r\x1b[13C");
    EXPECT_EQ(drawn({"state", U"abc", 3}, 1), "st…\x1b[0m> c\r\x1b[6C") << "no terminal is so narrow";
}

} // namespace
} // namespace callbooth::console
