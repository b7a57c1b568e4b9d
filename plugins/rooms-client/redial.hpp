// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <random>

#include <callbooth/services/call.hpp>
#include <callbooth/util/backoff.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth::rooms_client {

/// Decides when we call in the room that we have joined: until it works, and again when the call has ended, but not
/// when somebody here has ended it. Main context only.
class Redial {
public:
    struct Options {
        std::chrono::milliseconds shortest_wait;
        std::chrono::milliseconds longest_wait;
        bool again = true; ///< after a call
    };
    /// `call` may be called in vain.
    Redial(Options options, std::function<void()> call, GMainContext *context);

    /// Calls as soon as the context turns, and with short waits from then on.
    void now();
    /// The same, unless somebody here has ended the last call.
    void now_if_wanted();
    void connected() { patience_.reset(); }
    /// The server was lost during a call, and has sent the partner that we left.
    void interrupt() { interrupted_ = true; }
    void ended(EndReason reason);
    /// Does not call before now() or now_if_wanted().
    void pause() { next_.cancel(); }

private:
    void after(std::chrono::milliseconds wait);

    const Options options_;
    const std::function<void()> call_;
    GMainContext *const context_;
    bool wanted_ = true;
    bool interrupted_ = false;
    Backoff patience_;
    std::random_device random_;
    Source next_;
};

} // namespace callbooth::rooms_client
