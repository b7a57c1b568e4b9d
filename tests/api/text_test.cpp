// SPDX-License-Identifier: MIT
#include <callbooth/util/text.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace callbooth {
namespace {

std::string marked(std::string_view bytes, size_t max_characters = SIZE_MAX) {
    return safe_text(
        bytes, [](gunichar c, unsigned char byte) { return fmt::format("<{:x}>", c == 0 ? byte : c); }, max_characters);
}

} // namespace

TEST(SafeText, stays_as_it_is_when_it_is_safe) {
    for (const char *text :
         {"", "hello", "Grüße, 你好 👋🏽", "two  spaces", "שלום", "👩‍👧", "e\u0301", "\ue000"})
        EXPECT_EQ(marked(text), text);
}

TEST(SafeText, holds_no_control_characters) {
    EXPECT_EQ(marked("a\x1b[2J\a\tb\r\n\x7f"), "a<1b>[2J<7><9>b<d><a><7f>");
    EXPECT_EQ(marked("\u009b31m\u0085"), "<9b>31m<85>") << "C1 controls are escapes to some terminals";
    EXPECT_EQ(marked("a\u2028b\u2029"), "a<2028>b<2029>");
}

TEST(SafeText, cannot_turn_the_direction_of_what_stands_around_it) {
    EXPECT_EQ(marked("\u202ea\u202c\u2066b\u2069\ufeff"), "<202e>a<202c><2066>b<2069><feff>");
}

TEST(SafeText, is_valid_utf8) {
    EXPECT_EQ(marked("a\xff\xc3"), "a<ff><c3>");
    EXPECT_EQ(marked("\xc3("), "<c3>(");
    EXPECT_EQ(marked("\xed\xa0\x80"), "<ed><a0><80>") << "a surrogate";
    EXPECT_EQ(marked("\xc0\x80"), "<c0><80>") << "a zero in too many bytes";
    EXPECT_EQ(marked(std::string_view("a\0b", 3)), "a<0>b");
}

TEST(SafeText, ends_after_so_many_characters) {
    EXPECT_EQ(marked("äöü", 2), "äö");
    EXPECT_EQ(marked("ä\nü", 2), "ä<a>");
    EXPECT_EQ(marked("äöü", 0), "");
    EXPECT_EQ(one_line("\xff\xff\xff"
                       "ab",
                       1),
              "a")
        << "what is left out does not count";
}

TEST(OneLine, has_spaces_for_what_is_not_safe) {
    EXPECT_EQ(one_line("a\tb\x1b[c\n", 100), "a b [c ");
    EXPECT_EQ(one_line(std::string_view("a\xff\0b", 4), 100), "ab");
}

} // namespace callbooth
