// SPDX-License-Identifier: MIT
#include "turn/renewal.hpp"
#include <gtest/gtest.h>

namespace callbooth::turn {

using namespace std::chrono_literals;

TEST(TurnRenewal, is_due_after_its_time) {
    Renewal renewal;
    renewal.plan({100s, 5000s}, 30s);
    EXPECT_FALSE(renewal.due({100s, 5000s}));
    EXPECT_FALSE(renewal.due({129s, 5029s}));
    EXPECT_TRUE(renewal.due({130s, 5030s}));
}

TEST(TurnRenewal, is_due_when_the_machine_wakes_up) { // M21
    Renewal renewal;
    renewal.plan({100s, 5000s}, 30s);
    EXPECT_TRUE(renewal.due({3700s, 5000s})) << "suspended";
    EXPECT_TRUE(renewal.due({101s, 8600s})) << "the virtual machine stood still";
}

TEST(TurnRenewal, does_not_wait_longer_when_the_clock_was_set_back) { // M21
    Renewal renewal;
    renewal.plan({100s, 5000s}, 30s);
    EXPECT_TRUE(renewal.due({130s, 1400s}));
}

TEST(TurnRenewal, reads_clocks_that_go_on) {
    const auto first = Clocks::now();
    EXPECT_GT(first.awake_or_not, 0us);
    EXPECT_GT(first.wall, first.awake_or_not);
    EXPECT_GE(Clocks::now().awake_or_not, first.awake_or_not);
}

} // namespace callbooth::turn
