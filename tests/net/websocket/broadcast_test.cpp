// SPDX-License-Identifier: MIT
#include "hub_fixture.hpp"
#include "net/websocket/hub.hpp"

using namespace callbooth;
using namespace std::chrono_literals;
using test::run_until;
using test::WebSocketClient;
using Clients = std::vector<std::unique_ptr<WebSocketClient>>;

namespace {

class Broadcast : public HubTest {
protected:
    static Clients clients(Fixture &f, int count, int receive_buffer = 0) {
        Clients clients;
        for (int i = 0; i < count; ++i)
            clients.push_back(std::make_unique<WebSocketClient>(f.port, "/ws", "", "", receive_buffer));
        return clients;
    }
    static void send_to_all(Fixture &f, const Frame &frame) {
        for (auto *socket : f.sockets)
            socket->send(frame);
    }
};

INSTANTIATE_TEST_SUITE_P(Net, Broadcast, testing::Bool(), with_or_without_ring);

} // namespace

TEST_P(Broadcast, passes_binary_messages_as_such) {
    Fixture f;
    WebSocketClient client(f.port, "/ws");
    const std::string bytes("\0\xff\x80 no text", 11);
    client.send({2, bytes});
    client.text("a text");
    ASSERT_TRUE(client.wait_for_texts(1));
    EXPECT_EQ(client.binaries, std::vector<std::string>{bytes});
    EXPECT_EQ(client.texts, std::vector<std::string>{"a text"});
}

TEST_P(Broadcast, tells_the_kind_of_a_message_in_pieces) {
    Fixture f;
    WebSocketClient client(f.port, "/ws");
    client.send({2, "one ", false});
    client.send({0, "two"});
    client.text("end");
    ASSERT_TRUE(client.wait_for_texts(1));
    EXPECT_EQ(client.binaries, std::vector<std::string>{"one two"});
}

TEST_P(Broadcast, brings_one_frame_to_all_of_a_crowd) {
    Fixture f;
    auto crowd = clients(f, 150); // two batches and a part of one
    const std::string text(1000, 't');
    send_to_all(f, Frame::text(text));
    send_to_all(f, Frame::binary("short"));
    send_to_all(f, Frame::text("end"));
    for (auto &client : crowd) {
        ASSERT_TRUE(client->wait_for_texts(2));
        EXPECT_EQ(client->texts, (std::vector<std::string>{text, "end"}));
        EXPECT_EQ(client->binaries, std::vector<std::string>{"short"});
    }
}

TEST_P(Broadcast, keeps_the_order_for_a_client_that_reads_slowly) {
    Fixture f;
    WebSocketClient slow(f.port, "/ws", "", "", 4096);
    const Frame frame = Frame::text(std::string(20000, 'f'));
    std::vector<std::string> sent;
    for (bool taken = true; taken;) {
        const std::string own = "own " + std::to_string(sent.size());
        taken = f.sockets[0]->send(frame);
        if (taken)
            sent.emplace_back(frame.payload());
        if (f.sockets[0]->send(own))
            sent.push_back(own);
    }
    EXPECT_GT(f.sockets[0]->queued(), 100000U);
    ASSERT_TRUE(slow.wait_for_texts(sent.size()));
    EXPECT_EQ(slow.texts, sent);
    EXPECT_EQ(f.sockets[0]->queued(), 0U);
    EXPECT_EQ(f.server.held(), 0U);
}

TEST_P(Broadcast, counts_a_frame_that_waits_in_the_limits_of_memory) {
    Fixture f({.max_held = 3 << 20});
    auto stuck = clients(f, 4, 4096);
    const Frame frame = Frame::binary(std::string(size_t{8} << 20, 'f'));
    send_to_all(f, frame);
    EXPECT_TRUE(run_until([&] { return f.closed >= 1; }));
    EXPECT_TRUE(f.logged("it holds most of the memory that all may hold together"));
}

TEST_P(Broadcast, is_sent_before_together_returns) {
    Fixture f;
    auto crowd = clients(f, 150);
    f.server.together([&] {
        send_to_all(f, Frame::text(std::string(1000, 't')));
        for (auto *socket : f.sockets)
            socket->send("own");
    });
    for (auto &client : crowd) { // no turn of the main loop
        client->receive();
        EXPECT_EQ(client->texts.size(), 2U);
    }
}

