// SPDX-License-Identifier: MIT
#include "config/diagnostics.hpp"
#include <gtest/gtest.h>

namespace callbooth::config {
namespace {

std::shared_ptr<const Source> source(std::string text) {
    return std::make_shared<const Source>(Source{"booth.toml", std::move(text)});
}

TEST(LineColumn, counts_from_one) {
    const auto text = source("ab\ncd\n");
    EXPECT_EQ(describe({text, 0}), "booth.toml:1:1");
    EXPECT_EQ(describe({text, 1}), "booth.toml:1:2");
    EXPECT_EQ(describe({text, 2}), "booth.toml:1:3");
    EXPECT_EQ(describe({text, 3}), "booth.toml:2:1");
    EXPECT_EQ(describe({text, 6}), "booth.toml:3:1");
}

TEST(LineColumn, counts_characters_not_bytes) { EXPECT_EQ(describe({source("Grüße x"), 8}), "booth.toml:1:7"); }

TEST(LineColumn, stays_inside_of_the_source) {
    EXPECT_EQ(describe({source("ab"), 99}), "booth.toml:1:3");
    EXPECT_EQ(describe({source(""), 0}), "booth.toml:1:1");
}

TEST(Diagnostics, shows_line_caret_and_hint) {
    Diagnostics diagnostics;
    diagnostics.error({source("[capture]\nvido = 'x'\n"), 10}, "unknown key 'vido'", "did you mean 'video'?");
    EXPECT_EQ(diagnostics.format(), "booth.toml:2:1: error: unknown key 'vido'\n"
                                    "vido = 'x'\n"
                                    "^\n"
                                    "hint: did you mean 'video'?\n");
}

TEST(Diagnostics, keeps_the_caret_under_its_character_behind_tabs_and_umlauts) {
    Diagnostics diagnostics;
    diagnostics.error({source("\tü = ö"), 6}, "no");
    EXPECT_EQ(diagnostics.format(), "booth.toml:1:6: error: no\n\tü = ö\n\t    ^\n");
}

TEST(Diagnostics, sends_no_control_characters_to_the_terminal) {
    Diagnostics diagnostics;
    diagnostics.error({source("a\x1b[31mb\r\n"), 0}, "no");
    EXPECT_EQ(diagnostics.format(), "booth.toml:1:1: error: no\na [31mb\n^\n");
}

TEST(Diagnostics, can_do_without_a_position) {
    Diagnostics diagnostics;
    diagnostics.error({}, "cannot read the file");
    EXPECT_EQ(diagnostics.format(), "error: cannot read the file\n");
}

TEST(Diagnostics, follows_the_order_of_the_file) {
    Diagnostics diagnostics;
    const auto text = source("a\nb\n");
    diagnostics.error({text, 2}, "second");
    diagnostics.error({text, 0}, "first");
    EXPECT_EQ(diagnostics.format(), "booth.toml:1:1: error: first\na\n^\nbooth.toml:2:1: error: second\nb\n^\n");
}

TEST(Diagnostics, says_the_same_once) {
    Diagnostics diagnostics;
    const auto text = source("a");
    diagnostics.error({text, 0}, "no");
    diagnostics.error({text, 0}, "no");
    EXPECT_EQ(diagnostics.errors(), 1u);
}

TEST(Diagnostics, counts_what_it_does_not_show) {
    Diagnostics diagnostics;
    const auto text = source(std::string(40, '\n'));
    for (size_t i = 0; i <= Diagnostics::max_shown; ++i)
        diagnostics.error({text, i}, "no");
    EXPECT_EQ(diagnostics.errors(), Diagnostics::max_shown + 1);
    EXPECT_TRUE(diagnostics.format().ends_with("booth.toml:16:1: error: no\n\n^\n1 more error is not shown\n"));
    diagnostics.error({text, 30}, "no");
    EXPECT_TRUE(diagnostics.format().ends_with("2 more errors are not shown\n"));
}

TEST(Diagnostics, does_not_fail_on_warnings) {
    Diagnostics diagnostics;
    diagnostics.warning({source("a"), 0}, "odd");
    EXPECT_FALSE(diagnostics.failed());
    EXPECT_EQ(diagnostics.warnings(), 1u);
    EXPECT_EQ(diagnostics.format(), "booth.toml:1:1: warning: odd\na\n^\n");
}

} // namespace
} // namespace callbooth::config
