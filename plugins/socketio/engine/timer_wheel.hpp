// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <callbooth/util/glib.hpp>

namespace callbooth::socketio {

class TimerWheel;

/// Calls a function once, some time after it was started. Where it lives is its owner's affair; it must not move.
class Timer {
public:
    explicit Timer(std::function<void()> on_due) : on_due_(std::move(on_due)) {}
    Timer(const Timer &) = delete;
    Timer &operator=(const Timer &) = delete;
    ~Timer() { cancel(); }

    void cancel();
    bool active() const { return link_ != nullptr; }

private:
    friend class TimerWheel;

    void insert(Timer *&head);

    std::function<void()> on_due_;
    Timer *next_ = nullptr;
    Timer **link_ = nullptr; ///< the pointer to this timer
    uint64_t due_ = 0;       ///< ticks
};

/// Thousands of timers at the cost of none: starting and cancelling one takes constant time. They are due at most two
/// ticks late. Has no clock and no thread of its own.
class TimerWheel {
public:
    using Milliseconds = std::chrono::milliseconds;
    static constexpr Milliseconds tick{8};

    /// `clock` returns the time since any moment, and never goes back.
    explicit TimerWheel(std::function<Milliseconds()> clock);
    TimerWheel(const TimerWheel &) = delete;
    TimerWheel &operator=(const TimerWheel &) = delete;
    ~TimerWheel();

    Milliseconds now() const { return clock_(); }
    /// Starts it anew where it runs already. The timer must not outlive the wheel while it runs.
    void start(Timer &timer, Milliseconds delay);
    /// Calls `function` in the next `advance`, never at once.
    void later(std::function<void()> function);
    /// Calls the timers that are due. Anything may be started, cancelled and destroyed meanwhile, but not the wheel.
    void advance();
    /// When `advance` should be called next, of the clock; nullopt when there is nothing to wait for.
    std::optional<Milliseconds> next() const;
    /// Called when that is sooner than it was.
    std::function<void()> on_sooner;

private:
    static constexpr size_t slots = 1024; ///< a power of two

    uint64_t current() const { return static_cast<uint64_t>(clock_() / tick); }
    Timer *&slot_of(uint64_t at) { return slots_[at % slots]; }
    void turn(uint64_t at, uint64_t until);
    void run_later();
    void look_sooner(uint64_t due);

    const std::function<Milliseconds()> clock_;
    uint64_t done_; ///< the last tick that `advance` has looked at
    uint64_t wake_ = UINT64_MAX;
    std::array<Timer *, slots> slots_{};
    std::vector<std::function<void()>> later_;
};

/// A wheel that the main context turns, with one timer of GLib's for all. Main context only.
class Clockwork {
public:
    explicit Clockwork(GMainContext *context);
    Clockwork(const Clockwork &) = delete;
    Clockwork &operator=(const Clockwork &) = delete;

    TimerWheel wheel;

private:
    void set_alarm();

    GMainContext *const context_;
    Source alarm_;
};

} // namespace callbooth::socketio
