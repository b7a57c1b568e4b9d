// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <callbooth/event.hpp>

namespace callbooth {

/// What a monitoring system knows a number by. Names are Prometheus's: `callbooth_pairs_total`,
/// `callbooth_wait_seconds`. Labels tell series of one name apart, and have few values.
struct Metric {
    std::string name;
    std::string help;
    std::vector<std::pair<std::string, std::string>> labels = {};
};

/// How values are spread: how many were at most as large as each bound.
class Histogram {
public:
    /// `bounds` ascend.
    explicit Histogram(std::vector<double> bounds) : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {}

    void observe(double value) {
        const auto bucket = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
        ++counts_[static_cast<size_t>(bucket)];
        sum_ += value;
    }
    const std::vector<double> &bounds() const { return bounds_; }
    /// Of each bucket by itself; the last one holds what is above all bounds.
    const std::vector<uint64_t> &counts() const { return counts_; }
    double sum() const { return sum_; }

private:
    const std::vector<double> bounds_;
    std::vector<uint64_t> counts_;
    double sum_ = 0;
};

/// Numbers for a monitoring system: everybody adds theirs, and keeps counting by himself; provided by the program,
/// always there. Main context only. docs/operations.md lists them.
class Metrics {
public:
    static constexpr const char *service = "metrics";
    using Value = std::function<double()>;
    virtual ~Metrics() = default;

    /// What only grows. All three throw Error when the name is none, is used for another kind, or the series is there.
    virtual Subscription counter(Metric metric, Value value) = 0;
    /// What goes up and down.
    virtual Subscription gauge(Metric metric, Value value) = 0;
    /// `histogram` outlives the subscription.
    virtual Subscription histogram(Metric metric, const Histogram &histogram) = 0;

    /// Everything in Prometheus's text format, version 0.0.4.
    virtual std::string text() const = 0;
};

} // namespace callbooth
