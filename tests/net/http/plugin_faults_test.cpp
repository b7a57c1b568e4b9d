// SPDX-License-Identifier: MIT
#include <memory>
#include <stdexcept>

#include "net/http/server.hpp"
#include "support/raw_client.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using test::run_until;
using test::WebSocketClient;

namespace {

/// A server with a page at `/`, and clients whose requests arrive in one turn.
struct Fixture {
    Fixture() {
        server.start();
        port = test::port_of(server.url());
    }
    ~Fixture() { test::run_pending(); }
    Fixture(const Fixture &) = delete;
    Fixture &operator=(const Fixture &) = delete;

    void connect(size_t count) {
        while (clients.size() < count)
            clients.push_back(std::make_unique<test::RawClient>(port));
    }
    /// Each client has sent a request and had its answer, so that the next one is an event of epoll.
    void warm_up() {
        for (size_t i = 0; i < clients.size(); ++i)
            request(i, "/");
        for (auto &client : clients) {
            ASSERT_TRUE(got(*client, "page"));
            client->received.clear();
        }
    }
    void request(size_t client, const std::string &path, const std::string &headers = "") {
        clients[client]->send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    }
    static bool got(test::RawClient &client, const std::string &text) {
        return run_until([&] { return !client.receive() || client.received.find(text) != std::string::npos; }) &&
               client.received.find(text) != std::string::npos;
    }
    bool is_gone(size_t client) { return clients[client]->receive_until_closed(); }
    size_t logged(const std::string &text) const {
        return static_cast<size_t>(std::count_if(
            lines.begin(), lines.end(), [&](const auto &line) { return line.find(text) != std::string::npos; }));
    }

    std::vector<std::string> lines;
    net::Server server{{.port = 0}, [this](Level, std::string_view text) { lines.emplace_back(text); }};
    Subscription page = server.route("/", [](const HttpRequest &) { return HttpResponse{.body = "page"}; });
    std::vector<std::unique_ptr<test::RawClient>> clients;
    Source alive = test::heartbeat();
    uint16_t port = 0;
};

const std::string handshake = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                              "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

HttpServer::Gate throwing_gate() {
    return [](const HttpRequest &) -> std::optional<HttpResponse> { throw std::runtime_error("no luck"); };
}

} // namespace

TEST(PluginFaults, answers_500_for_a_gate_that_throws_and_serves_the_others) {
    Fixture f;
    const auto gate = f.server.gate("/bad", throwing_gate());
    f.connect(12);
    f.warm_up();
    for (size_t i = 0; i < 12; ++i)
        f.request(i, i % 4 == 0 ? "/bad" : "/");
    for (size_t i = 0; i < 12; ++i)
        EXPECT_TRUE(f.got(*f.clients[i], i % 4 == 0 ? "500" : "page")) << i;
    EXPECT_EQ(f.logged("no luck"), 1U);
}

TEST(PluginFaults, goes_on_accepting_when_a_gate_throws) {
    Fixture f;
    const auto gate = f.server.gate("/bad", throwing_gate());
    f.connect(4);
    for (size_t i = 0; i < 4; ++i)
        f.request(i, i == 0 ? "/bad" : "/");
    for (size_t i = 0; i < 4; ++i)
        EXPECT_TRUE(f.got(*f.clients[i], i == 0 ? "500" : "page")) << i;
}

TEST(PluginFaults, answers_500_to_a_handshake_whose_gate_throws) {
    Fixture f;
    const auto socket = f.server.websocket("/ws", [](const HttpRequest &, WebSocket &) { FAIL(); });
    const auto gate = f.server.gate_peers(throwing_gate());
    EXPECT_EQ(WebSocketClient(f.port, "/ws").status, 500);
}

TEST(PluginFaults, closes_a_socket_whose_acceptor_throws_and_serves_the_others) {
    int closed = 0;
    Fixture f;
    const auto socket = f.server.websocket("/ws", [&](const HttpRequest &, WebSocket &accepted) {
        accepted.on_closed = [&] { ++closed; };
        accepted.on_message = [](std::string_view, WebSocket::Kind) { FAIL(); };
        throw std::runtime_error("no luck");
    });
    f.connect(8);
    f.warm_up();
    for (size_t i = 0; i < 8; ++i)
        f.request(i, i == 0 ? "/ws" : "/", i == 0 ? handshake : "");
    for (size_t i = 1; i < 8; ++i)
        EXPECT_TRUE(f.got(*f.clients[i], "page")) << i;
    WebSocketClient client(f.port, "/ws", "", test::encode({1, "early"}));
    EXPECT_EQ(client.status, 101);
    EXPECT_TRUE(run_until([&] {
        client.receive();
        return client.close_code.has_value();
    }));
    EXPECT_EQ(client.close_code, WebSocket::policy);
    client.say_goodbye(WebSocket::policy);
    EXPECT_TRUE(client.wait_for_end());
    EXPECT_TRUE(run_until([&] { return closed == 1; }));
    EXPECT_EQ(f.logged("no luck"), 1U);
}

