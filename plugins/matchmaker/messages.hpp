// SPDX-License-Identifier: MIT
/// What those are told who look for a partner over their signaling connection; docs/matchmaking.md has them all.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "line.hpp"

namespace callbooth::matchmaker {

std::string wait_message(size_t online, size_t waiting);
/// To one of the pair: the asker, or the partner.
std::string match_message(const Pair &pair, bool to_asker, size_t online);
std::string error_message(std::string_view what, std::optional<std::chrono::milliseconds> retry = {});

} // namespace callbooth::matchmaker
