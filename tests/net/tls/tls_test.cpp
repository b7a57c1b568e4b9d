// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "net/http/server.hpp"
#include "net/tls/self_signed.hpp"
#include "support/temp_folder.hpp"
#include "support/tls_wire.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using namespace std::chrono_literals;
using test::run_until;
using test::tls;
using test::WebSocketClient;

namespace {

using std::chrono::system_clock;

/// A server with a certificate in a folder of its own, which echoes at /ws and has a page.
struct Fixture {
    explicit Fixture(config::HttpSection section = {}, net::HubOptions hub = {},
                     net::HttpConnectionOptions connections = {})
        : paths(net::keep_self_signed(folder.path(), system_clock::now())),
          server(
              given(std::move(section)),
              [this](Level level, std::string_view text) {
                  lines.emplace_back(std::to_string(int(level)) + std::string(text));
              },
              hub, connections) {
        server.start();
        port = test::port_of(server.url());
    }

    config::HttpSection given(config::HttpSection section) const {
        section.port = 0;
        section.certificate = paths.certificate;
        section.private_key = paths.key;
        return section;
    }
    bool logged(std::string_view text) const {
        return std::any_of(lines.begin(), lines.end(), [&](const auto &line) { return line.find(text) != line.npos; });
    }
    test::HttpReply get(const std::string &target, std::shared_ptr<test::Wire> wire = tls()) const {
        return test::http(port, "GET", target, "", "", std::move(wire));
    }
    WebSocketClient websocket(int receive_buffer = 0, std::shared_ptr<test::Wire> wire = tls()) const {
        return WebSocketClient(port, "/ws", "", "", receive_buffer, std::move(wire));
    }

    test::TempFolder folder;
    net::CertificatePaths paths;
    std::vector<std::string> lines;
    std::vector<WebSocket *> sockets;
    int closed = 0;
    net::Server server;
    Subscription socket = server.websocket("/ws", [this](const HttpRequest &, WebSocket &ws) {
        sockets.push_back(&ws);
        ws.on_message = [&ws](std::string_view text, WebSocket::Kind) { ws.send(text); };
        ws.on_closed = [this] { ++closed; };
    });
    Subscription route = server.route("/page", [](const HttpRequest &) { return HttpResponse{.body = "page"}; });
    Source alive = test::heartbeat();
    uint16_t port = 0;
};

} // namespace

TEST(Tls, carries_pages_in_both_versions) {
    Fixture f;
    EXPECT_TRUE(f.server.url().starts_with("https://127.0.0.1:"));
    const auto newest = tls();
    EXPECT_EQ(f.get("/page", newest).body, "page");
    EXPECT_STREQ(newest->protocol(), "TLS1.3");
    EXPECT_TRUE(newest->said_goodbye);
    const auto older = tls("NORMAL:-VERS-ALL:+VERS-TLS1.2");
    EXPECT_EQ(f.get("/page", older).body, "page");
    EXPECT_STREQ(older->protocol(), "TLS1.2");
}

TEST(Tls, refuses_what_is_older) {
    Fixture f;
    const auto old = tls("NORMAL:-VERS-ALL:+VERS-TLS1.1");
    EXPECT_EQ(f.get("/page", old).status, 0);
    EXPECT_FALSE(old->secure());
    EXPECT_EQ(f.get("/page").status, 200);
}

TEST(Tls, carries_answers_that_come_later) {
    Fixture f;
    std::vector<std::shared_ptr<HttpReply>> replies;
    const auto route = f.server.route_late(
        "/poll", [&](const HttpRequest &, std::shared_ptr<HttpReply> reply) { replies.push_back(std::move(reply)); });
    test::RawClient client(f.port, 0, tls());
    for (size_t i = 0; i < 3; ++i) {
        client.received.clear();
        client.send("GET /poll HTTP/1.1\r\nHost: localhost\r\n\r\n");
        ASSERT_TRUE(run_until([&] {
            client.receive(); // tickets of TLS
            return replies.size() == i + 1;
        }));
        replies[i]->send({.body = "answer"});
        EXPECT_TRUE(run_until([&] {
            client.receive();
            return client.received.ends_with("answer");
        }));
    }
}

TEST(Tls, tells_late_answers_that_their_client_has_gone) {
    Fixture f;
    std::shared_ptr<HttpReply> kept;
    bool gone = false;
    const auto route = f.server.route_late("/poll", [&](const HttpRequest &, std::shared_ptr<HttpReply> reply) {
        kept = std::move(reply);
        kept->on_gone = [&] { gone = true; };
    });
    test::RawClient client(f.port, 0, tls());
    client.send("GET /poll HTTP/1.1\r\nHost: localhost\r\n\r\n");
    ASSERT_TRUE(run_until([&] {
        client.receive();
        return kept != nullptr;
    }));
    client.hang_up();
    EXPECT_TRUE(run_until([&] { return gone; }));
    EXPECT_EQ(f.server.connections(), 0U);
}

