// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <callbooth/util/glib.hpp>

namespace callbooth {

/// Decides when many clients are sent a state that all of them share: at once when it changes after a pause, then in
/// intervals for as long as it changes; new clients at once. A timer runs only while there is something to send. Main
/// context only.
class Announcer {
public:
    using Ids = std::vector<std::string>;
    /// Sends the state to all, or to `only` these where there are any; not to those who are behind when `skip_slow`.
    /// Returns the bytes of one copy times the number of all.
    using Send = std::function<double(const Ids &only, bool skip_slow)>;
    struct Pace {
        std::chrono::milliseconds interval;
        double bytes_per_second; ///< of what goes to all: larger states come less often
        /// Of many announcements in a row those between the first and the last are not for clients that are behind. The
        /// last is known to be that one only afterwards, and so it is sent again.
        bool skip_slow = false;
    };
    static constexpr std::chrono::milliseconds greeting_interval{50};

    Announcer(Pace pace, Send send, GMainContext *context = nullptr)
        : pace_(pace), send_(std::move(send)), context_(context) {}

    void change() {
        changed_ = true;
        if (!timer_.active())
            timer_ = Source::soon([this] { announce(); }, context_);
    }
    /// The state is sent to `id` within the greeting interval, and to all others with their next update.
    void add(std::string id) {
        change();
        newcomers_.push_back(std::move(id));
        if (!greeting_.active())
            greeting_ = Source::after(
                until(next_greeting_), [this] { greet(); }, context_);
    }

private:
    using Clock = std::chrono::steady_clock;
    using milliseconds = std::chrono::milliseconds;

    void announce() {
        if (!changed_ && !skipped_)
            return void(streaming_ = false);
        skipped_ = changed_ && streaming_ && pace_.skip_slow;
        streaming_ = true;
        changed_ = false;
        if (!skipped_)
            newcomers_.clear();
        const double bytes = send_({}, skipped_);
        const milliseconds limit(static_cast<int64_t>(1000 * bytes / pace_.bytes_per_second));
        timer_ = Source::after(
            std::max(pace_.interval, limit), [this] { announce(); }, context_);
    }

    void greet() {
        next_greeting_ = Clock::now() + greeting_interval;
        if (const Ids newcomers = std::exchange(newcomers_, {}); !newcomers.empty())
            send_(newcomers, false);
    }

    static milliseconds until(Clock::time_point time) {
        return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(time - Clock::now()));
    }

    const Pace pace_;
    const Send send_;
    GMainContext *const context_;
    bool changed_ = false;   ///< since the last announcement
    bool streaming_ = false; ///< the last announcement was an interval ago
    bool skipped_ = false;   ///< it was not for those who are behind
    Ids newcomers_;          ///< not sent to yet
    Clock::time_point next_greeting_{};
    Source timer_;
    Source greeting_;
};

} // namespace callbooth
