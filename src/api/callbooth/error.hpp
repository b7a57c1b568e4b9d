// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>

namespace callbooth {

/// What went wrong, where, and what to do about it, in words for the person who runs the booth.
/// Constructors, `start()` and commands throw it; callbacks never do.
class __attribute__((visibility("default"))) Error : public std::runtime_error {
public:
    using runtime_error::runtime_error;
};

} // namespace callbooth
