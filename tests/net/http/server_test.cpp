// SPDX-License-Identifier: MIT
#include <algorithm>
#include <sys/resource.h>

#include "net/http/server.hpp"
#include "support/raw_client.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using test::http;

namespace {

struct Fixture {
    std::vector<std::string> lines;
    net::Server server{{.port = 0}, [this](Level, std::string_view text) { lines.emplace_back(text); }};
    Source alive = test::heartbeat();

    uint16_t start() {
        server.start();
        return test::port_of(server.url());
    }
};

} // namespace

TEST(Server, says_where_it_listens) {
    Fixture f;
    const auto port = f.start();
    EXPECT_GT(port, 0);
    EXPECT_EQ(f.lines, std::vector<std::string>{"listening on http://127.0.0.1:" + std::to_string(port)});
}

TEST(Server, says_what_to_do_when_the_port_is_taken) {
    Fixture first;
    net::Server second({.port = first.start()}, [](Level, std::string_view) {});
    try {
        second.start();
        FAIL() << "it started";
    } catch (const Error &e) {
        EXPECT_EQ(std::string(e.what()), "cannot listen on 127.0.0.1 port " +
                                             std::to_string(test::port_of(first.server.url())) +
                                             ": another program uses that port; stop it, or choose another port in "
                                             "[http] or with --http.port=PORT");
    }
}

TEST(Server, says_that_an_address_is_none) {
    net::Server server({.address = "nowhere"}, [](Level, std::string_view) {});
    EXPECT_THROW(server.start(), Error);
}

TEST(Server, gives_handlers_the_request) {
    Fixture f;
    std::string seen;
    const auto route = f.server.route("/a", [&](const HttpRequest &r) {
        seen = std::string(r.method) + "|" + std::string(r.path) + "|" + r.query.at("q") + "|" +
               std::string(r.header("X-Thing").value_or("none")) + "|" + std::string(r.body) + "|" +
               std::string(r.address);
        return HttpResponse{.status = 201, .type = "text/html", .body = "made", .headers = {{"X-Answer", "42"}}};
    });
    const auto reply = http(f.start(), "POST", "/a/%C3%BC?q=1%202", "X-Thing: t\r\n", "the body");
    EXPECT_EQ(seen, "POST|/a/\xc3\xbc|1 2|t|the body|127.0.0.1");
    EXPECT_EQ(reply.status, 201);
    EXPECT_EQ(reply.body, "made");
    EXPECT_EQ(reply.header("Content-Type"), "text/html");
    EXPECT_EQ(reply.header("X-Answer"), "42");
}

TEST(Server, answers_head_without_a_body) {
    Fixture f;
    const auto route = f.server.route("/a", [](const HttpRequest &) { return HttpResponse{.body = "12345"}; });
    const auto reply = http(f.start(), "HEAD", "/a");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("Content-Length"), "5");
    EXPECT_EQ(reply.body, "");
}

TEST(Server, answers_404_and_400_plainly) {
    Fixture f;
    const auto port = f.start();
    EXPECT_EQ(http(port, "GET", "/nothing").status, 404);
    EXPECT_EQ(http(port, "GET", "/nothing").body, "Not found\n");
    EXPECT_EQ(http(port, "GET", "/a%2f..%2fb").status, 400);
    EXPECT_EQ(http(port, "GET", "/%00").status, 400);
    EXPECT_EQ(http(port, "GET", "/%zz").status, 400);
}

TEST(Server, refuses_bodies_that_are_too_long) {
    Fixture f;
    bool reached = false;
    const auto route = f.server.route("/", [&](const HttpRequest &) {
        reached = true;
        return HttpResponse{};
    });
    const auto port = f.start();
    EXPECT_EQ(http(port, "POST", "/", "", std::string((1 << 20) + 1, 'x')).status, 413);
    EXPECT_EQ(http(port, "POST", "/", "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n").status, 411);
    EXPECT_FALSE(reached);
    EXPECT_EQ(http(port, "POST", "/", "", std::string(1 << 20, 'x')).status, 200);
    EXPECT_TRUE(reached);
}

