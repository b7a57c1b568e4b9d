// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "net/log.hpp"
#include <fmt/format.h>

namespace callbooth::net {

/// Warnings or errors that any client can cause as often as it likes: one in ten seconds is logged, and with it how
/// many were not.
class ThrottledLog {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::seconds interval{10};

    explicit ThrottledLog(Log log, Level level = Level::warning) : log_(std::move(log)), level_(level) {}

    void tell(const std::string &text, Clock::time_point now = Clock::now()) {
        if (now < next_) {
            ++untold_;
            return;
        }
        next_ = now + interval;
        const size_t untold = std::exchange(untold_, 0);
        const char *kind = level_ == Level::error ? "errors" : "warnings";
        log_(level_, untold == 0 ? text : fmt::format("{} (and {} {} before that)", text, untold, kind));
    }

private:
    const Log log_;
    const Level level_;
    Clock::time_point next_;
    size_t untold_ = 0;
};

} // namespace callbooth::net
