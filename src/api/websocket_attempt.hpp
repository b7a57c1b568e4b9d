// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <callbooth/event.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/trust.hpp>
#include <callbooth/util/websocket_client.hpp>
#include <libsoup/soup.h>

namespace callbooth {

/// One attempt at one client WebSocket, from connecting to closing; a fresh one is used for the next. Main context
/// only.
class WebSocketAttempt {
public:
    using Options = WebSocketClient::Options;
    using Kind = WebSocketClient::Kind;

    /// `options` outlive this.
    WebSocketAttempt(const Options &options, const Trust &trust);
    ~WebSocketAttempt();
    WebSocketAttempt(const WebSocketAttempt &) = delete;
    WebSocketAttempt &operator=(const WebSocketAttempt &) = delete;

    /// Begins; what comes of it is an event.
    void connect();
    bool is_open() const;
    std::string protocol() const;
    bool send(std::string_view message, Kind kind);
    /// Asks the server to close; `closed` is not emitted any more.
    void close();
    /// What may be wrong with the address, once it has failed; or empty.
    const std::string &hint() const { return hint_; }
    /// What it waits for, and what may be wrong with the address; while it is not open.
    std::string delay() const;

    Event<> opened;
    Event<std::string_view, Kind> received;
    Event<const std::string &> closed; ///< why; at most once, and then nothing more

private:
    static void connected(GObject *session, GAsyncResult *result, gpointer self);
    void follow_network();
    void refuse(const GError *error);
    void adopt(SoupWebsocketConnection *connection);
    void watch();
    void on_frame();
    void on_pong();
    void fail(const std::string &why);
    std::string close_reason() const;

    const Options &options_;
    const Trust &trust_;
    Ref<SoupSession> session_;
    Ref<SoupMessage> request_;
    Ref<GCancellable> cancellable_;
    Ref<SoupWebsocketConnection> connection_;
    std::vector<Connection> signals_;
    Source watchdog_;
    gint64 last_frame_ = 0;       ///< microseconds, monotonic
    size_t sent_before_pong_ = 0; ///< bytes between the last two pongs
    size_t sent_ = 0;             ///< bytes since the last pong
    std::string hint_;
    bool is_connected_ = false; ///< to the port, perhaps without TLS yet
    bool done_ = false;
};

} // namespace callbooth
