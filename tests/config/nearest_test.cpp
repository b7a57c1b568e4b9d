// SPDX-License-Identifier: MIT
#include "config/nearest.hpp"
#include <gtest/gtest.h>

namespace callbooth::config {
namespace {

TEST(EditDistance, counts_insertions_deletions_replacements_and_swaps) {
    EXPECT_EQ(edit_distance("", ""), 0u);
    EXPECT_EQ(edit_distance("video", ""), 5u);
    EXPECT_EQ(edit_distance("video", "video"), 0u);
    EXPECT_EQ(edit_distance("vido", "video"), 1u);
    EXPECT_EQ(edit_distance("vidoe", "video"), 1u);
    EXPECT_EQ(edit_distance("viddeo", "video"), 1u);
    EXPECT_EQ(edit_distance("audio", "video"), 3u);
}

TEST(EditDistance, does_not_mind_capitals) { EXPECT_EQ(edit_distance("Video", "vIDEO"), 0u); }

TEST(Nearest, finds_what_was_probably_meant) {
    EXPECT_EQ(nearest("dedline", {"cpu-used", "deadline", "threads"}), "deadline");
    EXPECT_EQ(nearest("bundel-policy", {"latency", "bundle-policy"}), "bundle-policy");
    EXPECT_EQ(nearest("LATENCY", {"latency"}), "latency");
}

TEST(Nearest, takes_the_first_of_equally_near_ones) { EXPECT_EQ(nearest("cat", {"bat", "car"}), "bat"); }

TEST(Nearest, says_nothing_when_nothing_is_near) {
    EXPECT_EQ(nearest("sparkle", {"deadline", "threads"}), std::nullopt);
    EXPECT_EQ(nearest("x", {"y", "z"}), std::nullopt);
    EXPECT_EQ(nearest("", {"a"}), std::nullopt);
    EXPECT_EQ(nearest("video", {}), std::nullopt);
}

TEST(DidYouMean, is_a_question_or_nothing) {
    EXPECT_EQ(did_you_mean("vido", {"video"}), "did you mean 'video'?");
    EXPECT_EQ(did_you_mean("sparkle", {"video"}), "");
}

TEST(QuotedList, reads_as_a_sentence) {
    EXPECT_EQ(quoted_list({}), "");
    EXPECT_EQ(quoted_list({"a"}), "'a'");
    EXPECT_EQ(quoted_list({"a", "b"}), "'a' and 'b'");
    EXPECT_EQ(quoted_list({"a", "b", "c"}, "or"), "'a', 'b' or 'c'");
}

} // namespace
} // namespace callbooth::config
