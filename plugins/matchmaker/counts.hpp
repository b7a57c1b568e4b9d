// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "line.hpp"
#include <callbooth/services/metrics.hpp>

namespace callbooth::matchmaker {

/// What the matchmaker counts.
struct Counts {
    uint64_t &of_kind(Pair::Kind kind) { return pairs[static_cast<size_t>(kind)]; }

    /// Metrics of the plugin instance `plugin`. The counts and the line outlive the subscriptions.
    std::vector<Subscription> publish(Metrics &metrics, const std::string &plugin, const Line &line) {
        const std::pair<std::string, std::string> label{"plugin", plugin};
        std::vector<Subscription> published;
        const auto count = [&](const char *name, const char *help, const char *key, const char *value,
                               const uint64_t &number) {
            published.push_back(metrics.counter({name, help, {label, {key, value}}}, [&number] { return number; }));
        };
        published.push_back(metrics.gauge({"callbooth_waiting", "peers that wait for a partner", {label}},
                                          [&line] { return line.size(); }));
        published.push_back(
            metrics.histogram({"callbooth_wait_seconds", "how long the first of a pair waited", {label}}, waits));
        published.push_back(metrics.histogram(
            {"callbooth_gave_up_seconds", "how long those waited who went without a partner", {label}}, gave_up));
        constexpr auto made = "callbooth_pairs_total";
        count(made, "pairs that were made", "kind", "plain", of_kind(Pair::Kind::plain));
        count(made, "pairs that were made", "kind", "wished", of_kind(Pair::Kind::wished));
        count(made, "pairs that were made", "kind", "fallback", of_kind(Pair::Kind::fallback));
        constexpr auto refused = "callbooth_find_refused_total";
        count(refused, "questions that were turned away", "reason", "rate", refused_rate);
        count(refused, "questions that were turned away", "reason", "token", refused_token);
        count(refused, "questions that were turned away", "reason", "malformed", refused_malformed);
        return published;
    }

    std::array<uint64_t, 3> pairs{}; ///< by their kind
    uint64_t refused_rate = 0;
    uint64_t refused_token = 0;
    uint64_t refused_malformed = 0;
    Histogram waits{{0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800}};
    Histogram gave_up{{0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800}};
};

} // namespace callbooth::matchmaker
