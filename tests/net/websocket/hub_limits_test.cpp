// SPDX-License-Identifier: MIT
#include "hub_fixture.hpp"
#include "net/websocket/hub.hpp"

using namespace callbooth;
using namespace std::chrono_literals;
using test::encode;
using test::run_until;
using test::WebSocketClient;

namespace {

class HubLimits : public HubTest {};

INSTANTIATE_TEST_SUITE_P(Net, HubLimits, testing::Bool(), with_or_without_ring);

} // namespace

TEST_P(HubLimits, closes_with_1009_on_a_message_that_is_too_long) {
    Fixture f({.max_message = 1000});
    WebSocketClient client(f.port, "/ws");
    client.text(std::string(100000, 'x'));
    ASSERT_TRUE(client.wait_for_end());
    EXPECT_EQ(client.close_code, 1009);
}

TEST_P(HubLimits, closes_with_1009_on_a_message_that_is_too_long_for_its_path) {
    Fixture f({}, 1000, {.max_message = 1000});
    WebSocketClient client(f.port, "/ws");
    client.text(std::string(1001, 'x'));
    ASSERT_TRUE(client.wait_for_end());
    EXPECT_EQ(client.close_code, 1009);
}

TEST_P(HubLimits, pings_the_silent_and_drops_the_dead) {
    Fixture f({.ping = 20ms});
    WebSocketClient dead(f.port, "/ws");
    ASSERT_TRUE(run_until([&] { return f.closed == 1; }));
    dead.receive();
    EXPECT_EQ(dead.pings, 1U);
    EXPECT_TRUE(f.logged("does not answer pings: dropped"));
}

TEST_P(HubLimits, keeps_those_who_answer_pings) {
    Fixture f({.ping = 20ms});
    WebSocketClient client(f.port, "/ws");
    ASSERT_TRUE(run_until([&] {
        const auto before = client.pings;
        client.receive();
        if (client.pings > before)
            client.send({10, ""});
        return client.pings >= 5 || f.closed > 0;
    }));
    EXPECT_EQ(f.closed, 0);
}

TEST_P(HubLimits, closes_with_1008_on_too_many_messages) {
    Fixture f({}, 10); // a second; a hundred at once
    WebSocketClient client(f.port, "/ws");
    WebSocketClient other(f.port, "/ws");
    for (int i = 0; i < 1000; ++i)
        client.text("a");
    ASSERT_TRUE(run_until([&] {
        client.receive();
        return client.close_code.has_value();
    }));
    EXPECT_EQ(client.close_code, 1008);
    EXPECT_GE(client.texts.size(), 100U);
    EXPECT_LT(client.texts.size(), 1000U);
    EXPECT_TRUE(f.logged("WebSocket of 127.0.0.1 dropped: too many messages"));
    other.text("fine");
    EXPECT_TRUE(other.wait_for_texts(1));
}

TEST_P(HubLimits, closes_with_1008_on_too_many_pings) {
    Fixture f({}, 10);
    WebSocketClient client(f.port, "/ws");
    for (int i = 0; i < 1000; ++i)
        client.send({9, "?"});
    ASSERT_TRUE(run_until([&] {
        client.receive();
        return client.close_code.has_value();
    }));
    EXPECT_EQ(client.close_code, 1008);
}

TEST_P(HubLimits, drops_who_sends_pings_and_does_not_read_the_pongs) {
    Fixture f({.max_message = 1000, .max_queue = 1000}, 1e6);
    WebSocketClient client(f.port, "/ws", "", "", 4096);
    std::string pings;
    for (int i = 0; i < 1000; ++i)
        pings += encode({9, std::string(125, 'p')});
    ASSERT_TRUE(run_until([&] { return !client.raw.send(pings) || f.closed == 1; }));
    EXPECT_TRUE(run_until([&] { return f.closed == 1; }));
}