TEST(Server, refuses_lengths_of_a_body_that_are_not_a_number) {
    Fixture f;
    const auto route = f.server.route("/", [](const HttpRequest &) { return HttpResponse{}; });
    const auto port = f.start();
    for (const char *length :
         {"-1", "18446744073709551615", "18446744073709551616", "+1", "0x1", "1 1", "1, 1", "", "1e3"}) {
        test::RawClient client(port);
        client.send(std::string("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ") + length + "\r\n\r\n");
        client.send("the body of a client that does not wait"); // fails where the answer came already
        EXPECT_TRUE(client.receive_until_closed()) << length;
        EXPECT_TRUE(client.received.starts_with("HTTP/1.1 4")) << length << client.received;
    }
}

TEST(Server, takes_a_chunked_body_that_is_empty_for_none) {
    Fixture f;
    const auto route =
        f.server.route("/", [](const HttpRequest &r) { return HttpResponse{.body = std::string(r.method)}; });
    const auto port = f.start();
    for (const char *method : {"GET", "POST"})
        EXPECT_EQ(http(port, method, "/", "Transfer-Encoding: chunked\r\n\r\n0\r\n").body, method);
}

TEST(Server, sends_the_whole_body_whatever_ranges_are_asked_for) {
    Fixture f;
    const auto route = f.server.route("/", [](const HttpRequest &) { return HttpResponse{.body = "0123456789"}; });
    const auto port = f.start();
    std::string many = "Range: bytes=0-";
    for (int i = 0; i < 1000; ++i)
        many += ",0-";
    for (const std::string &range : {std::string("Range: bytes=2-3"), std::string("Range: bytes=90-"), many}) {
        const auto reply = http(port, "GET", "/", range + "\r\n");
        EXPECT_EQ(reply.status, 200) << range;
        EXPECT_EQ(reply.body, "0123456789") << range;
    }
}

TEST(Server, asks_gates_before_routes_and_handshakes) {
    Fixture f;
    const auto route = f.server.route("/", [](const HttpRequest &) { return HttpResponse{}; });
    const auto socket = f.server.websocket("/shut", [](const HttpRequest &, WebSocket &) { FAIL(); });
    const auto gate = f.server.gate("/shut", [](const HttpRequest &) -> std::optional<HttpResponse> {
        return HttpResponse{.status = 403, .body = "no"};
    });
    const auto port = f.start();
    EXPECT_EQ(http(port, "GET", "/shut").status, 403);
    EXPECT_EQ(http(port, "GET", "/open").status, 200);
    EXPECT_EQ(test::WebSocketClient(port, "/shut").status, 403);
}

TEST(Server, accepts_websockets_beside_routes) {
    Fixture f;
    const auto route = f.server.route("/", [](const HttpRequest &) { return HttpResponse{.body = "page"}; });
    const auto socket = f.server.websocket("/ws", [](const HttpRequest &r, WebSocket &ws) {
        ws.send("hello " + r.query.at("id") + " at " + std::string(r.header("Origin").value_or("")));
        ws.on_message = [&ws](std::string_view text, WebSocket::Kind) { ws.send(text); };
    });
    const auto port = f.start();
    test::WebSocketClient client(port, "/ws?id=a%20b", "Origin: https://x\r\n");
    EXPECT_EQ(client.status, 101);
    client.text("echo");
    EXPECT_TRUE(client.wait_for_texts(2));
    EXPECT_EQ(client.texts, (std::vector<std::string>{"hello a b at https://x", "echo"}));
    EXPECT_EQ(http(port, "GET", "/ws").body, "page");
    EXPECT_EQ(test::WebSocketClient(port, "/other").status, 400);
}

TEST(Server, loses_no_bytes_that_came_with_the_handshake) {
    Fixture f;
    std::string got;
    const auto socket = f.server.websocket("/ws", [&](const HttpRequest &, WebSocket &ws) {
        ws.on_message = [&](std::string_view text, WebSocket::Kind) { got = text; };
    });
    const std::string text(20000, 'e');
    test::WebSocketClient client(f.start(), "/ws", "", test::encode({1, text}));
    EXPECT_TRUE(test::run_until([&] { return !got.empty(); }));
    EXPECT_EQ(got, text);
}

TEST(Server, refuses_a_broken_handshake) {
    Fixture f;
    const auto socket = f.server.websocket("/ws", [](const HttpRequest &, WebSocket &) { FAIL(); });
    const auto port = f.start();
    EXPECT_EQ(http(port, "GET", "/ws", "Upgrade: websocket\r\n").status, 400);
    EXPECT_EQ(http(port, "GET", "/ws").status, 426);
}

