// SPDX-License-Identifier: MIT
#include "console/line_editor.hpp"
#include "console/line_splitter.hpp"
#include <gtest/gtest.h>

namespace callbooth::console {
namespace {

using Lines = std::vector<std::string>;

const char *left = "\x1b[D";
const char *right = "\x1b[C";
const char *up = "\x1b[A";
const char *down = "\x1b[B";

/// What is in the line after `keys`, with | for the cursor.
std::string edited(LineEditor &editor, std::string_view keys) {
    editor.feed(keys);
    std::string shown;
    for (size_t i = 0; i <= editor.text().size(); ++i) {
        if (i == editor.cursor())
            shown += '|';
        if (i < editor.text().size())
            shown += editor.text()[i] < 0x80 ? static_cast<char>(editor.text()[i]) : '*';
    }
    return shown;
}

std::string edited(std::string_view keys) {
    LineEditor editor;
    return edited(editor, keys);
}

TEST(LineEditor, finishes_a_line_with_enter) {
    LineEditor editor;
    EXPECT_EQ(editor.feed("one\rtwo\nthr").lines, (Lines{"one", "two"}));
    EXPECT_EQ(editor.feed("ee\r").lines, Lines{"three"});
    EXPECT_EQ(edited(editor, ""), "|");
}

TEST(LineEditor, moves_and_erases) {
    EXPECT_EQ(edited(std::string("abc") + left + left + "X"), "aX|bc");
    EXPECT_EQ(edited(std::string("abc") + left + right + right + "X"), "abcX|");
    EXPECT_EQ(edited("abc\x7f"), "ab|");
    EXPECT_EQ(edited("\x7f\x08"), "|");
    EXPECT_EQ(edited(std::string("abc") + left + "\x7f"), "a|c");
    EXPECT_EQ(edited("abc\x01X"), "X|abc");
    EXPECT_EQ(edited("abc\x01\x05X"), "abcX|");
    EXPECT_EQ(edited("abc\x1b[HX\x1b[FY"), "XabcY|");
    EXPECT_EQ(edited("abc\x1b[1~X\x1b[4~Y"), "XabcY|");
    EXPECT_EQ(edited("abc\x01\x1b[3~"), "|bc");
    EXPECT_EQ(edited("abc\x01\x04"), "|bc");
    EXPECT_EQ(edited("abc\x04\x1b[3~"), "abc|");
}

TEST(LineEditor, erases_words_and_sides_of_the_line) {
    EXPECT_EQ(edited("one two  \x17"), "one |");
    EXPECT_EQ(edited("one\x17\x17"), "|");
    EXPECT_EQ(edited(std::string("one two") + left + "\x15"), "|o");
    EXPECT_EQ(edited(std::string("one two") + left + "\x0b"), "one tw|");
}

TEST(LineEditor, takes_whole_characters) {
    LineEditor editor;
    EXPECT_EQ(edited(editor, "ü\xe4\xbd"), "*|") << "half a character waits for the rest";
    EXPECT_EQ(edited(editor, "\xa0"), "**|");
    EXPECT_EQ(edited(editor, "\x7f"), "*|");
    EXPECT_EQ(editor.feed("👋\r").lines, Lines{"ü👋"});
}

TEST(LineEditor, drops_what_is_no_text) {
    EXPECT_EQ(edited("a\xff\xfe"
                     "b"),
              "ab|");
    EXPECT_EQ(edited("a\x02\x0e"
                     "b"),
              "ab|");
    EXPECT_EQ(edited("a\u0085b"), "ab|");
    EXPECT_EQ(edited("a\tb"), "a b|");
}

TEST(LineEditor, swallows_keys_that_it_does_not_know) {
    EXPECT_EQ(edited("a\x1b[15~b\x1b[1;5Cc\x1bOPd\x1b[200~e"), "abcde|");
    EXPECT_EQ(edited("a\x1b[" + std::string(1000, '1') + "~b"), "ab|");
    EXPECT_EQ(edited("a\x1bxb"), "ab|");
}

TEST(LineEditor, recalls_the_lines_before) {
    LineEditor editor;
    editor.feed("one\rtwo\rtwo\r\rdraft");
    EXPECT_EQ(edited(editor, up), "two|");
    EXPECT_EQ(edited(editor, up), "one|");
    EXPECT_EQ(edited(editor, up), "one|");
    EXPECT_EQ(edited(editor, down), "two|");
    EXPECT_EQ(edited(editor, down), "draft|");
    EXPECT_EQ(edited(editor, down), "draft|");
    editor.feed(up);
    EXPECT_EQ(editor.feed("!\r").lines, Lines{"two!"});
    EXPECT_EQ(edited(editor, up), "two!|");
}

TEST(LineEditor, has_nothing_to_recall_at_first) { EXPECT_EQ(edited(std::string("a") + up + down), "a|"); }

TEST(LineEditor, tells_ctrl_d_in_an_empty_line) {
    LineEditor editor;
    EXPECT_FALSE(editor.feed("a\x04").end);
    EXPECT_TRUE(editor.feed("\x15\x04").end);
}

TEST(LineEditor, is_bounded) {
    LineEditor editor;
    editor.feed(std::string(2 * LineEditor::max_characters, 'x'));
    EXPECT_EQ(editor.text().size(), LineEditor::max_characters);
    for (size_t i = 0; i < 2 * LineEditor::max_history; ++i)
        editor.feed(std::to_string(i) + "\r");
    for (size_t i = 0; i < 2 * LineEditor::max_history; ++i)
        editor.feed(up);
    EXPECT_EQ(edited(editor, ""), std::to_string(LineEditor::max_history) + "|");
}

TEST(LineSplitter, gives_lines_as_they_are_complete) {
    LineSplitter splitter;
    EXPECT_EQ(splitter.feed("one\r\ntwo\n\nthr"), (Lines{"one", "two", ""}));
    EXPECT_EQ(splitter.feed("ee"), Lines{});
    EXPECT_EQ(splitter.finish(), "three");
    EXPECT_EQ(splitter.finish(), std::nullopt);
}

TEST(LineSplitter, drops_the_rest_of_an_endless_line) {
    LineSplitter splitter;
    splitter.feed(std::string(2 * LineSplitter::max_bytes, 'x'));
    const auto lines = splitter.feed("\nnext\n");
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].size(), LineSplitter::max_bytes);
    EXPECT_EQ(lines[1], "next");
}

} // namespace
} // namespace callbooth::console
