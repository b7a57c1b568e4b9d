// SPDX-License-Identifier: MIT
/// What the server itself says, and is told; docs/matchmaking.md has the messages.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "wire.hpp"
#include <callbooth/json.hpp>

namespace callbooth::peerjs {

/// What a message without a sender says; nothing when it is none of these.
std::optional<Incoming> parse_from_server(const std::string &type, const Json &payload);

std::string find(const Wishes &wishes);
std::string cancel_find();
std::string report(const std::string &peer, const std::string &reason);

} // namespace callbooth::peerjs
