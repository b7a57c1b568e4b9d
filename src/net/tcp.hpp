// SPDX-License-Identifier: MIT
#pragma once

namespace callbooth::net {

/// The system takes no more for a TCP connection while it holds `bytes` that it has not sent yet: a slow reader then
/// costs that much of the kernel's memory, and not some megabytes.
void limit_unsent(int fd, int bytes);

} // namespace callbooth::net
