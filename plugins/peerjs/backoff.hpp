// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace callbooth::peerjs {

/// How long to wait before the next attempt: doubles from `first` to `longest`, and a random half of it is
/// left out, so that a thousand booths do not come back to a restarted server in the same moment.
class Backoff {
public:
    using Duration = std::chrono::milliseconds;
    Backoff(Duration first, Duration longest) : first_(first), longest_(longest), step_(first) {}

    /// `random` is from 0 to 1.
    Duration next(double random);
    /// It worked: the next wait is short again.
    void reset() { step_ = first_; }

private:
    Duration first_;
    Duration longest_;
    Duration step_;
};

} // namespace callbooth::peerjs
