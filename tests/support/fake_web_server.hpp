// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <stdexcept>
#include <string>
#include <vector>

#include <callbooth/util/glib.hpp>
#include <fmt/format.h>
#include <libsoup/soup.h>

namespace callbooth::test {

/// A web server that answers what a test tells it, else 404.
class FakeWebServer {
public:
    struct Prepared {
        unsigned status;
        std::string body;
    };

    FakeWebServer() : server_(Ref<SoupServer>::adopt(soup_server_new(nullptr, nullptr))) {
        soup_server_add_handler(server_.get(), "/ask", &asked, this, nullptr);
        Handle<GError> error;
        if (!soup_server_listen_local(server_.get(), 0, SOUP_SERVER_LISTEN_IPV4_ONLY, Out(error)))
            throw std::runtime_error(error->message);
        GSList *uris = soup_server_get_uris(server_.get());
        port_ = g_uri_get_port(static_cast<GUri *>(uris->data));
        g_slist_free_full(uris, [](gpointer uri) { HandleTraits<GUri>::free(static_cast<GUri *>(uri)); });
    }
    std::string url() const { return fmt::format("http://127.0.0.1:{}/ask", port_); }

    /// Keeps the next questions waiting until `let_go()`.
    void hold() { holding_ = true; }
    void let_go() {
        holding_ = false;
        for (const auto &message : held_)
            soup_server_message_unpause(message.get());
        held_.clear();
    }

    std::deque<Prepared> answers;
    std::vector<std::string> questions; ///< the queries
    std::vector<std::string> tokens;    ///< that came with them

private:
    static void asked(SoupServer *, SoupServerMessage *message, const char *, GHashTable *, gpointer self) {
        static_cast<FakeWebServer *>(self)->answer(message);
    }
    void answer(SoupServerMessage *message) {
        const char *query = g_uri_get_query(soup_server_message_get_uri(message));
        questions.emplace_back(query ? query : "");
        const char *token = soup_message_headers_get_one(soup_server_message_get_request_headers(message), "X-Token");
        tokens.emplace_back(token ? token : "");
        Prepared prepared{404, "Not found"};
        if (!answers.empty()) {
            prepared = answers.front();
            answers.pop_front();
        }
        soup_server_message_set_status(message, prepared.status, nullptr);
        soup_server_message_set_response(message, "text/plain", SOUP_MEMORY_COPY, prepared.body.data(),
                                         prepared.body.size());
        if (holding_) {
            soup_server_message_pause(message);
            held_.push_back(Ref<SoupServerMessage>::share(message));
        }
    }

    int port_ = 0;
    bool holding_ = false;
    Ref<SoupServer> server_;
    std::vector<Ref<SoupServerMessage>> held_;
};

} // namespace callbooth::test
