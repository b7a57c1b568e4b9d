// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace callbooth::host {

/// One turn of the main context that took too long.
struct Stall {
    std::chrono::milliseconds duration;
    std::chrono::milliseconds worked; ///< of it on a processor; the rest it waited, for others or for a processor
    std::string where;                ///< the stack in the middle of it, a frame a line
};

/// Watches that the default main context comes back to its poll in time: who holds it up holds up everything. A thread
/// looks on, and interrupts a turn that is late with SIGURG to see where it is. One at a time in a process, made and
/// destroyed on the main thread; meant for development.
class Watchdog {
public:
    /// `report` is called on the main thread when the turn is over.
    Watchdog(std::chrono::milliseconds limit, std::function<void(const Stall &)> report);
    ~Watchdog();
    Watchdog(const Watchdog &) = delete;
    Watchdog &operator=(const Watchdog &) = delete;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace callbooth::host
