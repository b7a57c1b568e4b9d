// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

#include <callbooth/services/matchmaking.hpp>

namespace callbooth::find {

struct Found {
    std::string peer;
};
struct Nobody {};
struct Failed {
    std::string why;
};
using Answer = std::variant<Found, Nobody, Failed>;

/// What the server's HTTP answer means. Takes any body.
Answer judge(unsigned status, std::string_view body, std::string_view own_id);

/// Whether to look for a partner, and how often.
class Search {
public:
    using Duration = std::chrono::milliseconds;

    /// `interval` between two questions that found nobody; after failures it doubles up to `longest`.
    Search(Duration interval, Duration longest) : interval_(interval), longest_(longest) {}

    void set_ready(bool ready) { ready_ = ready; }
    void set_in_call(bool in_call) { in_call_ = in_call; }
    void set_paused(bool paused) { paused_ = paused; }
    bool paused() const { return paused_; }
    Matchmaking::State state() const;

    /// Notes the answer, and says how long to wait before the next question. `random` is from 0 to 1: it spreads the
    /// questions of many booths by a quarter of the wait in either direction.
    Duration wait_after(const Answer &answer, double random);
    /// How many of the last answers were failures without a break.
    int failures() const { return failures_; }

private:
    Duration interval_;
    Duration longest_;
    bool ready_ = false;
    bool in_call_ = false;
    bool paused_ = false;
    int failures_ = 0;
};

} // namespace callbooth::find
