// SPDX-License-Identifier: MIT
#include "socket.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace callbooth::peerjs {
namespace {

constexpr unsigned connect_timeout_seconds = 15;

// libsoup's answer names neither the status nor what the server said about it.
std::string handshake_error(SoupMessage *request, const GError *error) {
    const auto status = soup_message_get_status(request);
    if (status == SOUP_STATUS_NONE || status == SOUP_STATUS_SWITCHING_PROTOCOLS)
        return explain(request, error);
    const char *phrase = soup_message_get_reason_phrase(request);
    return fmt::format("the server answered {} {}", static_cast<int>(status), phrase ? phrase : "");
}

} // namespace

Socket::Socket(Options options)
    : options_(std::move(options)), session_(Ref<SoupSession>::adopt(soup_session_new())),
      cancellable_(Ref<GCancellable>::adopt(g_cancellable_new())) {
    soup_session_set_timeout(session_.get(), connect_timeout_seconds);
    options_.trust.apply(session_.get());
}

Socket::~Socket() {
    done_ = true;
    g_cancellable_cancel(cancellable_.get());
}

void Socket::connect() {
    request_ = Ref<SoupMessage>::adopt(soup_message_new("GET", options_.url.c_str()));
    if (!request_)
        return fail("the address is not valid");
    signals_.push_back(options_.trust.apply(request_.get()));
    // The callback comes even when this object is gone: it looks at `self` only when it was not cancelled.
    soup_session_websocket_connect_async(session_.get(), request_.get(), nullptr, nullptr, G_PRIORITY_DEFAULT,
                                         cancellable_.get(), &Socket::connected, this);
}

void Socket::connected(GObject *session, GAsyncResult *result, gpointer data) {
    Handle<GError> error;
    const auto connection = Ref<SoupWebsocketConnection>::adopt(
        soup_session_websocket_connect_finish(SOUP_SESSION(session), result, Out(error)));
    auto *task = reinterpret_cast<GTask *>(result);
    if (g_cancellable_is_cancelled(g_task_get_cancellable(task)))
        return;
    auto *self = static_cast<Socket *>(data);
    detail::guarded([&] {
        if (connection)
            self->adopt(connection.get());
        else
            self->fail(handshake_error(self->request_.get(), error.get()));
    });
}

void Socket::adopt(SoupWebsocketConnection *connection) {
    using Plain = void(SoupWebsocketConnection *);
    connection_ = Ref<SoupWebsocketConnection>::share(connection);
    soup_websocket_connection_set_max_incoming_payload_size(connection, options_.max_message_bytes);
    signals_.push_back(Connection::make<void(SoupWebsocketConnection *, int, GBytes *)>(
        connection, "message", [this](SoupWebsocketConnection *, int, GBytes *bytes) {
            heard();
            size_t size = 0;
            const auto *data = static_cast<const char *>(g_bytes_get_data(bytes, &size));
            text.emit(std::string_view(data, size));
        }));
    signals_.push_back(Connection::make<void(SoupWebsocketConnection *, GBytes *)>(
        connection, "pong", [this](SoupWebsocketConnection *, GBytes *) { heard(); }));
    signals_.push_back(
        Connection::make<Plain>(connection, "closed", [this](SoupWebsocketConnection *) { fail(close_reason()); }));
    watch();
    opened.emit();
}

void Socket::watch() {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options_.silence).count();
    soup_websocket_connection_set_keepalive_interval(connection_.get(),
                                                     static_cast<guint>(std::max<long>(1, seconds / 3)));
    heard();
    watchdog_ = Source::every(
        std::clamp(options_.silence / 8, std::chrono::milliseconds(100), std::chrono::milliseconds(1000)), [this] {
            const auto silent = std::chrono::microseconds(g_get_monotonic_time() - last_heard_);
            if (silent < options_.silence)
                return true;
            fail(fmt::format("the server has been silent for {} s",
                             std::chrono::duration_cast<std::chrono::seconds>(silent).count()));
            return false;
        });
}

void Socket::heard() { last_heard_ = g_get_monotonic_time(); }

bool Socket::open() const {
    return !done_ && connection_ && soup_websocket_connection_get_state(connection_.get()) == SOUP_WEBSOCKET_STATE_OPEN;
}

void Socket::send(const std::string &message) {
    if (open())
        soup_websocket_connection_send_text(connection_.get(), message.c_str());
}

void Socket::close() {
    done_ = true;
    if (connection_ && soup_websocket_connection_get_state(connection_.get()) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close(connection_.get(), SOUP_WEBSOCKET_CLOSE_NORMAL, nullptr);
    g_cancellable_cancel(cancellable_.get());
}

void Socket::fail(const std::string &why) {
    if (done_)
        return;
    done_ = true;
    watchdog_.cancel();
    const std::string reason = why; // a listener may destroy this object
    closed.emit(reason);
}

std::string Socket::close_reason() const {
    const auto code = soup_websocket_connection_get_close_code(connection_.get());
    const char *said = soup_websocket_connection_get_close_data(connection_.get());
    if (code == 0 || code == SOUP_WEBSOCKET_CLOSE_ABNORMAL)
        return "the connection broke";
    return fmt::format("the server closed the connection ({}{}{})", static_cast<int>(code), said && *said ? " " : "",
                       said ? said : "");
}

} // namespace callbooth::peerjs
