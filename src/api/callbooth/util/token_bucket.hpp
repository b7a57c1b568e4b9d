// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>

namespace callbooth {

/// Limits how often something happens: `burst` times at once, `per_second` in the long run. Has no clock of its own.
class TokenBucket {
public:
    using Time = std::chrono::steady_clock::time_point;

    TokenBucket(double per_second, double burst) : per_second_(per_second), burst_(burst), tokens_(burst) {}

    /// False when there are not as many tokens; that costs none.
    bool take(Time now, double tokens = 1) {
        tokens_ = after(now);
        last_ = std::max(now, last_);
        if (tokens_ < tokens)
            return false;
        tokens_ -= tokens;
        return true;
    }
    /// Nobody has taken anything for so long that a new bucket would be the same.
    bool full(Time now) const { return after(now) >= burst_; }

private:
    double after(Time now) const {
        const auto passed = std::chrono::duration<double>(std::max(now, last_) - last_);
        return std::min(burst_, tokens_ + per_second_ * passed.count());
    }

    double per_second_;
    double burst_;
    double tokens_;
    Time last_{};
};

} // namespace callbooth
