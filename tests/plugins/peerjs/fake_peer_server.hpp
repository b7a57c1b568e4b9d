// SPDX-License-Identifier: MIT
/// The other end of the plugin: a real WebSocket server on a free port that does what a test tells it.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <callbooth/util/glib.hpp>
#include <fmt/format.h>
#include <libsoup/soup.h>

namespace callbooth::peerjs {

class FakePeerServer {
public:
    using Query = std::map<std::string, std::string>;

    FakePeerServer() { listen(0); }

    /// As if the machine was gone: nobody listens, all connections break.
    void go_down() {
        clients.clear();
        heard_.clear();
        soup_server_disconnect(server_.get());
        server_.reset();
    }
    void come_back() { listen(port_); }
    /// Tells everybody so with a 403 from now on.
    void let_nobody_in(std::string why) {
        closed_ = std::move(why);
        soup_server_remove_handler(server_.get(), "/signaling/peerjs");
        soup_server_add_handler(server_.get(), "/signaling", &knocked, this, nullptr);
    }

    void say(const std::string &text) { soup_websocket_connection_send_text(clients.back().get(), text.c_str()); }
    void hang_up(gushort code, const char *reason) {
        soup_websocket_connection_close(clients.back().get(), code, reason);
    }
    bool gone() const {
        return soup_websocket_connection_get_state(clients.back().get()) == SOUP_WEBSOCKET_STATE_CLOSED;
    }
    std::string url() const { return fmt::format("ws://127.0.0.1:{}/signaling", port_); }

    std::string greeting = R"({"type":"OPEN"})"; ///< what every client is told first; nothing when empty
    std::vector<std::string> refused;            ///< the paths that were asked for while nobody is let in
    std::vector<Query> queries;                  ///< one for each handshake
    std::vector<std::string> texts;              ///< all that clients sent
    std::vector<Ref<SoupWebsocketConnection>> clients;

private:
    void listen(guint port) {
        server_ = Ref<SoupServer>::adopt(soup_server_new(nullptr, nullptr));
        soup_server_add_websocket_handler(server_.get(), "/signaling/peerjs", nullptr, nullptr, &accepted, this,
                                          nullptr);
        Handle<GError> error;
        if (!soup_server_listen_local(server_.get(), port, SOUP_SERVER_LISTEN_IPV4_ONLY, Out(error)))
            throw std::runtime_error(error->message);
        GSList *uris = soup_server_get_uris(server_.get());
        port_ = static_cast<guint>(g_uri_get_port(static_cast<GUri *>(uris->data)));
        g_slist_free_full(uris, [](gpointer uri) { HandleTraits<GUri>::free(static_cast<GUri *>(uri)); });
    }

    static void knocked(SoupServer *, SoupServerMessage *message, const char *path, GHashTable *, gpointer data) {
        auto *self = static_cast<FakePeerServer *>(data);
        self->refused.emplace_back(path);
        soup_server_message_set_status(message, SOUP_STATUS_FORBIDDEN, nullptr);
        soup_server_message_set_response(message, "text/plain", SOUP_MEMORY_COPY, self->closed_.data(),
                                         self->closed_.size());
    }
    static void accepted(SoupServer *, SoupServerMessage *message, const char *, SoupWebsocketConnection *connection,
                         gpointer self) {
        static_cast<FakePeerServer *>(self)->accept(message, connection);
    }

    void accept(SoupServerMessage *message, SoupWebsocketConnection *connection) {
        queries.push_back(query_of(message));
        clients.push_back(Ref<SoupWebsocketConnection>::share(connection));
        heard_.push_back(Connection::make<void(SoupWebsocketConnection *, int, GBytes *)>(
            connection, "message", [this](SoupWebsocketConnection *, int, GBytes *bytes) {
                size_t size = 0;
                const auto *data = static_cast<const char *>(g_bytes_get_data(bytes, &size));
                texts.emplace_back(data, size);
            }));
        if (!greeting.empty())
            say(greeting);
    }

    static Query query_of(SoupServerMessage *message) {
        Query query;
        GUriParamsIter iter;
        g_uri_params_iter_init(&iter, g_uri_get_query(soup_server_message_get_uri(message)), -1, "&",
                               G_URI_PARAMS_WWW_FORM);
        for (;;) {
            Handle<char> name, value;
            if (!g_uri_params_iter_next(&iter, Out(name), Out(value), nullptr))
                return query;
            query.emplace(name.get(), value.get());
        }
    }

    guint port_ = 0;
    std::string closed_; ///< what everybody is told who is not let in
    Ref<SoupServer> server_;
    std::vector<Connection> heard_;
};

} // namespace callbooth::peerjs
