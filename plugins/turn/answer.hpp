// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include <callbooth/services/booth.hpp>

namespace callbooth::turn {

/// What a chat site says of its STUN and TURN servers.
struct Answer {
    std::vector<IceServer> servers;
    std::chrono::seconds ttl; ///< that the credentials are good for
};

constexpr size_t max_answer_bytes = 16384;

/// Reads `{"iceServers": [{"urls": URL or [URL...], "username": ..., "credential": ...}], "ttl": SECONDS}`, of which
/// everything but `iceServers` may be missing (RTCConfiguration of the WebRTC API), and what services make of it: one
/// server in place of the list, the list alone, `ice_servers`, `url`, null credentials, a TTL in quotes. At most 16
/// servers of at most 512 bytes; more are left out. Throws Error, which never holds anything of the text.
Answer read_answer(std::string_view json);

} // namespace callbooth::turn
