// SPDX-License-Identifier: MIT
#include "hub_fixture.hpp"
#include "net/websocket/hub.hpp"

using namespace callbooth;
using namespace std::chrono_literals;
using test::encode;
using test::run_until;
using test::WebSocketClient;
using Clients = std::vector<std::unique_ptr<WebSocketClient>>;

namespace {

class HubMemory : public HubTest {
protected:
    static Clients clients(Fixture &f, int count, const std::string &headers = "") {
        Clients clients;
        for (int i = 0; i < count; ++i)
            clients.push_back(std::make_unique<WebSocketClient>(f.port, "/ws", headers));
        return clients;
    }
    static void send_halves(Clients &clients, size_t bytes) {
        for (auto &client : clients)
            client->send({1, std::string(bytes, 'h'), false});
    }
    /// Sends a message in two pieces and expects it to come back.
    static void expect_served(WebSocketClient &client) {
        const auto bytes = encode({1, std::string(3000, 'o')});
        const Source alive = test::heartbeat();
        client.raw.send(bytes.substr(0, 1500));
        int turns = 0;
        ASSERT_TRUE(run_until([&] { return ++turns > 20; })); // the server has the first piece
        client.raw.send(bytes.substr(1500));
        EXPECT_TRUE(client.wait_for_texts(client.texts.size() + 1));
    }
};

INSTANTIATE_TEST_SUITE_P(Net, HubMemory, testing::Bool(), with_or_without_ring);

} // namespace

TEST_P(HubMemory, drops_the_largest_holder_when_all_hold_too_much) {
    Fixture f({.max_held = 3 << 20});
    WebSocketClient honest(f.port, "/ws");
    auto hoarders = clients(f, 4);
    send_halves(hoarders, 1 << 20);
    ASSERT_TRUE(run_until([&] { return f.closed >= 1; }));
    EXPECT_TRUE(f.logged("WebSocket of 127.0.0.1 dropped: it holds most of the memory that all may hold together"));
    for (int i = 0; i < 3; ++i)
        expect_served(honest);
    EXPECT_FALSE(honest.closed);
}

TEST_P(HubMemory, drops_the_largest_holder_of_a_network_that_holds_too_much) {
    Fixture f({.max_held_per_network = 3 << 20});
    WebSocketClient neighbour(f.port, "/ws");
    auto hoarders = clients(f, 4);
    send_halves(hoarders, 1 << 20);
    ASSERT_TRUE(run_until([&] { return f.closed >= 1; }));
    EXPECT_TRUE(f.logged("it holds most of the memory that its network may hold together"));
    expect_served(neighbour);
    EXPECT_FALSE(neighbour.closed);
}

TEST_P(HubMemory, tells_networks_apart) {
    Fixture f({.max_held_per_network = 3 << 20}, 1000, {}, {"127.0.0.1"});
    auto here = clients(f, 2, "X-Forwarded-For: 192.0.2.1\r\n");
    auto there = clients(f, 2, "X-Forwarded-For: 192.0.2.2\r\n");
    send_halves(here, 1 << 20);
    send_halves(there, 1 << 20);
    auto neighbour = clients(f, 2, "X-Forwarded-For: 2001:db8::1\r\n");
    auto same_house = clients(f, 2, "X-Forwarded-For: 2001:db8::2\r\n");
    send_halves(neighbour, 1 << 20);
    send_halves(same_house, 1 << 20);
    ASSERT_TRUE(run_until([&] { return f.closed >= 1; }));
    EXPECT_TRUE(f.logged("WebSocket of 2001:db8::"));
    EXPECT_EQ(f.closed, 1);
}

TEST_P(HubMemory, delivers_no_more_than_its_client_reads_and_says_so) {
    Fixture f({.max_queue = 100000});
    WebSocketClient quick(f.port, "/ws");
    WebSocketClient slow(f.port, "/ws", "", "", 4096);
    const std::string text(20000, 's');
    size_t sent = 0;
    while (f.sockets[1]->send(text))
        ++sent;
    EXPECT_TRUE(f.sockets[1]->send("there is room for a short one"));
    EXPECT_TRUE(f.sockets[0]->send("tick"));
    EXPECT_TRUE(quick.wait_for_texts(1));
    EXPECT_TRUE(slow.wait_for_texts(sent + 1)) << "what was taken arrives";
    EXPECT_EQ(slow.texts.back(), "there is room for a short one");
    EXPECT_TRUE(f.sockets[1]->send(text)) << "and then there is room again";
    EXPECT_TRUE(slow.wait_for_texts(sent + 2));
    EXPECT_EQ(f.closed, 0);
}

TEST_P(HubMemory, lets_one_long_message_wait_alone) {
    Fixture f({.max_queue = 1000});
    WebSocketClient slow(f.port, "/ws", "", "", 4096);
    const std::string text(size_t{8} << 20, 'l');
    EXPECT_TRUE(f.sockets[0]->send(text));
    EXPECT_FALSE(f.sockets[0]->send("another one"));
    EXPECT_TRUE(slow.wait_for_texts(1));
    EXPECT_EQ(slow.texts[0], text);
}

TEST_P(HubMemory, drops_a_client_that_takes_nothing_of_what_waits_for_it) {
    Fixture f({.stall_timeout = 100ms});
    WebSocketClient stuck(f.port, "/ws", "", "", 4096);
    WebSocketClient other(f.port, "/ws");
    while (f.sockets[0]->send(std::string(100000, 's')))
        ;
    EXPECT_EQ(f.closed, 0);
    ASSERT_TRUE(run_until([&] { return f.closed == 1; }));
    EXPECT_TRUE(f.logged("WebSocket of 127.0.0.1 dropped: it does not read what it is sent"));
    other.text("still here");
    EXPECT_TRUE(other.wait_for_texts(1));
}

TEST_P(HubMemory, keeps_a_client_that_reads_slowly) {
    Fixture f({.stall_timeout = 100ms});
    WebSocketClient slow(f.port, "/ws", "", "", 4096);
    while (f.sockets[0]->send(std::string(100000, 's')))
        ;
    const auto began = std::chrono::steady_clock::now();
    ASSERT_TRUE(run_until([&] {
        slow.raw.receive_some(2000);
        return f.closed > 0 || std::chrono::steady_clock::now() - began > 500ms;
    }));
    EXPECT_EQ(f.closed, 0);
}

TEST_P(HubMemory, forgets_what_is_sent_though_some_always_waits) {
    Fixture f;
    WebSocketClient slow(f.port, "/ws");
    WebSocket &socket = *f.sockets[0];
    const std::string text(20000, 's');
    size_t sent = 0;
    // Never empty, and twenty times as much as may wait.
    ASSERT_TRUE(run_until([&] {
        while (socket.send(text))
            sent += text.size();
        slow.raw.receive_some(1000000);
        slow.raw.received.clear();
        return sent > size_t{20} << 20;
    }));
    EXPECT_LT(f.server.held(), size_t{3} << 20);
}
