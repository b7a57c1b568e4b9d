// SPDX-License-Identifier: MIT
#include <optional>

#include "net/http/server.hpp"
#include "support/loop.hpp"
#include "support/mute_server.hpp"
#include <callbooth/util/websocket_client.hpp>
#include <gtest/gtest.h>

namespace callbooth::test {
namespace {

using std::chrono::milliseconds;
using Options = WebSocketClient::Options;
using Kind = WebSocketClient::Kind;

/// A server that answers each message with the same, and closes after `bye`.
struct Fixture {
    Fixture() { server.start(); }

    void accept(WebSocket &socket) {
        ++accepted;
        socket.on_message = [&socket](std::string_view text, WebSocket::Kind) {
            if (text == "bye")
                return socket.close(WebSocket::going_away, "so long");
            socket.send(text);
        };
    }
    std::string url(const std::string &path = "/echo") const { return "ws" + server.url().substr(4) + path; }
    WebSocketClient &connect(Options options = {}) {
        if (options.url.empty())
            options.url = url();
        options.first_retry = milliseconds(20);
        options.longest_retry = milliseconds(40);
        client.emplace(std::move(options));
        opened = client->opened.subscribe([this] { ++openings; });
        received = client->received.subscribe([this](std::string_view text, Kind) { texts.emplace_back(text); });
        lost = client->lost.subscribe([this](const WebSocketClient::Loss &loss) { losses.push_back(loss); });
        client->start();
        return *client;
    }

