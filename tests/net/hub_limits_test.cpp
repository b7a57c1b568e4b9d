// SPDX-License-Identifier: MIT
#include "net/hub.hpp"

#include "hub_fixture.hpp"

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

TEST_P(HubLimits, drops_a_reader_that_is_too_slow_and_no_other) {
    Fixture f({.max_queue = 100000});
    WebSocketClient quick(f.port, "/ws");
    WebSocketClient slow(f.port, "/ws", "", "", 4096);
    const std::string text(50000, 's');
    size_t sent = 0;
    ASSERT_TRUE(run_until([&] {
        if (f.closed == 1)
            return true;
        f.sockets[1]->send(text);
        f.sockets[0]->send("tick");
        ++sent;
        return false;
    }));
    EXPECT_TRUE(f.logged("does not read what it is sent: dropped"));
    EXPECT_TRUE(quick.wait_for_texts(sent));
    quick.text("still here");
    EXPECT_TRUE(quick.wait_for_texts(sent + 1));
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
    EXPECT_TRUE(f.logged("sends too many messages: dropped"));
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

TEST_P(HubLimits, gives_half_messages_only_so_much_memory) {
    Fixture f({.max_held = 3000000});
    std::vector<std::unique_ptr<WebSocketClient>> clients;
    WebSocketClient other(f.port, "/ws");
    for (int i = 0; i < 4; ++i) {
        clients.push_back(std::make_unique<WebSocketClient>(f.port, "/ws"));
        clients.back()->send({1, std::string(1000000, 'h'), false});
    }
    ASSERT_TRUE(run_until([&] { return f.closed >= 1; }));
    EXPECT_TRUE(f.logged("no memory for the long message of 127.0.0.1: dropped"));
    other.text(std::string(1000, 'o'));
    EXPECT_TRUE(other.wait_for_texts(1));
    EXPECT_EQ(f.closed, 1);
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
    Fixture f({.max_queue = 1000});
    std::vector<std::unique_ptr<WebSocketClient>> clients;
    for (int i = 0; i < 3; ++i)
        clients.push_back(std::make_unique<WebSocketClient>(f.port, "/ws", "", "", 4096));
    int heard = 0;
    for (auto *socket : f.sockets)
        socket->on_message = [&](std::string_view) {
            ++heard;
            for (auto *any : f.sockets)
                for (int i = 0; i < 3; ++i)
                    any->send(std::string(size_t{8} << 20, 'k')); // which nobody reads
        };
    for (auto &client : clients)
        client->text("me");
    EXPECT_TRUE(run_until([&] { return f.closed == 3; }));
    EXPECT_EQ(heard, 1);
}
