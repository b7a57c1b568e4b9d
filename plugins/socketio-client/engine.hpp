// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "socketio/packet.hpp"
#include <callbooth/event.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/token_bucket.hpp>
#include <callbooth/util/websocket_client.hpp>

namespace callbooth::socketio_client {

/// The client's side of Engine.IO 4 over a WebSocket, without the transport "polling" before it. Connects again
/// whenever it is lost, until it is stopped. Main context only.
class Engine {
public:
    struct Loss {
        std::string reason;              ///< as Socket.IO names it
        std::string why;                 ///< for people
        bool was_open;                   ///< false: the server did not answer as an Engine.IO 4 server
        std::chrono::milliseconds retry; ///< until the next attempt
        std::string hint = {};           ///< as in WebSocketClient
    };

    /// Throws Error as WebSocketClient does.
    explicit Engine(WebSocketClient::Options options);

    void start() { client_.start(); }
    /// No event comes after this.
    void stop();
    bool is_open() const { return is_open_; }

    /// False, and nothing is sent: it is not open, it is more than the server takes, or too much waits for it.
    bool send(const socketio::EncodedPacket &packet);
    /// Ends the connection as lost, soon; nothing is sent or received any more.
    void fail(std::string reason, std::string why);

    Event<> connecting;
    Event<const std::string &> delayed; ///< as in WebSocketClient
    Event<> opened;
    Event<std::string_view> text;   ///< a message; the bytes live until the listener returns
    Event<std::string_view> binary; ///< the same
    Event<const Loss &> lost;       ///< once for each connection or failed attempt

private:
    /// False when the server sends more than any system needs.
    bool admits(size_t size);
    void on_text(std::string_view packet);
    void on_handshake(std::string_view json);
    void on_lost(const WebSocketClient::Loss &loss);
    void watch(std::chrono::milliseconds rest);
    bool fits(const socketio::EncodedPacket &packet) const;

    const std::chrono::milliseconds connect_timeout_;
    WebSocketClient client_;
    TokenBucket messages_{1000, 10000};
    TokenBucket bytes_{4 << 20, 64 << 20};
    bool is_open_ = false;
    bool was_open_ = false; ///< this connection, until it is lost
    size_t max_payload_ = SIZE_MAX;
    std::chrono::milliseconds silence_{};  ///< that the server may keep
    int64_t last_packet_ = 0;              ///< monotonic, microseconds
    std::string reason_ = transport_close; ///< of the next loss
    Source watchdog_;
    Source failure_;
    std::vector<Subscription> subscriptions_;

    static constexpr const char *transport_close = "transport close";
};

} // namespace callbooth::socketio_client
