// SPDX-License-Identifier: MIT
#include "net/websocket/allowance.hpp"
#include <gtest/gtest.h>

using callbooth::net::Allowance;

TEST(Allowance, takes_ten_seconds_of_frames_at_once_and_the_rate_from_there_on) {
    Allowance allowance(10, 1e6, 1000, 0);
    for (int i = 0; i < 100; ++i)
        EXPECT_TRUE(allowance.take_frames(1)) << i;
    EXPECT_FALSE(allowance.take_frames(1));
    allowance.refill(1000);
    EXPECT_TRUE(allowance.take_frames(9)) << "one was owed";
    EXPECT_FALSE(allowance.take_frames(1));
}

TEST(Allowance, takes_ten_seconds_of_bytes_at_once_and_the_rate_from_there_on) {
    Allowance allowance(10, 1000, 100, 0);
    EXPECT_TRUE(allowance.take_bytes(10000));
    allowance.refill(500);
    EXPECT_TRUE(allowance.take_bytes(500));
    EXPECT_FALSE(allowance.take_bytes(1));
}

TEST(Allowance, lets_two_of_the_longest_messages_pass_whatever_the_rate) {
    Allowance allowance(10, 1, 1000, 0);
    EXPECT_TRUE(allowance.take_bytes(2000));
    EXPECT_FALSE(allowance.take_bytes(1));
}

TEST(Allowance, does_not_save_more_than_that) {
    Allowance allowance(10, 1000, 100, 0);
    allowance.refill(3600000);
    EXPECT_TRUE(allowance.take_bytes(10000));
    EXPECT_FALSE(allowance.take_bytes(1));
}

TEST(Allowance, bears_a_clock_that_wraps) {
    Allowance allowance(10, 1000, 100, UINT32_MAX - 499);
    EXPECT_TRUE(allowance.take_bytes(10000));
    allowance.refill(500);
    EXPECT_TRUE(allowance.take_bytes(1000));
    EXPECT_FALSE(allowance.take_bytes(1));
}
