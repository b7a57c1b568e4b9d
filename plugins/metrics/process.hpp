// SPDX-License-Identifier: MIT
/// What the system knows about this process.
#pragma once

namespace callbooth::metrics {

double resident_memory(); ///< bytes
double cpu_seconds();     ///< of all threads, in the program and for it in the kernel

} // namespace callbooth::metrics
