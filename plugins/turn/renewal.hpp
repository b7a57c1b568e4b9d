// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace callbooth::turn {

/// What two clocks of the system show. `awake_or_not` goes on while the machine is suspended, unlike the clock of
/// GLib's timers; `wall` is set anew when a virtual machine goes on after its host had stopped it.
struct Clocks {
    std::chrono::microseconds awake_or_not;
    std::chrono::microseconds wall;

    static Clocks now();
};

/// When to ask again. Pure but for Clocks::now().
class Renewal {
public:
    void plan(const Clocks &now, std::chrono::microseconds wait) { due_ = {now.awake_or_not + wait, now.wall + wait}; }
    /// That much time has passed by one of the clocks.
    bool due(const Clocks &now) const { return now.awake_or_not >= due_.awake_or_not || now.wall >= due_.wall; }

private:
    Clocks due_{};
};

} // namespace callbooth::turn
