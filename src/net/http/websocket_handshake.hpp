// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http/request_head.hpp"
#include <callbooth/services/http.hpp>

namespace callbooth::net {

/// The request asks for a WebSocket, well or badly.
bool wants_websocket(const RequestHead &head);
/// Why the handshake is not a good one (RFC 6455 section 4.2.1): 400, or 426 for another version.
std::optional<HttpResponse> handshake_fault(const RequestHead &head);
/// The first subprotocol of the client's offer that is one of `known`, which all are when that is empty, for a browser
/// whose offer is not answered gives up. Empty without one.
std::string_view agreed_protocol(const RequestHead &head, const std::vector<std::string> &known);
/// The 101 that accepts a good handshake.
std::string accept_handshake(const RequestHead &head, std::string_view protocol);

} // namespace callbooth::net
