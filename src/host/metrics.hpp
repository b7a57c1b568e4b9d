// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <string>
#include <variant>

#include <callbooth/services/metrics.hpp>

namespace callbooth::host {

/// The program's Metrics.
class MetricTable final : public Metrics {
public:
    Subscription counter(Metric metric, Value value) override;
    Subscription gauge(Metric metric, Value value) override;
    Subscription histogram(Metric metric, const Histogram &histogram) override;
    std::string text() const override;

private:
    using Reading = std::variant<Value, const Histogram *>;
    struct Family {
        const char *kind = "";
        std::string help;
        std::map<std::string, Reading> series; ///< by their labels, written out
    };
    using Families = std::map<std::string, Family>;

    Subscription add(const char *kind, const Metric &metric, Reading reading);

    const std::shared_ptr<Families> families_ = std::make_shared<Families>();
};

} // namespace callbooth::host
