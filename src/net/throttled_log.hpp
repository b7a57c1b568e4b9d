// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "net/log.hpp"
#include <fmt/format.h>

namespace callbooth::net {

/// Warnings that any client can cause as often as it likes: one in ten seconds is told, and with it how many were not.
class ThrottledLog {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::seconds interval{10};

    explicit ThrottledLog(Log log) : log_(std::move(log)) {}

    void tell(const std::string &text, Clock::time_point now = Clock::now()) {
        if (now < next_) {
            ++untold_;
            return;
        }
        next_ = now + interval;
        const size_t untold = std::exchange(untold_, 0);
        log_(Level::warning, untold == 0 ? text : fmt::format("{} (and {} warnings before that)", text, untold));
    }

private:
    const Log log_;
    Clock::time_point next_;
    size_t untold_ = 0;
};

} // namespace callbooth::net
