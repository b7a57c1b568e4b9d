// SPDX-License-Identifier: MIT
#include "renewal.hpp"

#include <ctime>

namespace callbooth::turn {

namespace {

std::chrono::microseconds read(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::seconds(time.tv_sec) +
                                                                 std::chrono::nanoseconds(time.tv_nsec));
}

} // namespace

Clocks Clocks::now() { return {read(CLOCK_BOOTTIME), read(CLOCK_REALTIME)}; }

} // namespace callbooth::turn
