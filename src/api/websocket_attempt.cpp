// SPDX-License-Identifier: MIT
#include "websocket_attempt.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace callbooth {
namespace {

// libsoup's answer names neither the status nor what the server said about it.
std::string handshake_error(SoupMessage *request, const GError *error) {
    const auto status = soup_message_get_status(request);
    if (status == SOUP_STATUS_NONE || status == SOUP_STATUS_SWITCHING_PROTOCOLS)
        return explain(request, error);
    const char *phrase = soup_message_get_reason_phrase(request);
    return fmt::format("the server answered {} {}", static_cast<int>(status), phrase ? phrase : "");
}

bool is_secure(const std::string &url) { return url.starts_with("wss:"); }

std::string other_scheme(const std::string &url) {
    return is_secure(url) ? "if the server has no TLS, the address begins with ws://, not wss://"
                          : "if the server has TLS, the address begins with wss://, not ws://";
}

/// What a status other than 101 says about the address.
std::string hint_for_status(int status) {
    constexpr int first_server_error = 500;
    if (status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_FORBIDDEN || status >= first_server_error)
        return {};
    return "is the path of the address right? No WebSocket is served there";
}

std::string hint_for_error(const GError *error, const std::string &url, bool is_connected) {
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
        return "nothing listens there: is the port right, and does the server run?";
    if (error->domain == G_RESOLVER_ERROR)
        return "is the name of the host right, and is there a network?";
    if (error->domain == G_TLS_ERROR && error->code == G_TLS_ERROR_BAD_CERTIFICATE)
        return {};
    return is_connected ? other_scheme(url) : std::string();
}

/// Of whole seconds, as libsoup wants them.
guint seconds_of(std::chrono::milliseconds time) {
    return static_cast<guint>(std::max<int64_t>(1, std::chrono::ceil<std::chrono::seconds>(time).count()));
}

SoupWebsocketDataType type_of(WebSocketClient::Kind kind) {
    return kind == WebSocketClient::Kind::text ? SOUP_WEBSOCKET_DATA_TEXT : SOUP_WEBSOCKET_DATA_BINARY;
}

} // namespace

WebSocketAttempt::WebSocketAttempt(const Options &options, const Trust &trust)
    : options_(options), trust_(trust), session_(Ref<SoupSession>::adopt(soup_session_new())),
      cancellable_(Ref<GCancellable>::adopt(g_cancellable_new())) {
    soup_session_set_timeout(session_.get(), seconds_of(options_.connect_timeout));
    trust_.apply(session_.get());
}

WebSocketAttempt::~WebSocketAttempt() {
    done_ = true;
    g_cancellable_cancel(cancellable_.get());
}

void WebSocketAttempt::connect() {
    if (done_)
        return;
    request_ = Ref<SoupMessage>::adopt(soup_message_new("GET", options_.url.c_str()));
    if (!request_)
        return fail("the address is not valid");
    signals_.push_back(trust_.apply(request_.get()));
    follow_network();
    std::vector<char *> protocols;
    for (const auto &protocol : options_.protocols)
        protocols.push_back(const_cast<char *>(protocol.c_str()));
    protocols.push_back(nullptr);
    // The callback comes even when this object is gone: it looks at `self` only when it was not cancelled.
    soup_session_websocket_connect_async(session_.get(), request_.get(),
                                         options_.origin.empty() ? nullptr : options_.origin.c_str(),
                                         options_.protocols.empty() ? nullptr : protocols.data(), G_PRIORITY_DEFAULT,
                                         cancellable_.get(), &WebSocketAttempt::connected, this);
}

void WebSocketAttempt::connected(GObject *session, GAsyncResult *result, gpointer data) {
    Handle<GError> error;
    const auto connection = Ref<SoupWebsocketConnection>::adopt(
        soup_session_websocket_connect_finish(SOUP_SESSION(session), result, Out(error)));
    auto *task = reinterpret_cast<GTask *>(result);
    if (g_cancellable_is_cancelled(g_task_get_cancellable(task)))
        return;
    auto *self = static_cast<WebSocketAttempt *>(data);
    detail::guarded([&] {
        if (connection)
            self->adopt(connection.get());
        else
            self->refuse(error.get());
    });
}

void WebSocketAttempt::follow_network() {
    signals_.push_back(Connection::make<void(SoupMessage *, GSocketClientEvent, GIOStream *)>(
        request_.get(), "network-event", [this](SoupMessage *, GSocketClientEvent event, GIOStream *) {
            is_connected_ = is_connected_ || event == G_SOCKET_CLIENT_CONNECTED;
        }));
}

