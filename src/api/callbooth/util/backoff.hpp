// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>

namespace callbooth {

/// How long to wait before the next attempt: doubles from `first` to `longest`, and a random half of it is left out, so
/// that a thousand clients do not come back to a restarted server in the same moment.
class Backoff {
public:
    using Duration = std::chrono::milliseconds;
    Backoff(Duration first, Duration longest) : first_(first), longest_(longest), step_(first) {}

    /// `random` is from 0 to 1.
    Duration next(double random) {
        const Duration whole = std::min(step_, longest_);
        step_ = std::min(whole * 2, longest_);
        const auto share = 0.5 + 0.5 * std::clamp(random, 0.0, 1.0);
        return std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::milli>(whole) * share);
    }
    /// It worked: the next wait is short again.
    void reset() { step_ = first_; }

private:
    Duration first_;
    Duration longest_;
    Duration step_;
};

} // namespace callbooth
