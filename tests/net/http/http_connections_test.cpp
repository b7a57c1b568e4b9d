// SPDX-License-Identifier: MIT
#include <algorithm>

#include "net/http/http_connections.hpp"
#include "net/http/server.hpp"
#include "support/raw_client.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using namespace std::chrono_literals;
using test::http;
using test::run_until;

namespace {

/// A server of pages whose clients have little time.
struct Fixture {
    explicit Fixture(config::HttpSection section = {}, net::HttpConnectionOptions connections = {})
        : server(
              with_port(std::move(section)), [this](Level, std::string_view text) { lines.emplace_back(text); }, {},
              connections) {
        server.start();
        port = test::port_of(server.url());
    }
    static config::HttpSection with_port(config::HttpSection section) {
        section.port = 0;
        return section;
    }
    bool logged(std::string_view text) const {
        return std::any_of(lines.begin(), lines.end(), [&](const auto &line) { return line.find(text) != line.npos; });
    }

    std::vector<std::string> lines;
    net::Server server;
    Subscription route = server.route("/", [](const HttpRequest &) { return HttpResponse{.body = "page"}; });
    Subscription socket = server.websocket("/ws", [](const HttpRequest &, WebSocket &) {});
    Source alive = test::heartbeat();
    uint16_t port = 0;
};

} // namespace

TEST(HttpConnections, do_not_wait_for_a_head_that_does_not_come) {
    Fixture f({}, {.deadlines = {.head = 50ms}});
    for (const char *part : {"", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: "}) {
        test::RawClient slow(f.port);
        slow.send(part);
        EXPECT_TRUE(slow.receive_until_closed()) << part;
        EXPECT_EQ(slow.received, "");
    }
}

TEST(HttpConnections, do_not_wait_for_a_head_that_comes_byte_by_byte) {
    Fixture f({}, {.deadlines = {.head = 100ms}});
    test::RawClient slow(f.port);
    slow.send("GET / HTTP/1.1\r\nX-A: ");
    EXPECT_TRUE(run_until([&] {
        slow.send("a");
        return !slow.receive();
    }));
}

TEST(HttpConnections, do_not_wait_for_a_body_that_does_not_come) {
    Fixture f({}, {.deadlines = {.head = 10s, .stalled = 50ms}});
    test::RawClient slow(f.port);
    slow.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf");
    EXPECT_TRUE(slow.receive_until_closed());
}

TEST(HttpConnections, with_a_body_on_its_way_are_few) {
    Fixture f({}, {.max_body_bytes = 24});
    auto slow = std::make_unique<test::RawClient>(f.port);
    slow->send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf");
    EXPECT_TRUE(run_until([&] { return http(f.port, "POST", "/", "", "body").status == 503; }));
    EXPECT_EQ(http(f.port, "GET", "/").status, 200);
    slow.reset();
    EXPECT_TRUE(run_until([&] { return http(f.port, "POST", "/", "", "body").status == 200; }));
}

TEST(HttpConnections, end_with_their_answer_when_there_are_too_many) {
    Fixture f({}, {.max_keep_alive = 0});
    test::RawClient client(f.port);
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_TRUE(client.receive_until_closed());
    EXPECT_NE(client.received.find("\r\nConnection: close\r\n"), std::string::npos);
    EXPECT_TRUE(client.received.ends_with("page"));
}

TEST(HttpConnections, may_send_their_head_in_pieces) {
    Fixture f;
    test::RawClient client(f.port);
    for (const char *piece : {"GET / HT", "TP/1.1\r\nHost: localhost\r\nConnection: close\r", "\n\r", "\n"}) {
        client.send(piece);
        test::run_pending();
    }
    EXPECT_TRUE(client.receive_until_closed());
    EXPECT_TRUE(client.received.ends_with("page"));
}

TEST(HttpConnections, are_told_that_a_head_is_too_long) {
    Fixture f;
    test::RawClient client(f.port);
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Long: " + std::string(200000, 'x') +
                "\r\n\r\n");
    EXPECT_TRUE(client.receive_until_closed());
    EXPECT_TRUE(client.received.starts_with("HTTP/1.1 431 "));
    EXPECT_EQ(http(f.port, "GET", "/").status, 200);
}

TEST(HttpConnections, end_when_nothing_more_is_asked_for) {
    Fixture f({}, {.deadlines = {.idle = 50ms}});
    test::RawClient idle(f.port);
    idle.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_TRUE(idle.receive_until_closed());
    EXPECT_TRUE(idle.received.ends_with("page"));
}

TEST(HttpConnections, end_when_the_answer_is_not_read) {
    Fixture f({}, {.deadlines = {.head = 10s, .stalled = 50ms, .slowest = size_t{1} << 30}});
    const auto route =
        f.server.route("/large", [](const HttpRequest &) { return HttpResponse{.body = std::string(32 << 20, 'l')}; });
    test::RawClient slow(f.port, 4096);
    slow.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_TRUE(run_until([&] { return f.server.connections() == 0; }));
    EXPECT_TRUE(slow.receive_until_closed());
    EXPECT_LT(slow.received.size(), size_t{32} << 20);
}

TEST(HttpConnections, have_time_for_several_requests) {
    Fixture f({}, {.deadlines = {.head = 10s}});
    test::RawClient client(f.port);
    for (int i = 0; i < 3; ++i) {
        client.received.clear();
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        ASSERT_TRUE(run_until([&] {
            client.receive();
            return client.received.ends_with("page");
        }));
    }
}

