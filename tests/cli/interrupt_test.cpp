// SPDX-License-Identifier: MIT
#include <csignal>

#include "cli/interrupt.hpp"
#include "support/loop.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using cli::Interrupt;
using test::run_until;

TEST(Interrupt, takes_a_hangup_for_the_end) {
    std::signal(SIGHUP, SIG_DFL); // whatever ignores it around the test
    int first = 0;
    const Interrupt interrupt([&](int signal) { first = signal; });
    std::raise(SIGHUP);
    EXPECT_TRUE(run_until([&] { return first == SIGHUP; }));
}

TEST(Interrupt, reloads_at_every_hangup_where_that_is_wanted) {
    std::signal(SIGHUP, SIG_DFL);
    int first = 0;
    int reloads = 0;
    const Interrupt interrupt([&](int signal) { first = signal; }, [&] { ++reloads; });
    for (int i = 1; i <= 2; ++i) {
        std::raise(SIGHUP);
        EXPECT_TRUE(run_until([&] { return reloads == i; }));
    }
    std::raise(SIGTERM);
    EXPECT_TRUE(run_until([&] { return first == SIGTERM; }));
    std::raise(SIGHUP); // does not end it while it ends
    EXPECT_TRUE(run_until([&] { return reloads == 3; }));
}

TEST(Interrupt, leaves_a_hangup_ignored_that_was) {
    std::signal(SIGHUP, SIG_IGN);
    {
        int first = 0;
        const Interrupt interrupt([&](int signal) { first = signal; });
        std::raise(SIGHUP);
        std::raise(SIGINT);
        EXPECT_TRUE(run_until([&] { return first != 0; }));
        EXPECT_EQ(first, SIGINT);
    }
    EXPECT_EQ(std::signal(SIGHUP, SIG_DFL), SIG_IGN);
}
