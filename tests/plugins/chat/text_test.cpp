// SPDX-License-Identifier: MIT
#include "chat/text.hpp"
#include <gtest/gtest.h>

namespace callbooth::chat {
namespace {

std::string cleaned(std::string_view bytes) { return clean(bytes, 100); }

TEST(ChatText, stays_what_it_is_when_it_is_harmless) {
    for (const char *text : {"hello", "Grüße, 你好 👋🏽", "two  spaces", "שלום", "a\u200db"})
        EXPECT_EQ(cleaned(text), text);
}

TEST(ChatText, loses_terminal_escapes_and_other_control_characters) {
    EXPECT_EQ(cleaned("a\x1b[2Jb\ac\x7f"
                      "d"),
              "a[2Jbcd");
    EXPECT_EQ(cleaned("\u009b31mred\u0080"), "31mred") << "C1 controls are escapes to some terminals";
}

TEST(ChatText, becomes_one_line) {
    EXPECT_EQ(cleaned("one\ntwo\r\nthree\tfour\u2028five"), "one two three four five");
    EXPECT_EQ(cleaned(" \n padded \t"), "padded");
    EXPECT_EQ(cleaned("\n \t"), "");
}

TEST(ChatText, cannot_turn_the_direction_of_the_line) { EXPECT_EQ(cleaned("a\u202eb\u2066c"), "abc"); }

TEST(ChatText, becomes_valid_utf8) {
    EXPECT_EQ(cleaned("a\xff"
                      "b"),
              "a\ufffdb");
    EXPECT_EQ(cleaned(std::string_view("a\0b", 3)), "a\ufffdb");
    EXPECT_EQ(cleaned("\xed\xa0\x80"), "\ufffd\ufffd\ufffd") << "a surrogate";
}

TEST(ChatText, is_cut_between_characters) {
    EXPECT_EQ(clean("äöü", 2), "äö");
    EXPECT_EQ(clean("äöü", 3), "äöü");
    EXPECT_EQ(clean("ab cd", 3), "ab");
    EXPECT_EQ(clean("👋👋", 1), "👋");
}

TEST(ChatText, is_counted_in_characters) {
    EXPECT_EQ(count_characters(""), 0U);
    EXPECT_EQ(count_characters("aü👋"), 3U);
}

} // namespace
} // namespace callbooth::chat