TEST(Tls, carries_shared_frames_in_their_order) {
    Fixture f;
    auto a = f.websocket();
    auto b = f.websocket();
    const auto frame = Frame::text(std::string(100000, 'f'));
    f.server.together([&] {
        for (auto *socket : f.sockets) {
            socket->send("before");
            socket->send(frame);
            socket->send("behind");
        }
    });
    for (auto *client : {&a, &b}) {
        ASSERT_TRUE(client->wait_for_texts(3));
        EXPECT_EQ(client->texts, (std::vector<std::string>{"before", std::string(frame.payload()), "behind"}));
    }
}

TEST(Tls, carries_large_pages) {
    Fixture f;
    const std::string body(3 << 20, 'b');
    const auto route = f.server.route(
        "/large", [&](const HttpRequest &r) { return HttpResponse{.body = body + std::to_string(r.body.size())}; });
    const auto reply = test::http(f.port, "POST", "/large", "", std::string(1 << 20, 'x'), tls());
    EXPECT_EQ(reply.body, body + "1048576");
}

TEST(Tls, carries_websocket_messages_of_any_size) {
    for (const char *version : {"NORMAL", "NORMAL:-VERS-ALL:+VERS-TLS1.2"}) {
        Fixture f;
        auto client = f.websocket(0, tls(version));
        ASSERT_EQ(client.status, 101);
        for (const size_t size : {0, 1, 125, 126, 16384, 16385, 65535, 65536, 1 << 20, 4 << 20})
            client.text(std::string(size, 'm'));
        ASSERT_TRUE(client.wait_for_texts(10));
        EXPECT_EQ(client.texts[9], std::string(size_t{4} << 20, 'm'));
        EXPECT_EQ(f.server.redirect_port(), 0);
    }
}

TEST(Tls, relays_a_megabyte_to_a_slow_reader_whole) {
    Fixture f({}, {.max_queue = size_t{4} << 20});
    std::string text(1 << 20, '\0');
    for (size_t i = 0; i < text.size(); ++i)
        text[i] = static_cast<char>('a' + i % 26);
    auto reader = f.websocket(4096);
    ASSERT_EQ(f.sockets.size(), 1U);
    for (int i = 0; i < 3; ++i)
        f.sockets[0]->send(text); // more than the network takes now
    ASSERT_TRUE(reader.wait_for_texts(3));
    EXPECT_EQ(reader.texts, std::vector<std::string>(3, text));
}

TEST(Tls, drops_a_client_that_reads_nothing_and_no_other) {
    Fixture f({}, {.stall_timeout = 100ms});
    auto stuck = f.websocket(4096);
    auto quick = f.websocket();
    while (f.sockets[0]->send(std::string(50000, 's')))
        ;
    EXPECT_EQ(f.closed, 0);
    ASSERT_TRUE(run_until([&] { return f.closed == 1; }));
    EXPECT_TRUE(f.logged("dropped: it does not read what it is sent"));
    quick.text("fine");
    EXPECT_TRUE(quick.wait_for_texts(1));
}

TEST(Tls, loses_no_bytes_that_came_with_the_handshake) {
    Fixture f;
    const std::string text(200000, 'e'); // in more records than are read at once
    WebSocketClient client(f.port, "/ws", "", test::encode({1, text}), 0, tls());
    ASSERT_TRUE(client.wait_for_texts(1));
    EXPECT_EQ(client.texts[0], text);
}

TEST(Tls, waits_for_a_head_in_pieces_and_not_for_ever) {
    Fixture f({}, {}, {.deadlines = {.head = 100ms}});
    test::RawClient client(f.port, 0, tls());
    for (const char *piece : {"GET /page HT", "TP/1.1\r\nHost: localhost\r\nConnection: close\r", "\n\r\n"}) {
        client.send(piece);
        test::run_pending();
    }
    EXPECT_TRUE(client.receive_until_closed());
    EXPECT_TRUE(client.received.ends_with("page"));
    test::RawClient slow(f.port, 0, tls());
    slow.send("GET /page HTTP/1.1\r\n");
    EXPECT_TRUE(slow.receive_until_closed());
    EXPECT_EQ(slow.received, "");
}

TEST(Tls, goes_on_when_a_client_changes_its_keys) {
    Fixture f;
    const auto wire = tls();
    auto client = f.websocket(0, wire);
    ASSERT_EQ(client.status, 101);
    for (int i = 1; i <= 3; ++i) {
        ASSERT_EQ(gnutls_session_key_update(wire->session(), GNUTLS_KU_PEER), 0);
        client.text("new keys");
        ASSERT_TRUE(client.wait_for_texts(static_cast<size_t>(i)));
    }
}

TEST(Tls, answers_a_goodbye_and_closes_with_one) {
    Fixture f;
    const auto wire = tls();
    auto client = f.websocket(0, wire);
    client.say_goodbye(1000);
    ASSERT_TRUE(client.wait_for_end());
    EXPECT_EQ(client.close_code, 1000);
    EXPECT_TRUE(wire->said_goodbye);
    EXPECT_TRUE(run_until([&] { return f.closed == 1; }));
}

TEST(Tls, notices_who_leaves_without_a_word) {
    Fixture f;
    auto client = f.websocket();
    client.raw.hang_up();
    EXPECT_TRUE(run_until([&] { return f.closed == 1; }));
}