TEST(Server, survives_clients_that_leave_in_the_middle) {
    Fixture f;
    const auto socket = f.server.websocket("/ws", [](const HttpRequest &, WebSocket &) {});
    const auto port = f.start();
    for (const auto part : {"", "GET", "GET /ws HTTP/1.1\r\nHost: x\r\n", "GET /ws HTTP/1.1\r\nHost: x\r\n\r\n"}) {
        test::RawClient client(port);
        client.send(part);
        client.hang_up();
        test::run_pending();
    }
    EXPECT_EQ(test::WebSocketClient(port, "/ws").status, 101);
}

TEST(Server, tells_websockets_that_it_stops) {
    Fixture f;
    int closed = 0;
    const auto socket =
        f.server.websocket("/ws", [&](const HttpRequest &, WebSocket &ws) { ws.on_closed = [&] { ++closed; }; });
    const auto port = f.start();
    test::WebSocketClient client(port, "/ws");
    f.server.stop();
    EXPECT_EQ(closed, 1);
    EXPECT_TRUE(client.wait_for_end());
    EXPECT_EQ(client.close_code, 1001);
    EXPECT_FALSE(test::RawClient(port).connected());
}

TEST(Server, starts_again_after_a_stop) {
    Fixture f;
    f.start();
    f.server.stop();
    EXPECT_EQ(http(f.start(), "GET", "/").status, 404);
}

TEST(Server, logs_no_query) {
    Fixture f;
    const auto route = f.server.route("/", [](const HttpRequest &) -> HttpResponse { throw Error("broken"); });
    EXPECT_EQ(http(f.start(), "GET", "/x?token=secret").status, 500);
    ASSERT_EQ(f.lines.size(), 2U);
    EXPECT_EQ(f.lines[1], "GET /x: broken");
}