    net::Server server{{.port = 0}, [](Level, std::string_view) {}};
    Subscription route = server.websocket("/echo", [this](const HttpRequest &, WebSocket &socket) { accept(socket); });
    int accepted = 0;
    int openings = 0;
    std::vector<std::string> texts;
    std::vector<WebSocketClient::Loss> losses;
    std::optional<WebSocketClient> client;
    Subscription opened, received, lost;
};

TEST(WebSocketClient, exchanges_messages) {
    Fixture f;
    auto &client = f.connect();
    EXPECT_FALSE(client.is_open());
    EXPECT_FALSE(client.send("too early"));
    ASSERT_TRUE(run_until([&] { return f.openings == 1; }));
    EXPECT_TRUE(client.is_open());
    EXPECT_EQ(client.protocol(), "");
    EXPECT_TRUE(client.send("hello"));
    EXPECT_TRUE(client.send("gr\u00fc\u00dfe"));
    ASSERT_TRUE(run_until([&] { return f.texts.size() == 2; }));
    EXPECT_EQ(f.texts, (std::vector<std::string>{"hello", "gr\u00fc\u00dfe"}));
    EXPECT_TRUE(f.losses.empty());
}

TEST(WebSocketClient, refuses_texts_that_are_not_utf8_and_what_is_too_much) {
    Fixture f;
    auto &client = f.connect({.max_unconfirmed = 10});
    ASSERT_TRUE(run_until([&] { return f.openings == 1; }));
    EXPECT_FALSE(client.send("\xff"));
    EXPECT_FALSE(client.send(std::string_view("a\0b", 3)));
    EXPECT_FALSE(client.send("01234567890"));
    EXPECT_TRUE(client.send("0123456"));
    EXPECT_FALSE(client.send("7890"));
    EXPECT_TRUE(client.send("789"));
    ASSERT_TRUE(run_until([&] { return f.texts.size() == 2; }));
}

TEST(WebSocketClient, comes_back_after_a_loss) {
    Fixture f;
    auto &client = f.connect();
    ASSERT_TRUE(run_until([&] { return f.openings == 1; }));
    client.send("bye");
    ASSERT_TRUE(run_until([&] { return f.openings == 2; }));
    ASSERT_EQ(f.losses.size(), 1U);
    EXPECT_EQ(f.losses[0].why, "the server closed the connection (1001 so long)");
    EXPECT_TRUE(f.losses[0].was_open);
    EXPECT_LE(f.losses[0].retry, milliseconds(20));
    client.send("hello again");
    EXPECT_TRUE(run_until([&] { return f.texts.size() == 1; }));
}

TEST(WebSocketClient, goes_on_trying_when_the_handshake_is_refused) {
    Fixture f;
    auto &client = f.connect({.url = f.url("/nothing")});
    ASSERT_TRUE(run_until([&] { return f.losses.size() == 3; }));
    EXPECT_EQ(f.losses[0].why, "the server answered 400 Bad Request");
    EXPECT_FALSE(f.losses[0].was_open);
    EXPECT_GT(f.losses[2].retry, milliseconds(19));
    client.set_url(f.url());
    EXPECT_TRUE(run_until([&] { return f.openings == 1; }));
}

/// A port at which connections are accepted by the kernel alone.
struct SilentPort {
    Ref<GSocketListener> listener = Ref<GSocketListener>::adopt(g_socket_listener_new());
    guint16 port = g_socket_listener_add_any_inet_port(listener.get(), nullptr, nullptr);
    std::string address() const { return "127.0.0.1:" + std::to_string(port) + "/"; }
};

TEST(WebSocketClient, says_what_may_be_wrong_with_the_address) {
    std::string closed_port;
    {
        const SilentPort port;
        closed_port = port.address();
    }
    Fixture f;
    const std::vector<std::pair<std::string, std::string>> hints = {
        {f.url("/nothing"), "is the path of the address right? No WebSocket is served there"},
        {"ws://" + closed_port, "nothing listens there: is the port right, and does the server run?"},
        {"wss" + f.url().substr(2), "if the server has no TLS, the address begins with ws://, not wss://"},
    };
    for (const auto &[url, hint] : hints) {
        f.losses.clear();
        f.connect({.url = url});
        ASSERT_TRUE(run_until([&] { return !f.losses.empty(); })) << url;
        EXPECT_EQ(f.losses[0].hint, hint) << url << ": " << f.losses[0].why;
        EXPECT_EQ(f.losses[0].text(), f.losses[0].why + " (" + hint + ")");
    }
}

TEST(WebSocketClient, says_that_a_server_does_not_answer_yet) {
    const SilentPort port;
    for (const auto &[scheme, hint] : {std::pair("wss://", "begins with ws://"), {"ws://", "begins with wss://"}}) {
        std::vector<std::string> delays;
        Fixture f;
        auto &client = f.connect({.url = scheme + port.address(), .patience = milliseconds(50)});
        const auto delayed = client.delayed.subscribe([&](const std::string &what) { delays.push_back(what); });
        ASSERT_TRUE(run_until([&] { return !delays.empty(); }));
        EXPECT_NE(delays[0].find("does not answer yet"), std::string::npos) << delays[0];
        EXPECT_NE(delays[0].find(hint), std::string::npos) << delays[0];
        EXPECT_TRUE(f.losses.empty());
    }
}

TEST(WebSocketClient, says_that_an_address_is_not_valid) {
    Fixture f;
    f.connect({.url = "no address"});
    ASSERT_TRUE(run_until([&] { return !f.losses.empty(); }));
    EXPECT_EQ(f.losses[0].why, "the address is not valid");
}

TEST(WebSocketClient, waits_as_long_as_it_is_told) {
    Fixture f;
    auto &client = f.connect();
    ASSERT_TRUE(run_until([&] { return f.openings == 1; }));
    client.reconnect("a reason", std::chrono::hours(1));
    ASSERT_EQ(f.losses.size(), 1U);
    EXPECT_EQ(f.losses[0].why, "a reason");
    EXPECT_EQ(f.losses[0].retry, std::chrono::hours(1));
    EXPECT_FALSE(client.is_open());
    client.retry_after(milliseconds(1));
    EXPECT_TRUE(run_until([&] { return f.openings == 2; }));
}

TEST(WebSocketClient, notices_a_server_that_is_silent) {
    Fixture f;
    const MuteServer mute;
    f.connect({.url = mute.url(), .silence = milliseconds(300)});
    ASSERT_TRUE(run_until([&] { return !f.losses.empty(); }));
    EXPECT_EQ(f.losses[0].why, "the server has been silent for 0 s");
    EXPECT_TRUE(run_until([&] { return mute.accepted() >= 2; }));
}

TEST(WebSocketClient, is_stopped_for_good) {
    Fixture f;
    auto &client = f.connect();
    ASSERT_TRUE(run_until([&] { return f.openings == 1; }));
    client.stop();
    EXPECT_FALSE(client.send("hello"));
    client.retry_after(milliseconds(0));
    client.reconnect("a reason");
    EXPECT_FALSE(run_until([&] { return f.openings > 1 || !f.losses.empty(); }, milliseconds(50)));
}

TEST(WebSocketClient, may_be_destroyed_by_its_listeners) {
    Fixture f;
    for (int turn = 0; turn < 4; ++turn) {
        auto &client = f.connect();
        bool gone = false;
        const auto destroy = [&] {
            f.client.reset();
            gone = true;
        };
        Subscription listening;
        if (turn == 0)
            listening = client.connecting.subscribe(destroy);
        else if (turn == 1)
            listening = client.opened.subscribe(destroy);
        else if (turn == 2)
            listening = client.received.subscribe([&](auto, auto) { destroy(); });
        else
            listening = client.lost.subscribe([&](auto &) { destroy(); });
        const auto greeting = client.opened.subscribe([&] {
            if (!gone)
                client.send(turn == 2 ? "hello" : "bye");
        });
        if (turn == 0)
            client.reconnect("to connect once more");
        EXPECT_TRUE(run_until([&] { return gone; })) << turn;
    }
}

} // namespace
} // namespace callbooth::test
