// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>

namespace callbooth {

/// A property in seconds as a duration. Fractions of a millisecond are cut.
inline std::chrono::milliseconds from_seconds(double seconds) {
    return std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
}

} // namespace callbooth