TEST(HttpConnections, end_when_a_refused_client_sends_on) {
    Fixture f;
    test::RawClient client(f.port);
    client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n");
    EXPECT_FALSE(client.send(std::string(64 << 20, 'x')));
    EXPECT_TRUE(run_until([&] { return f.server.connections() == 0; }));
}

TEST(HttpConnections, may_send_many_requests_at_once) {
    Fixture f;
    constexpr size_t count = 500;
    test::RawClient client(f.port);
    std::string requests;
    for (size_t i = 0; i < count; ++i)
        requests += "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    client.send(requests);
    EXPECT_TRUE(run_until([&] {
        client.receive();
        size_t answers = 0;
        for (auto at = client.received.find("page"); at != std::string::npos; at = client.received.find("page", at + 1))
            ++answers;
        return answers == count;
    }));
}

TEST(HttpConnections, that_became_websockets_disturb_no_others) {
    Fixture f;
    for (int round = 0; round < 20; ++round) {
        std::vector<std::unique_ptr<test::WebSocketClient>> sockets;
        for (int i = 0; i < 5; ++i)
            sockets.push_back(std::make_unique<test::WebSocketClient>(f.port, "/ws"));
        test::RawClient idle(f.port);
        idle.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        EXPECT_TRUE(run_until([&] {
            idle.receive();
            return idle.received.ends_with("page");
        }));
        for (auto &socket : sockets)
            socket->text("hello");
        sockets.clear(); // their ends are nobody else's
        test::run_pending();
        idle.received.clear();
        idle.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        EXPECT_TRUE(run_until([&] {
            idle.receive();
            return idle.received.ends_with("page");
        }));
    }
}

TEST(HttpConnections, of_one_address_are_limited) {
    Fixture f({.connections_per_address = 2});
    auto first = std::make_unique<test::RawClient>(f.port);
    test::RawClient second(f.port);
    const auto refused = http(f.port, "GET", "/");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.body, "Too many connections from your address\n");
    EXPECT_TRUE(f.logged("127.0.0.1 has 2 connections: more are refused ([http] connections-per-address)"));
    first.reset();
    EXPECT_TRUE(run_until([&] { return http(f.port, "GET", "/").status == 200; }));
}

TEST(HttpConnections, of_a_trusted_proxy_are_not_counted_as_its_own) {
    Fixture f({.trusted_proxies = {"127.0.0.1"}, .connections_per_address = 1});
    test::RawClient first(f.port);
    EXPECT_EQ(http(f.port, "GET", "/").status, 200);
}

TEST(HttpConnections, are_limited_altogether) {
    Fixture f({.connections = 2});
    test::RawClient first(f.port);
    test::RawClient second(f.port);
    const auto refused = http(f.port, "GET", "/");
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.header("Retry-After"), "5");
    EXPECT_TRUE(f.logged("2 connections and 0 WebSockets: more are refused until some have gone"));
}

TEST(HttpConnections, share_descriptors_with_websockets) {
    Fixture f({}, {.max_total = 2});
    const test::WebSocketClient a(f.port, "/ws");
    const test::WebSocketClient b(f.port, "/ws");
    EXPECT_EQ(b.status, 101);
    EXPECT_EQ(http(f.port, "GET", "/").status, 503);
    EXPECT_TRUE(f.logged("0 connections and 2 WebSockets: more are refused until some have gone"));
}

TEST(HttpConnections, become_websockets_that_do_not_count_as_visits) {
    Fixture f({.connections_per_address = 3});
    std::vector<std::unique_ptr<test::WebSocketClient>> clients;
    for (int i = 0; i < 3; ++i)
        clients.push_back(std::make_unique<test::WebSocketClient>(f.port, "/ws"));
    EXPECT_EQ(http(f.port, "GET", "/").status, 200);
    EXPECT_EQ(test::WebSocketClient(f.port, "/ws").status, 429);
    clients.pop_back();
    EXPECT_TRUE(run_until([&] { return test::WebSocketClient(f.port, "/ws").status == 101; }));
}

TEST(HttpConnections, behind_a_proxy_are_counted_by_their_own_address) {
    Fixture f({.trusted_proxies = {"127.0.0.1"}, .connections_per_address = 1});
    const test::WebSocketClient a(f.port, "/ws", "X-Forwarded-For: 192.0.2.1\r\n");
    EXPECT_EQ(a.status, 101);
    EXPECT_EQ(test::WebSocketClient(f.port, "/ws", "X-Forwarded-For: 192.0.2.1\r\n").status, 429);
    EXPECT_EQ(test::WebSocketClient(f.port, "/ws", "X-Forwarded-For: 192.0.2.2\r\n").status, 101);
    const test::WebSocketClient b(f.port, "/ws", "X-Forwarded-For: 2001:db8::1\r\n");
    EXPECT_EQ(b.status, 101);
    EXPECT_EQ(test::WebSocketClient(f.port, "/ws", "X-Forwarded-For: 2001:db8::2\r\n").status, 429);
    EXPECT_EQ(test::WebSocketClient(f.port, "/ws", "X-Forwarded-For: 2001:db8:0:1::1\r\n").status, 101);
}
