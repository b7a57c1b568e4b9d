// SPDX-License-Identifier: MIT
#include "media/call/early_candidates.hpp"
#include <gtest/gtest.h>

namespace callbooth::media {

namespace {
IceCandidate candidate(const std::string &text) { return {text, "0", 0}; }
} // namespace

TEST(EarlyCandidates, are_given_out_once_and_in_order) {
    EarlyCandidates early;
    early.keep("peer", "mc_1", candidate("a"));
    early.keep("peer", "mc_1", candidate("b"));
    early.keep("other", "mc_1", candidate("c"));
    const auto taken = early.take("peer", "mc_1");
    ASSERT_EQ(taken.size(), 2u);
    EXPECT_EQ(taken[0].candidate, "a");
    EXPECT_EQ(taken[1].candidate, "b");
    EXPECT_TRUE(early.take("peer", "mc_1").empty());
    EXPECT_EQ(early.take("other", "mc_1").size(), 1u);
}

TEST(EarlyCandidates, are_limited_and_forget_the_oldest_connection) {
    EarlyCandidates early;
    for (size_t i = 0; i < EarlyCandidates::max_connections + 1; ++i)
        early.keep("peer", std::to_string(i), candidate("x"));
    EXPECT_TRUE(early.take("peer", "0").empty());
    EXPECT_EQ(early.take("peer", "1").size(), 1u);
    for (size_t i = 0; i < EarlyCandidates::max_each + 5; ++i)
        early.keep("peer", "flood", candidate("x"));
    EXPECT_EQ(early.take("peer", "flood").size(), EarlyCandidates::max_each);
}

} // namespace callbooth::media