TEST(PluginFaults, delivers_the_messages_of_others_when_a_listener_throws) {
    Fixture f;
    const auto socket = f.server.websocket("/ws", [](const HttpRequest &, WebSocket &accepted) {
        accepted.on_message = [&accepted](std::string_view text, WebSocket::Kind) {
            if (text == "bad")
                throw std::runtime_error("no luck");
            accepted.send(text);
        };
    });
    std::vector<std::unique_ptr<WebSocketClient>> sockets;
    for (int i = 0; i < 8; ++i)
        sockets.push_back(std::make_unique<WebSocketClient>(f.port, "/ws"));
    for (size_t i = 0; i < 8; ++i)
        sockets[i]->text(i % 2 == 0 ? "bad" : "good");
    for (size_t i = 0; i < 8; ++i) {
        if (i % 2 == 1)
            EXPECT_TRUE(sockets[i]->wait_for_texts(1)) << i;
        else
            EXPECT_TRUE(run_until([&] {
                sockets[i]->receive();
                return sockets[i]->close_code == WebSocket::policy;
            })) << i;
    }
    EXPECT_EQ(f.logged("no luck"), 1U); // seldom: clients can bring it about as often as they like
}

TEST(PluginFaults, logs_seldom_that_handlers_throw) {
    Fixture f;
    const auto broken =
        f.server.route("/bad", [](const HttpRequest &) -> HttpResponse { throw std::runtime_error("no luck"); });
    const auto late = f.server.route_late("/late", [](const HttpRequest &, std::shared_ptr<callbooth::HttpReply>) {
        throw std::runtime_error("no luck");
    });
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(test::http(f.port, "GET", i % 2 == 0 ? "/bad" : "/late").status, 500);
    EXPECT_EQ(f.logged("no luck"), 1U);
}

TEST(PluginFaults, lets_a_handler_stop_the_server_while_others_connect) {
    Fixture f;
    const auto stops = f.server.route("/stop", [&](const HttpRequest &) {
        f.server.stop();
        return HttpResponse{.body = "never read"};
    });
    f.connect(8);
    for (size_t i = 0; i < 8; ++i)
        f.request(i, i == 2 ? "/stop" : "/");
    for (size_t i = 0; i < 8; ++i)
        EXPECT_TRUE(f.is_gone(i)) << i;
    EXPECT_FALSE(test::RawClient(f.port).connected());
    EXPECT_EQ(f.server.connections(), 0U);
}

TEST(PluginFaults, lets_a_handler_stop_and_start_the_server) {
    Fixture f;
    const auto stops = f.server.route("/restart", [&](const HttpRequest &) {
        f.server.stop();
        f.server.start();
        return HttpResponse{};
    });
    f.connect(8);
    for (size_t i = 0; i < 8; ++i)
        f.request(i, i == 2 ? "/restart" : "/");
    EXPECT_TRUE(f.is_gone(2));
    EXPECT_EQ(test::http(test::port_of(f.server.url()), "GET", "/").body, "page");
}

TEST(PluginFaults, lets_a_handler_stop_the_server_among_the_requests_of_others) {
    Fixture f;
    const auto stops = f.server.route("/stop", [&](const HttpRequest &) {
        f.server.stop();
        return HttpResponse{.body = "never read"};
    });
    f.connect(8);
    f.warm_up();
    for (size_t i = 0; i < 8; ++i)
        f.request(i, i == 2 ? "/stop" : "/");
    for (size_t i = 0; i < 8; ++i)
        EXPECT_TRUE(f.is_gone(i)) << i;
}

TEST(PluginFaults, lets_a_gate_stop_the_server) {
    Fixture f;
    const auto gate = f.server.gate("/", [&](const HttpRequest &) -> std::optional<HttpResponse> {
        f.server.stop();
        return {};
    });
    const auto late = f.server.route_late("/late", [](const auto &, const auto &) { FAIL(); });
    const auto socket = f.server.websocket("/ws", [](const HttpRequest &, WebSocket &) { FAIL(); });
    for (const auto *path : {"/", "/late", "/ws"}) {
        f.clients.clear();
        f.connect(2);
        f.request(0, path, path == std::string("/ws") ? handshake : "");
        EXPECT_TRUE(f.is_gone(0)) << path;
        EXPECT_TRUE(f.is_gone(1)) << path;
        f.server.start();
        f.port = test::port_of(f.server.url());
    }
}

TEST(PluginFaults, lets_a_late_handler_stop_the_server) {
    Fixture f;
    const auto late = f.server.route_late("/late", [&](const auto &, const auto &reply) {
        f.server.stop();
        reply->send({.body = "never read"});
    });
    f.connect(2);
    f.request(0, "/late");
    EXPECT_TRUE(f.is_gone(0));
    EXPECT_TRUE(f.is_gone(1));
}

TEST(PluginFaults, lets_the_end_of_a_late_reply_stop_the_server) {
    Fixture f;
    std::shared_ptr<callbooth::HttpReply> kept;
    const auto late = f.server.route_late("/late", [&](const auto &, const auto &reply) {
        kept = reply;
        kept->on_gone = [&] { f.server.stop(); };
    });
    f.connect(2);
    f.request(0, "/late");
    ASSERT_TRUE(run_until([&] { return kept != nullptr; }));
    f.clients[0]->hang_up();
    EXPECT_TRUE(f.is_gone(1));
}

TEST(PluginFaults, lets_an_acceptor_stop_the_server) {
    int closed = 0;
    Fixture f;
    const auto socket = f.server.websocket("/ws", [&](const HttpRequest &, WebSocket &accepted) {
        accepted.on_closed = [&] { ++closed; };
        f.server.stop();
    });
    f.connect(2);
    f.request(0, "/ws", handshake);
    EXPECT_TRUE(f.is_gone(0));
    EXPECT_TRUE(f.is_gone(1));
    EXPECT_TRUE(run_until([&] { return closed == 1; }));
}