TEST(Server, accepts_again_after_it_was_out_of_descriptors) {
    Fixture f;
    const auto port = f.start();
    std::vector<std::unique_ptr<test::RawClient>> clients;
    rlimit before{};
    getrlimit(RLIMIT_NOFILE, &before);
    clients.push_back(std::make_unique<test::RawClient>(port));
    // Whatever is accepted from here on has no descriptor left.
    const int next_free = dup(0);
    close(next_free);
    const rlimit none{static_cast<rlim_t>(next_free), before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
    EXPECT_TRUE(test::run_until([&] {
        return std::any_of(f.lines.begin(), f.lines.end(),
                           [](const auto &line) { return line.starts_with("cannot accept connections for now"); });
    }));
    setrlimit(RLIMIT_NOFILE, &before);
    EXPECT_EQ(http(port, "GET", "/").status, 404);
}

TEST(Server, takes_the_word_of_a_trusted_proxy_on_whom_a_request_is_from) {
    net::Server server({.port = 0, .trusted_proxies = {"127.0.0.0/8"}}, [](Level, std::string_view) {});
    const auto route =
        server.route("/", [](const HttpRequest &r) { return HttpResponse{.body = std::string(r.address)}; });
    std::string at_the_socket;
    const auto socket = server.websocket("/ws", [&](const HttpRequest &r, WebSocket &ws) {
        at_the_socket = ws.address();
        ws.send(r.address);
    });
    server.start();
    const auto port = test::port_of(server.url());
    EXPECT_EQ(http(port, "GET", "/").body, "127.0.0.1");
    // Two lines of one header are one list.
    EXPECT_EQ(http(port, "GET", "/", "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 198.51.100.1\r\n").body,
              "198.51.100.1");
    test::WebSocketClient client(port, "/ws", "X-Forwarded-For: [2001:db8::1]:443\r\n");
    ASSERT_TRUE(client.wait_for_texts(1));
    EXPECT_EQ(client.texts[0], "2001:db8::1");
    EXPECT_EQ(at_the_socket, "2001:db8::1");
}

TEST(Server, takes_nobody_elses_word_on_it) {
    Fixture f;
    const auto route =
        f.server.route("/", [](const HttpRequest &r) { return HttpResponse{.body = std::string(r.address)}; });
    EXPECT_EQ(http(f.start(), "GET", "/", "X-Forwarded-For: 198.51.100.1\r\nX-Real-IP: 198.51.100.1\r\n").body,
              "127.0.0.1");
}

namespace {

/// A server that echoes, takes its time to drain, and keeps an access log.
struct DrainFixture {
    explicit DrainFixture(double drain) : server({.port = 0, .drain = drain}, [](Level, std::string_view) {}) {
        server.start();
        port = test::port_of(server.url());
    }

    net::Server server;
    Subscription socket = server.websocket("/ws", [](const HttpRequest &, WebSocket &ws) {
        ws.on_message = [&ws](std::string_view text, WebSocket::Kind) { ws.send(text); };
    });
    Subscription route = server.route("/", [](const HttpRequest &) { return HttpResponse{.body = "page"}; });
    Source alive = test::heartbeat();
    uint16_t port = 0;
    bool done = false;
};

} // namespace

TEST(ServerDrain, waits_for_answers_under_way) {
    DrainFixture f(3600);
    const std::string large(8 << 20, 'l');
    const auto route = f.server.route("/large", [&](const HttpRequest &) { return HttpResponse{.body = large}; });
    test::RawClient reader(f.port, 4096);
    reader.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
    test::run_pending();
    f.server.drain([&] { f.done = true; });
    EXPECT_TRUE(test::run_until([&] {
        reader.receive();
        return f.done;
    }));
    EXPECT_TRUE(test::run_until([&] {
        reader.receive(); // what the kernel had taken
        return reader.received.ends_with(large);
    }));
}

TEST(ServerDrain, takes_nobody_new_and_waits_for_the_last_to_leave) {
    DrainFixture f(3600);
    test::WebSocketClient client(f.port, "/ws");
    f.server.drain([&] { f.done = true; });
    EXPECT_EQ(test::WebSocketClient(f.port, "/ws").status, 503);
    const auto refused = http(f.port, "GET", "/ws", "Upgrade: websocket\r\n");
    EXPECT_EQ(refused.body, "The server stops\n");
    EXPECT_EQ(refused.header("Retry-After"), "5");
    EXPECT_EQ(http(f.port, "GET", "/").body, "page");
    client.text("still here");
    EXPECT_TRUE(client.wait_for_texts(1));
    EXPECT_FALSE(f.done);
    client.say_goodbye();
    EXPECT_TRUE(test::run_until([&] { return f.done; }));
}

TEST(ServerDrain, waits_no_longer_than_it_is_told) {
    DrainFixture f(0.1);
    test::WebSocketClient client(f.port, "/ws");
    f.server.drain([&] { f.done = true; });
    EXPECT_TRUE(test::run_until([&] { return f.done; }));
    f.server.stop();
    EXPECT_TRUE(client.wait_for_end());
    EXPECT_EQ(client.close_code, 1001);
}

TEST(ServerDrain, may_be_cut_short) {
    DrainFixture f(3600);
    test::WebSocketClient client(f.port, "/ws");
    f.server.drain([&] { f.done = true; });
    f.server.stop();
    EXPECT_FALSE(f.done);
}

TEST(ServerAccessLog, names_the_client_and_what_it_got) {
    std::vector<std::string> lines;
    net::Server server({.port = 0, .trusted_proxies = {"127.0.0.1"}, .access_log = true},
                       [&](Level, std::string_view text) { lines.emplace_back(text); });
    const auto socket = server.websocket("/ws", [](const HttpRequest &, WebSocket &) {});
    const auto route = server.route("/a", [](const HttpRequest &) { return HttpResponse{.status = 201}; });
    server.start();
    const auto port = test::port_of(server.url());
    const std::string client = "X-Forwarded-For: 192.0.2.1\r\n";
    http(port, "POST", "/a%20b?token=secret", client);
    http(port, "GET", "/a", client);
    http(port, "GET", "/%00", client);
    EXPECT_EQ(test::WebSocketClient(port, "/ws?token=secret", client).status, 101);
    lines.erase(lines.begin()); // where it listens
    EXPECT_EQ(lines, (std::vector<std::string>{"192.0.2.1 POST /a b 404", "192.0.2.1 GET /a 201",
                                               "192.0.2.1 GET (bad path) 400", "192.0.2.1 GET /ws 101"}));
}
