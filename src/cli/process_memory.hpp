// SPDX-License-Identifier: MIT
#pragma once

namespace callbooth {

/// Makes the memory of a process that has a call after the other for months stay what it is. First thing in main(), of
/// a program that exports its symbols.
void limit_heap_growth();

} // namespace callbooth
