// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include <callbooth/util/glib.hpp>
#include <fmt/format.h>
#include <libsoup/soup.h>

namespace callbooth::test {

/// A real WebSocket server on a free port that does what a test tells it, at the path `/service`.
class FakeSocketServer {
public:
    FakeSocketServer() { listen(0); }

    std::string url() const { return fmt::format("ws://127.0.0.1:{}/service", port_); }
    /// To the client that came last.
    void say(const std::string &text) { soup_websocket_connection_send_text(clients.back().get(), text.c_str()); }
    void say_bytes(const std::string &bytes) {
        soup_websocket_connection_send_binary(clients.back().get(), bytes.data(), bytes.size());
    }
    void hang_up() { soup_websocket_connection_close(clients.back().get(), SOUP_WEBSOCKET_CLOSE_GOING_AWAY, "bye"); }
    /// As if the machine was gone: nobody listens, all connections break.
    void go_down() {
        received_.clear();
        clients.clear();
        soup_server_disconnect(server_.get());
        server_.reset();
    }
    void come_back() { listen(port_); }

    std::vector<std::string> greetings; ///< what every client is told first
    std::vector<std::string> texts;     ///< all that clients sent
    std::vector<Ref<SoupWebsocketConnection>> clients;

private:
    void listen(guint port) {
        server_ = Ref<SoupServer>::adopt(soup_server_new(nullptr, nullptr));
        soup_server_add_websocket_handler(server_.get(), "/service", nullptr, nullptr, &accepted, this, nullptr);
        Handle<GError> error;
        if (!soup_server_listen_local(server_.get(), port, SOUP_SERVER_LISTEN_IPV4_ONLY, Out(error)))
            throw std::runtime_error(error->message);
        GSList *uris = soup_server_get_uris(server_.get());
        port_ = static_cast<guint>(g_uri_get_port(static_cast<GUri *>(uris->data)));
        g_slist_free_full(uris, [](gpointer uri) { HandleTraits<GUri>::free(static_cast<GUri *>(uri)); });
    }
    static void accepted(SoupServer *, SoupServerMessage *, const char *, SoupWebsocketConnection *connection,
                         gpointer self) {
        static_cast<FakeSocketServer *>(self)->accept(connection);
    }
    void accept(SoupWebsocketConnection *connection) {
        clients.push_back(Ref<SoupWebsocketConnection>::share(connection));
        received_.push_back(Connection::make<void(SoupWebsocketConnection *, int, GBytes *)>(
            connection, "message", [this](SoupWebsocketConnection *, int, GBytes *bytes) {
                size_t size = 0;
                const auto *data = static_cast<const char *>(g_bytes_get_data(bytes, &size));
                texts.emplace_back(data, size);
            }));
        for (const auto &text : greetings)
            say(text);
    }

    guint port_ = 0;
    Ref<SoupServer> server_;
    std::vector<Connection> received_;
};

} // namespace callbooth::test