TEST_P(Broadcast, is_sent_though_the_caller_of_together_throws) {
    Fixture f;
    auto crowd = clients(f, 2);
    EXPECT_THROW(f.server.together([&] {
        f.sockets[1]->send("sent");
        throw std::runtime_error("no luck");
    }),
                 std::runtime_error);
    crowd[1]->receive();
    EXPECT_EQ(crowd[1]->texts.size(), 1U);
}

TEST_P(Broadcast, tells_of_lost_sockets_once_together_has_returned) {
    Fixture f({.max_held = 1000});
    auto stuck = clients(f, 3, 4096);
    bool inside = true;
    for (auto *socket : f.sockets)
        socket->on_closed = [&] { EXPECT_FALSE(inside); };
    size_t sent = 0;
    f.server.together([&] {
        for (auto *socket : f.sockets)
            sent += socket->send(std::string(size_t{8} << 20, 'l')) ? 1 : 0;
    });
    inside = false;
    EXPECT_LT(sent, 3U);
    const Source alive = test::heartbeat();
    for (auto &client : stuck)
        EXPECT_TRUE(client->wait_for_end());
}

TEST_P(Broadcast, within_a_message_and_within_together_goes_out_once) {
    Fixture f;
    auto crowd = clients(f, 3);
    f.sockets[0]->on_message = [&](std::string_view, WebSocket::Kind) {
        f.server.together([&] { f.server.together([&] { send_to_all(f, Frame::text("all")); }); });
        send_to_all(f, Frame::text("again"));
    };
    crowd[0]->text("go");
    for (auto &client : crowd) {
        ASSERT_TRUE(client->wait_for_texts(2));
        EXPECT_EQ(client->texts, (std::vector<std::string>{"all", "again"}));
    }
}

TEST_P(Broadcast, of_one_turn_go_out_at_its_end) {
    Fixture f;
    auto crowd = clients(f, 100);
    f.sockets[0]->on_message = [&](std::string_view, WebSocket::Kind) {
        for (const char *text : {"one", "two"}) {
            f.server.together([&] { send_to_all(f, Frame::text(text)); });
            crowd[1]->receive();
            EXPECT_TRUE(crowd[1]->texts.empty());
        }
    };
    crowd[0]->text("go");
    for (auto &client : crowd) {
        ASSERT_TRUE(client->wait_for_texts(2));
        EXPECT_EQ(client->texts, (std::vector<std::string>{"one", "two"}));
    }
}

TEST_P(Broadcast, may_stop_the_server_within_together) {
    Fixture f;
    auto crowd = clients(f, 3);
    f.server.together([&] {
        send_to_all(f, Frame::text("bye"));
        f.server.stop();
    });
    EXPECT_TRUE(run_until([&] { return f.closed == 3; }));
    EXPECT_TRUE(crowd[2]->wait_for_texts(1));
}

TEST_P(Broadcast, path_agrees_on_a_subprotocol) {
    Fixture f({}, 1000, {.protocols = {"b", "a"}});
    std::string protocol;
    f.accept = [&](WebSocket &ws) { protocol = ws.protocol(); };
    const auto shake = [&](const std::string &offer) {
        return WebSocketClient(f.port, "/ws", "Sec-WebSocket-Protocol: " + offer + "\r\n").head;
    };
    EXPECT_NE(shake("c, a, b").find("\r\nSec-WebSocket-Protocol: a\r\n"), std::string::npos);
    EXPECT_EQ(protocol, "a");
    EXPECT_EQ(shake("c").find("Sec-WebSocket-Protocol"), std::string::npos);
    EXPECT_EQ(protocol, "");
}

TEST_P(Broadcast, path_admits_pages_of_its_origins_alone) {
    Fixture f({}, 1000, {.origins = {"https://chat.example", "https://b.example"}});
    const auto status = [&](const std::string &headers) { return WebSocketClient(f.port, "/ws", headers).status; };
    EXPECT_EQ(status("Origin: https://chat.example\r\n"), 101);
    EXPECT_EQ(status("Origin: https://b.example\r\n"), 101);
    EXPECT_EQ(status("Origin: https://evil.example\r\n"), 403);
    EXPECT_EQ(status("Origin: https://chat.example.evil.example\r\n"), 403);
    EXPECT_EQ(status("Origin: https://chat.example\r\nOrigin: https://evil.example\r\n"), 403);
    EXPECT_EQ(status("Origin: null\r\n"), 403);
    EXPECT_EQ(status(""), 403);
}
