// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/http/request_head.hpp"
#include <callbooth/services/http.hpp>

namespace callbooth::net {

/// The request asks for a WebSocket, well or badly.
bool wants_websocket(const RequestHead &head);
/// Why the handshake is not a good one (RFC 6455 section 4.2.1): 400, or 426 for another version.
std::optional<HttpResponse> handshake_fault(const RequestHead &head);
/// The 101 that accepts a good handshake. Of the subprotocols that the client offers the first is chosen, for a browser
/// whose offer is not answered gives up.
std::string accept_handshake(const RequestHead &head);

} // namespace callbooth::net
