// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "media/base/gst.hpp"
#include <callbooth/services/booth.hpp>

namespace callbooth::media {

/// What webrtcbin wants in place of `stun:HOST:PORT` and `turn:HOST:PORT`: `stun://HOST:PORT` and
/// `turn://USER:PASSWORD@HOST:PORT?transport=tcp`. Nothing when the server's URL is neither (RFC 7064, RFC 7065), or
/// for TURN over TLS: libnice 0.1.21 would send it without.
std::optional<std::string> webrtcbin_uri(const IceServer &server);

/// Takes the servers out that are to be reached over TLS, and returns their URLs, separated by commas.
std::string without_encrypted(std::vector<IceServer> &servers);

/// Adds the servers to a webrtcbin that has no connection yet. `[transport] stun-server` counts more than theirs.
void use_ice_servers(GstElement *webrtc, const std::vector<IceServer> &servers);

} // namespace callbooth::media
