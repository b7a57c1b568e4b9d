// SPDX-License-Identifier: MIT
#include "media/call_metrics.hpp"

#include <array>

namespace callbooth::media {

namespace {

constexpr std::array reasons = {
    EndReason::local_next,           EndReason::local_hangup,       EndReason::shutdown,
    EndReason::remote_hangup,        EndReason::remote_gone,        EndReason::refused_busy,
    EndReason::unreachable,          EndReason::timeout_connecting, EndReason::no_common_codec,
    EndReason::fingerprint_mismatch, EndReason::signaling_error,    EndReason::media_error,
};

} // namespace

CallMetrics::CallMetrics(callbooth::Booth &booth, Metrics &metrics) {
    subscriptions_.push_back(booth.call_added.subscribe([this](Call &) { ++begun_; }));
    subscriptions_.push_back(booth.call_removed.subscribe([this](Call &, EndReason why) { ++ended_[why]; }));
    subscriptions_.push_back(metrics.counter({"callbooth_calls_total", "calls of the booth that began"},
                                             [this] { return static_cast<double>(begun_); }));
    for (const EndReason reason : reasons)
        subscriptions_.push_back(metrics.counter(
            {"callbooth_calls_ended_total", "calls of the booth that ended", {{"reason", to_string(reason)}}},
            [count = &ended_[reason]] { return static_cast<double>(*count); }));
}

} // namespace callbooth::media
