// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

/// What clients and server have agreed on for `FIND` (docs/matchmaking.md).
namespace callbooth::wish_limits {

inline constexpr size_t max_tags = 8;
inline constexpr long max_tag_characters = 32;
inline constexpr size_t max_language_bytes = 35;
inline constexpr size_t max_blocked = 64; ///< ids

} // namespace callbooth::wish_limits
