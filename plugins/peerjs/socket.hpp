// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/event.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/trust.hpp>
#include <libsoup/soup.h>

namespace callbooth::peerjs {

/// One attempt at one client WebSocket, from connecting to closing; use a fresh one for the next. Main context only.
class Socket {
public:
    struct Options {
        std::string url; ///< may hold a secret: is never logged here
        size_t max_message_bytes;
        /// No frame, not even a pong, for so long: the connection is dead although TCP does not know it yet.
        std::chrono::milliseconds silence;
        Trust trust = {};
    };

    explicit Socket(Options options);
    ~Socket();
    Socket(const Socket &) = delete;
    Socket &operator=(const Socket &) = delete;

    /// Begins; what comes of it is an event.
    void connect();
    bool open() const;
    /// Dropped when the socket is not open.
    void send(const std::string &text);
    /// Asks the server to close; `closed` is not emitted any more.
    void close();

    Event<> opened;
    Event<std::string_view> text;
    Event<const std::string &> closed; ///< why; at most once, and then nothing more

private:
    static void connected(GObject *session, GAsyncResult *result, gpointer self);
    void adopt(SoupWebsocketConnection *connection);
    void watch();
    void heard();
    void fail(const std::string &why);
    std::string close_reason() const;

    Options options_;
    Ref<SoupSession> session_;
    Ref<SoupMessage> request_;
    Ref<GCancellable> cancellable_;
    Ref<SoupWebsocketConnection> connection_;
    std::vector<Connection> signals_;
    Source watchdog_;
    gint64 last_heard_ = 0; ///< microseconds, monotonic
    bool done_ = false;
};

} // namespace callbooth::peerjs
