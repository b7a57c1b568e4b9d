// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace callbooth::socketio_client {

/// Where a Socket.IO server is. Throws Error when `url` is not an address of http, https, ws or wss. A path in `url`
/// counts instead of `path`; a query goes along with the handshake.
class Endpoint {
public:
    Endpoint(const std::string &url, const std::string &path);

    /// The address of the WebSocket, which may hold secrets: never log it.
    const std::string &websocket() const { return websocket_; }
    /// `https://chat.example:8443`, for logs.
    const std::string &origin() const { return origin_; }
    /// Begins with a slash.
    const std::string &path() const { return path_; }

private:
    std::string websocket_;
    std::string origin_;
    std::string path_;
};

} // namespace callbooth::socketio_client
