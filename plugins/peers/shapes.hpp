// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace callbooth::peers {

/// What clients send each other, as JSON. Nothing of it is changed on its way; only its size and shape are looked at.

/// `{type, sdp}`, both texts (RTCSessionDescription); at most 64 KiB.
bool is_description(std::string_view json);
/// `{candidate, ...}` with a text (RTCIceCandidate), or null for the end of candidates; at most 4 KiB.
bool is_candidate(std::string_view json);
/// Any object, as the versions of simple-peer differ; at most 64 KiB.
bool is_signal(std::string_view json);

} // namespace callbooth::peers
