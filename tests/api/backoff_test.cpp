// SPDX-License-Identifier: MIT
#include <callbooth/util/backoff.hpp>
#include <gtest/gtest.h>

namespace callbooth::test {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, doubles_up_to_the_longest_wait) {
    Backoff backoff(milliseconds(500), milliseconds(3000));
    EXPECT_EQ(backoff.next(1), milliseconds(500));
    EXPECT_EQ(backoff.next(1), milliseconds(1000));
    EXPECT_EQ(backoff.next(1), milliseconds(2000));
    EXPECT_EQ(backoff.next(1), milliseconds(3000));
    EXPECT_EQ(backoff.next(1), milliseconds(3000));
}

TEST(Backoff, leaves_out_up_to_half_of_each_wait) {
    Backoff backoff(milliseconds(1000), milliseconds(1000));
    EXPECT_EQ(backoff.next(0), milliseconds(500));
    EXPECT_EQ(backoff.next(0.5), milliseconds(750));
    EXPECT_EQ(backoff.next(7), milliseconds(1000));
}

TEST(Backoff, begins_anew_after_a_success) {
    Backoff backoff(milliseconds(100), milliseconds(10000));
    backoff.next(1);
    backoff.next(1);
    backoff.reset();
    EXPECT_EQ(backoff.next(1), milliseconds(100));
}

} // namespace
} // namespace callbooth::test
