// SPDX-License-Identifier: MIT
#include "search.hpp"

#include <algorithm>

#include <callbooth/util/peer_id.hpp>
#include <fmt/format.h>

namespace callbooth::find {

Answer judge(unsigned status, std::string_view body, std::string_view own_id) {
    if (status == 404)
        return Nobody{};
    if (status != 200)
        return Failed{fmt::format("the server answered {}", status)};
    if (!is_peer_id(body))
        return Failed{"the server answered something that is no peer's id"};
    if (body == own_id)
        return Failed{"the server answered our own id"};
    return Found{std::string(body)};
}

Matchmaking::State Search::state() const {
    if (in_call_)
        return Matchmaking::State::in_call;
    return ready_ && !paused_ ? Matchmaking::State::searching : Matchmaking::State::idle;
}

Search::Duration Search::wait_after(const Answer &answer, double random) {
    failures_ = std::holds_alternative<Failed>(answer) ? failures_ + 1 : 0;
    auto wait = interval_;
    for (int i = 1; i < failures_ && wait < longest_; ++i)
        wait *= 2;
    if (failures_ > 0)
        wait = std::min(wait, std::max(longest_, interval_));
    const double spread = 0.75 + 0.5 * std::clamp(random, 0.0, 1.0);
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::milli>(wait) * spread);
}

} // namespace callbooth::find