void WebSocketAttempt::refuse(const GError *error) {
    const auto status = soup_message_get_status(request_.get());
    const bool is_answered = status != SOUP_STATUS_NONE && status != SOUP_STATUS_SWITCHING_PROTOCOLS;
    hint_ = is_answered ? hint_for_status(status) : hint_for_error(error, options_.url, is_connected_);
    fail(handshake_error(request_.get(), error));
}

std::string WebSocketAttempt::delay() const {
    if (!is_connected_)
        return "the server cannot be reached yet (are the host and the port of the address right?)";
    return fmt::format("the server is connected but does not answer yet ({})", other_scheme(options_.url));
}

void WebSocketAttempt::adopt(SoupWebsocketConnection *connection) {
    using Plain = void(SoupWebsocketConnection *);
    connection_ = Ref<SoupWebsocketConnection>::share(connection);
    soup_websocket_connection_set_max_incoming_payload_size(connection, options_.max_message);
    signals_.push_back(Connection::make<void(SoupWebsocketConnection *, int, GBytes *)>(
        connection, "message", [this](SoupWebsocketConnection *, int type, GBytes *bytes) {
            on_frame();
            size_t size = 0;
            const auto *data = static_cast<const char *>(g_bytes_get_data(bytes, &size));
            received.emit(std::string_view(data, size), type == SOUP_WEBSOCKET_DATA_TEXT ? Kind::text : Kind::binary);
        }));
    signals_.push_back(Connection::make<void(SoupWebsocketConnection *, GBytes *)>(
        connection, "pong", [this](SoupWebsocketConnection *, GBytes *) { on_pong(); }));
    signals_.push_back(
        Connection::make<Plain>(connection, "closed", [this](SoupWebsocketConnection *) { fail(close_reason()); }));
    watch();
    opened.emit();
}

void WebSocketAttempt::watch() {
    soup_websocket_connection_set_keepalive_interval(connection_.get(), seconds_of(options_.silence / 3));
    on_frame();
    const auto interval =
        std::clamp(options_.silence / 8, std::chrono::milliseconds(100), std::chrono::milliseconds(1000));
    watchdog_ = Source::every(interval, [this] {
        const auto silent = std::chrono::microseconds(g_get_monotonic_time() - last_frame_);
        if (silent < options_.silence)
            return true;
        fail(fmt::format("the server has been silent for {} s",
                         std::chrono::duration_cast<std::chrono::seconds>(silent).count()));
        return false;
    });
}

void WebSocketAttempt::on_frame() { last_frame_ = g_get_monotonic_time(); }

void WebSocketAttempt::on_pong() {
    on_frame();
    // The ping was sent after the pong before: all that was sent until then has arrived.
    sent_before_pong_ = std::exchange(sent_, 0);
}

bool WebSocketAttempt::is_open() const {
    return !done_ && connection_ && soup_websocket_connection_get_state(connection_.get()) == SOUP_WEBSOCKET_STATE_OPEN;
}

std::string WebSocketAttempt::protocol() const {
    const char *name = connection_ ? soup_websocket_connection_get_protocol(connection_.get()) : nullptr;
    return name ? name : "";
}

bool WebSocketAttempt::send(std::string_view message, Kind kind) {
    const bool fits = message.size() <= options_.max_unconfirmed &&
                      sent_before_pong_ + sent_ <= options_.max_unconfirmed - message.size();
    if (!is_open() || !fits)
        return false;
    if (kind == Kind::text && !g_utf8_validate_len(message.data(), message.size(), nullptr))
        return false;
    sent_ += message.size();
    const Handle<GBytes> bytes(g_bytes_new(message.data(), message.size()));
    soup_websocket_connection_send_message(connection_.get(), type_of(kind), bytes.get());
    return true;
}

void WebSocketAttempt::close() {
    done_ = true;
    if (connection_ && soup_websocket_connection_get_state(connection_.get()) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close(connection_.get(), SOUP_WEBSOCKET_CLOSE_NORMAL, nullptr);
    g_cancellable_cancel(cancellable_.get());
}

void WebSocketAttempt::fail(const std::string &why) {
    if (done_)
        return;
    done_ = true;
    watchdog_.cancel();
    const std::string reason = why; // a listener may destroy this object
    closed.emit(reason);
}

std::string WebSocketAttempt::close_reason() const {
    const auto code = soup_websocket_connection_get_close_code(connection_.get());
    const char *said = soup_websocket_connection_get_close_data(connection_.get());
    if (code == 0 || code == SOUP_WEBSOCKET_CLOSE_ABNORMAL)
        return "the connection broke";
    return fmt::format("the server closed the connection ({}{}{})", static_cast<int>(code), said && *said ? " " : "",
                       said ? said : "");
}

} // namespace callbooth
