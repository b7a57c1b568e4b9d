// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>

#include <callbooth/util/glib.hpp>

namespace callbooth::test {

/// Turns the default main context until `condition` holds; false when that takes longer than `limit`.
/// `EXPECT_TRUE(run_until([&] { return got == 3; }))`
inline bool run_until(const std::function<bool()> &condition,
                      std::chrono::milliseconds limit = std::chrono::seconds(10)) {
    bool late = false;
    const Source alarm = Source::after(limit, [&] { late = true; });
    while (!condition()) {
        if (late)
            return false;
        g_main_context_iteration(nullptr, TRUE);
    }
    return true;
}

/// Runs everything that is ready now, and nothing that has to be waited for.
inline void run_pending() {
    while (g_main_context_iteration(nullptr, FALSE)) {
    }
}

} // namespace callbooth::test
