// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callbooth::ice {

/// A name and a password that a TURN server with the same secret takes until they expire (TURN REST API, coturn's
/// `use-auth-secret`).
struct Credentials {
    std::string username; ///< `EXPIRY:ID`
    std::string password; ///< base64 of the HMAC-SHA1 of the username
};

/// `expiry` in seconds since 1970.
Credentials make_credentials(std::string_view secret, std::string_view id, int64_t expiry);

/// The STUN and TURN servers that are handed out.
struct Servers {
    std::vector<std::string> stun; ///< `stun:HOST:PORT` (RFC 7064)
    std::vector<std::string> turn; ///< `turn:HOST:PORT?transport=tcp` (RFC 7065)
    std::string secret;            ///< shared with the TURN servers
    int64_t ttl = 3600;            ///< seconds that credentials live
};

/// Throws Error with what to do when an address is none, or something is missing.
void check(const Servers &servers);

/// `{"iceServers": [...], "ttl": N}`: what RTCPeerConnection takes as `iceServers`, and for how long it is good.
std::string describe(const Servers &servers, std::string_view id, int64_t now);

/// What may stand in a username: 1 to 64 letters, digits, spaces and `-_.`.
bool is_id(std::string_view id);

} // namespace callbooth::ice
