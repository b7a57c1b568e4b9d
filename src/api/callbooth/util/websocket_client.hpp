// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/event.hpp>

namespace callbooth {

/// A WebSocket (RFC 6455) to a server that connects again whenever it is lost, until it is stopped. A connection that
/// stays silent is pinged, and is lost when no frame comes. Main context only.
class __attribute__((visibility("default"))) WebSocketClient {
public:
    struct Options {
        std::string url; ///< `ws://` or `wss://`; may hold secrets, and is never logged or part of a reason
        std::vector<std::string> protocols = {}; ///< subprotocols, the preferred one first
        std::string origin = {};                 ///< empty: none is sent
        size_t max_message = size_t{1} << 20;    ///< bytes of a message that comes; a longer one ends the connection
        /// Bytes that may be sent before the server has answered a ping: it bounds what waits for a slow server.
        size_t max_unconfirmed = size_t{16} << 20;
        std::chrono::milliseconds connect_timeout{15000};
        /// `delayed` is emitted after so long without an answer.
        std::chrono::milliseconds patience{1500};
        std::chrono::milliseconds silence{15000}; ///< without a frame; a ping is sent after a third of it
        std::chrono::milliseconds first_retry{500};
        std::chrono::milliseconds longest_retry{30000};
        /// A connection that lasted so long was a good one: the next wait is `first_retry` again.
        std::chrono::milliseconds settled{10000};
        bool verify_tls = true;
        std::string ca_file = {}; ///< as in Trust, util/trust.hpp
    };
    enum class Kind { text, binary };
    struct Loss {
        std::string why;                 ///< for people
        bool was_open;                   ///< false: this attempt never got through the handshake
        std::chrono::milliseconds retry; ///< until the next attempt
        /// What may be wrong with the address, for people: `is the path of the address right?`; empty where nothing is
        /// known.
        std::string hint = {};
        /// `why`, with the hint in parentheses.
        std::string text() const { return hint.empty() ? why : why + " (" + hint + ")"; }
    };

    /// Throws Error that begins with `ca-file` for a file without certificates.
    explicit WebSocketClient(Options options);
    /// As `stop`.
    ~WebSocketClient();
    WebSocketClient(const WebSocketClient &) = delete;
    WebSocketClient &operator=(const WebSocketClient &) = delete;

    /// Begins; what comes of it is an event. Does nothing when it has begun.
    void start();
    /// Asks the server to close. No event comes after this.
    void stop();
    /// For the attempts from now on.
    void set_url(std::string url);

    bool is_open() const;
    /// The subprotocol that the server chose; empty for none.
    std::string protocol() const;
    /// False, and nothing is sent: it is not open, too much is unconfirmed, or a text is not UTF-8
    /// or has a NUL.
    bool send(std::string_view message, Kind kind = Kind::text);
    /// Ends the connection, if there is one, as lost for the reason `why`; the next attempt comes after the usual wait,
    /// and not before `at_least`.
    void reconnect(const std::string &why, std::chrono::milliseconds at_least = {});
    /// While it is lost: the next attempt comes after `wait` instead.
    void retry_after(std::chrono::milliseconds wait);

    Event<> connecting; ///< an attempt begins
    /// The attempt still waits for an answer of the server: for what, and what may be wrong with the address. At most
    /// once an attempt.
    Event<const std::string &> delayed;
    Event<> opened;
    Event<std::string_view, Kind> received; ///< the bytes live until the listener returns
    Event<const Loss &> lost;               ///< once for each connection or failed attempt

private:
    class State;
    std::unique_ptr<State> state_;
};

} // namespace callbooth
