// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include <callbooth/services/booth.hpp>
#include <callbooth/services/metrics.hpp>

namespace callbooth::media {

/// Counts a booth's calls, and why they ended, for the monitoring system. Booth and metrics outlive it.
class CallMetrics {
public:
    CallMetrics(callbooth::Booth &booth, Metrics &metrics);

private:
    uint64_t begun_ = 0;
    std::map<EndReason, uint64_t> ended_;
    std::vector<Subscription> subscriptions_;
};

} // namespace callbooth::media
