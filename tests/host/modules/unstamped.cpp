// SPDX-License-Identifier: MIT
// A shared module that is no plugin, and that would harm whoever loads it.
#include <cstdlib>

namespace {
struct Early {
    Early() { std::abort(); }
} early;
} // namespace
