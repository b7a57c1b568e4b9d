// SPDX-License-Identifier: MIT
// Stamped, but without the function.
#include <callbooth/plugin.hpp>

__attribute__((used, section(CALLBOOTH_STAMP_SECTION))) static const char callbooth_stamp[] = CALLBOOTH_STAMP;