TEST_P(HubLimits, closes_with_1008_on_too_many_frames_without_a_message) {
    Fixture f({}, 10);
    WebSocketClient client(f.port, "/ws");
    client.send({1, "", false});
    for (int i = 0; i < 1000; ++i)
        client.send({0, "", false});
    ASSERT_TRUE(run_until([&] {
        client.receive();
        return client.close_code.has_value();
    }));
    EXPECT_EQ(client.close_code, 1008);
    EXPECT_TRUE(f.logged("too many messages"));
}

TEST_P(HubLimits, closes_with_1008_on_too_many_bytes) {
    Fixture f({}, 1000, {.max_message = 10000, .bytes_per_second = 1000});
    WebSocketClient client(f.port, "/ws");
    WebSocketClient other(f.port, "/ws");
    ASSERT_TRUE(run_until([&] {
        client.text(std::string(1000, 'b'));
        client.receive();
        return client.close_code.has_value();
    }));
    EXPECT_EQ(client.close_code, 1008);
    EXPECT_GT(client.texts.size(), 0U);
    EXPECT_LE(client.texts.size(), 20U);
    EXPECT_TRUE(f.logged("WebSocket of 127.0.0.1 dropped: too many bytes"));
    other.text("fine");
    EXPECT_TRUE(other.wait_for_texts(1));
}

TEST_P(HubLimits, closes_with_1008_on_a_message_that_takes_too_long) {
    Fixture f({.message_timeout = 40ms});
    WebSocketClient slow(f.port, "/ws");
    WebSocketClient other(f.port, "/ws");
    slow.send({1, "half", false});
    ASSERT_TRUE(run_until([&] {
        other.text("whole");
        other.receive();
        slow.send({9, ""}); // which does not help
        slow.receive();
        return slow.close_code.has_value();
    }));
    EXPECT_EQ(slow.close_code, 1008);
    EXPECT_TRUE(f.logged("its message takes too long"));
    ASSERT_TRUE(slow.wait_for_end());
    EXPECT_FALSE(other.closed);
}

TEST_P(HubLimits, does_not_mind_how_long_one_is_always_within_another_message) {
    Fixture f({.message_timeout = 200ms}, 1e6);
    WebSocketClient client(f.port, "/ws");
    std::string bytes = encode({1, "one"});
    const auto began = std::chrono::steady_clock::now();
    client.raw.send(bytes.substr(0, 8));
    const Source alive = test::heartbeat();
    ASSERT_TRUE(run_until([&] {
        client.raw.send(bytes.substr(8) + bytes.substr(0, 8)); // the end of one and the most of the next
        client.receive();
        return client.closed || std::chrono::steady_clock::now() - began > 500ms;
    }));
    EXPECT_FALSE(client.closed) << testing::PrintToString(f.lines);
}

TEST_P(HubLimits, refuses_connections_beyond_its_limit) {
    Fixture f({.max_connections = 2});
    WebSocketClient a(f.port, "/ws");
    WebSocketClient b(f.port, "/ws");
    EXPECT_EQ(WebSocketClient(f.port, "/ws").status, 503);
    a.raw.hang_up();
    ASSERT_TRUE(run_until([&] { return f.closed == 1; }));
    EXPECT_EQ(WebSocketClient(f.port, "/ws").status, 101);
}

TEST_P(HubLimits, drops_what_a_socket_said_that_a_handler_has_killed) {
    Fixture f({.max_held = 1000});
    std::vector<std::unique_ptr<WebSocketClient>> clients;
    for (int i = 0; i < 3; ++i)
        clients.push_back(std::make_unique<WebSocketClient>(f.port, "/ws", "", "", 4096));
    int heard = 0;
    for (auto *socket : f.sockets)
        socket->on_message = [&](std::string_view, WebSocket::Kind) {
            ++heard;
            for (auto *any : f.sockets)
                any->send(std::string(size_t{8} << 20, 'k')); // which nobody reads, and which is too much to hold
        };
    for (auto &client : clients)
        client->text("me");
    EXPECT_TRUE(run_until([&] { return f.closed == 3; }));
    EXPECT_EQ(heard, 1);
}
