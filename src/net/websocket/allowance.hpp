// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace callbooth::net {

/// How much one client may send now: token buckets for its frames and its bytes, each ten seconds' worth deep. Times
/// are milliseconds of any clock, which may wrap. As small as it can be: there may be ten thousand of these.
class Allowance {
public:
    /// Two messages of `max_message` bytes always pass at once, whatever the rate.
    Allowance(double frames_per_second, double bytes_per_second, size_t max_message, uint32_t now)
        : frames_per_ms_(static_cast<float>(frames_per_second / 1000)),
          bytes_per_ms_(static_cast<float>(bytes_per_second / 1000)),
          most_bytes_(std::max(depth_ms * bytes_per_ms_, 2 * static_cast<float>(max_message))), filled_at_(now),
          frames_(depth_ms * frames_per_ms_), bytes_(most_bytes_) {}

    /// Adds the tokens of the time since the last call.
    void refill(uint32_t now) {
        const auto passed = static_cast<float>(now - filled_at_);
        frames_ = std::min(depth_ms * frames_per_ms_, frames_ + passed * frames_per_ms_);
        bytes_ = std::min(most_bytes_, bytes_ + passed * bytes_per_ms_);
        filled_at_ = now;
    }
    /// Both return false when that is too many.
    bool take_frames(uint32_t frames) { return (frames_ -= static_cast<float>(frames)) >= 0; }
    bool take_bytes(size_t bytes) { return (bytes_ -= static_cast<float>(bytes)) >= 0; }

private:
    static constexpr float depth_ms = 10000;

    float frames_per_ms_;
    float bytes_per_ms_;
    float most_bytes_;
    uint32_t filled_at_;
    float frames_;
    float bytes_;
};

} // namespace callbooth::net
