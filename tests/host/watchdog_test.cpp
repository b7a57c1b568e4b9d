// SPDX-License-Identifier: MIT
#include <optional>

#include "host/watchdog.hpp"
#include "support/loop.hpp"
#include <callbooth/util/glib.hpp>
#include <gtest/gtest.h>

namespace callbooth::host {

using namespace std::chrono_literals;

TEST(Watchdog, tells_how_long_and_where_a_turn_of_the_main_context_took) {
    std::optional<Stall> stall;
    const Watchdog watchdog(100ms, [&](const Stall &seen) { stall = seen; });
    const Source hog = Source::soon([] { g_usleep(300'000); });
    const Source clock = Source::every(20ms, [] { return true; });
    ASSERT_TRUE(test::run_until([&] { return stall.has_value(); }));
    EXPECT_GE(stall->duration, 300ms);
    EXPECT_LT(stall->worked, stall->duration); // it slept
    EXPECT_NE(stall->where.find("usleep"), std::string::npos) << stall->where;
}

TEST(Watchdog, does_not_count_waiting) {
    int stalls = 0;
    bool done = false;
    {
        const Watchdog watchdog(5s, [&](const Stall &) { ++stalls; });
        const Source later = Source::after(20ms, [&] { done = true; });
        ASSERT_TRUE(test::run_until([&] { return done; }));
    }
    EXPECT_EQ(stalls, 0);
    const Source after = Source::soon([&] { done = false; });
    EXPECT_TRUE(test::run_until([&] { return !done; })); // the context is as it was
}

} // namespace callbooth::host
