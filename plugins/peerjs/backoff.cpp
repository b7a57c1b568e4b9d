// SPDX-License-Identifier: MIT
#include "backoff.hpp"

#include <algorithm>

namespace callbooth::peerjs {

Backoff::Duration Backoff::next(double random) {
    const Duration whole = std::min(step_, longest_);
    step_ = std::min(whole * 2, longest_);
    const auto varied = std::chrono::duration<double, std::milli>(whole) * (0.5 + 0.5 * std::clamp(random, 0.0, 1.0));
    return std::chrono::duration_cast<Duration>(varied);
}

} // namespace callbooth::peerjs
