// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace callbooth::net {

/// Bytes that the other end of a TCP connection has acknowledged so far; 0 where the system cannot tell.
uint64_t acknowledged_bytes(int fd);

/// The system takes no more for a TCP connection while it holds `bytes` that it has not sent yet: a slow reader then
/// costs that much of the kernel's memory, and not some megabytes.
void limit_unsent(int fd, int bytes);

} // namespace callbooth::net
