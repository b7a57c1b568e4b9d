// SPDX-License-Identifier: MIT
#include "redial.hpp"

#include <utility>

namespace callbooth::rooms_client {

Redial::Redial(Options options, std::function<void()> call, GMainContext *context)
    : options_(options), call_(std::move(call)), context_(context),
      patience_(options.shortest_wait, options.longest_wait) {}

void Redial::now() {
    wanted_ = true;
    now_if_wanted();
}

void Redial::now_if_wanted() {
    patience_.reset();
    if (wanted_)
        after({});
}

void Redial::after(std::chrono::milliseconds wait) { next_ = Source::after(wait, call_, context_); }

// The creator may have hung up or left; the server sends partnerReturned when it is back.
void Redial::ended(EndReason reason) {
    const bool was_hung_up = reason == EndReason::remote_hangup && !std::exchange(interrupted_, false);
    wanted_ = options_.again && reason != EndReason::local_hangup && reason != EndReason::local_next;
    const auto wait = patience_.next(static_cast<double>(random_()) / std::random_device::max());
    if (wanted_ && reason != EndReason::shutdown)
        after(was_hung_up ? options_.longest_wait : wait);
}

} // namespace callbooth::rooms_client