TEST(Tls, drops_who_does_not_finish_the_handshake) {
    Fixture f({}, {}, {.deadlines = {.handshake = 50ms}});
    test::RawClient silent(f.port);
    test::RawClient slow(f.port);
    slow.send(std::string("\x16\x03\x01\x02", 4)); // the head of a record, not whole
    EXPECT_TRUE(silent.receive_until_closed());
    EXPECT_TRUE(slow.receive_until_closed());
    EXPECT_EQ(f.get("/page").status, 200);
}

TEST(Tls, drops_garbage_at_once) {
    Fixture f;
    for (const std::string &garbage :
         {std::string(1, '\0'), std::string(5000, '\xff'), std::string("\x16") + std::string(5000, '\xff')}) {
        test::RawClient client(f.port);
        client.send(garbage);
        EXPECT_TRUE(client.receive_until_closed());
    }
    EXPECT_EQ(f.get("/page").status, 200);
}

TEST(Tls, serves_others_while_many_shake_hands_slowly) {
    Fixture f;
    std::vector<std::unique_ptr<test::RawClient>> slow;
    for (int i = 0; i < 400; ++i) { // more than GLib has threads
        slow.push_back(std::make_unique<test::RawClient>(f.port));
        slow.back()->send("\x16");
    }
    EXPECT_EQ(f.get("/page").status, 200);
}

TEST(Tls, leads_plain_http_to_https) {
    Fixture f;
    const auto reply = test::http(f.port, "GET", "/a%20b?c=%26d", "", "");
    EXPECT_EQ(reply.status, 307);
    EXPECT_EQ(reply.header("Location"), "https://localhost/a%20b?c=%26d");
    EXPECT_EQ(reply.body, "This port speaks HTTPS: https://localhost/a%20b?c=%26d\n");
    EXPECT_EQ(reply.header("Strict-Transport-Security"), "");
    EXPECT_EQ(WebSocketClient(f.port, "/ws").status, 307);
    test::RawClient nameless(f.port);
    nameless.send("GET /page HTTP/1.0\r\n\r\n");
    nameless.receive_until_closed();
    EXPECT_NE(nameless.received.find("This port speaks HTTPS: the address begins with https://"), std::string::npos);
}

TEST(Tls, leads_another_port_to_https) {
    Fixture f({.redirect_port = 0});
    const auto port = f.server.redirect_port();
    ASSERT_NE(port, 0);
    const auto reply = test::http(port, "GET", "/page?x");
    EXPECT_EQ(reply.status, 307);
    EXPECT_EQ(reply.header("Location"), "https://localhost:" + std::to_string(f.port) + "/page?x");
    f.server.stop();
    EXPECT_FALSE(test::RawClient(port).connected());
}

TEST(Tls, asks_browsers_to_stay_with_it) {
    EXPECT_EQ(Fixture().get("/page").header("Strict-Transport-Security"), "max-age=15552000");
    EXPECT_EQ(Fixture({.hsts = 60}).get("/none").header("Strict-Transport-Security"), "max-age=60");
    EXPECT_EQ(Fixture({.hsts = 0}).get("/page").header("Strict-Transport-Security"), "");
}

TEST(Tls, uses_a_new_certificate_when_its_files_change) {
    Fixture f;
    const auto before = tls();
    auto client = f.websocket(0, before);
    std::filesystem::remove(f.paths.certificate);
    net::keep_self_signed(f.folder.path(), system_clock::now());
    ASSERT_TRUE(run_until([&] { return f.logged("new connections use the new certificate"); }));
    const auto after = tls();
    EXPECT_EQ(f.get("/page", after).status, 200);
    EXPECT_NE(after->fingerprint(), before->fingerprint());
    client.text("still here");
    EXPECT_TRUE(client.wait_for_texts(1));
}

TEST(Tls, stays_with_its_certificate_when_the_new_one_is_broken) {
    Fixture f;
    const auto before = tls();
    EXPECT_EQ(f.get("/page", before).status, 200);
    std::ofstream(f.paths.certificate) << "half a certificate";
    ASSERT_TRUE(run_until([&] { return f.logged("the new certificate is not used, the one from before stays"); }));
    const auto after = tls();
    EXPECT_EQ(f.get("/page", after).status, 200);
    EXPECT_EQ(after->fingerprint(), before->fingerprint());
}

TEST(Tls, makes_a_certificate_by_itself) {
    const test::TempFolder state;
    setenv("STATE_DIRECTORY", state.path().c_str(), 1);
    std::vector<std::string> lines;
    net::Server server({.port = 0, .self_signed = true},
                       [&](Level, std::string_view text) { lines.emplace_back(text); });
    unsetenv("STATE_DIRECTORY");
    server.start();
    const auto reply = test::http(test::port_of(server.url()), "GET", "/", "", "", tls());
    EXPECT_EQ(reply.status, 404);
    EXPECT_EQ(reply.header("Strict-Transport-Security"), "");
    ASSERT_FALSE(lines.empty());
    EXPECT_NE(lines[0].find("ca-file = '" + (state.path() / "tls/certificate.pem").string() + "'"), std::string::npos);
}
