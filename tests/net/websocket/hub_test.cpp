// SPDX-License-Identifier: MIT
#include "hub_fixture.hpp"
#include "net/websocket/hub.hpp"

using namespace callbooth;
using namespace std::chrono_literals;
using test::run_until;
using test::WebSocketClient;

namespace {

class Hub : public HubTest {};

INSTANTIATE_TEST_SUITE_P(Net, Hub, testing::Bool(), with_or_without_ring);

} // namespace

TEST_P(Hub, passes_messages_of_any_size) {
    Fixture f;
    WebSocketClient client(f.port, "/ws");
    for (const size_t size : {0, 1, 125, 126, 65535, 65536, 1 << 20, 4 << 20})
        client.text(std::string(size, 'm'));
    ASSERT_TRUE(client.wait_for_texts(8));
    EXPECT_EQ(client.texts[7].size(), size_t{4} << 20);
}

TEST_P(Hub, joins_fragments) {
    Fixture f;
    WebSocketClient client(f.port, "/ws");
    for (int i = 0; i < 1000; ++i)
        client.send({static_cast<uint8_t>(i == 0 ? 1 : 0), "x", i == 999});
    ASSERT_TRUE(client.wait_for_texts(1));
    EXPECT_EQ(client.texts[0], std::string(1000, 'x'));
}

TEST_P(Hub, closes_on_a_broken_frame_and_leaves_others_alone) {
    Fixture f;
    WebSocketClient other(f.port, "/ws");
    WebSocketClient broken(f.port, "/ws");
    broken.raw.send(std::string(5000, '\xff'));
    ASSERT_TRUE(run_until([&] {
        broken.receive();
        return broken.close_code.has_value();
    }));
    other.text("still here");
    EXPECT_TRUE(other.wait_for_texts(1));
    broken.raw.hang_up();
    EXPECT_TRUE(run_until([&] { return f.closed == 1; }));
}

TEST_P(Hub, does_not_wait_forever_for_the_end_of_a_broken_connection) {
    Fixture f({.ping = 40ms, .close_deadline = 20ms});
    WebSocketClient client(f.port, "/ws");
    client.send({3, "reserved"});
    EXPECT_TRUE(run_until([&] { return f.closed == 1; }));
}

TEST_P(Hub, answers_a_goodbye_and_knows_it_from_a_loss) {
    Fixture f;
    WebSocketClient polite(f.port, "/ws");
    polite.say_goodbye(1000);
    ASSERT_TRUE(polite.wait_for_end());
    EXPECT_EQ(polite.close_code, 1000);
    EXPECT_TRUE(run_until([&] { return f.closed == 1; }));
    EXPECT_EQ(f.clean, 1);

    WebSocketClient lost(f.port, "/ws");
    lost.raw.hang_up();
    EXPECT_TRUE(run_until([&] { return f.closed == 2; }));
    EXPECT_EQ(f.clean, 1);
}

TEST_P(Hub, sends_what_was_queued_before_it_closes) {
    Fixture f;
    f.accept = [](WebSocket &ws) {
        ws.send("first");
        ws.send(std::string(500000, 'y'));
        ws.close(WebSocket::policy, "enough");
        ws.send("never");
    };
    WebSocketClient client(f.port, "/ws");
    ASSERT_TRUE(client.wait_for_texts(2));
    ASSERT_TRUE(run_until([&] {
        client.receive();
        return client.close_code.has_value();
    }));
    EXPECT_EQ(client.close_code, 1008);
    EXPECT_EQ(client.texts.size(), 2U);
    client.say_goodbye(1008);
    EXPECT_TRUE(client.wait_for_end());
}

TEST_P(Hub, gives_up_a_close_that_nobody_answers) {
    Fixture f({.ping = 40ms, .close_deadline = 20ms});
    WebSocketClient client(f.port, "/ws");
    f.sockets[0]->close(WebSocket::normal, "");
    EXPECT_TRUE(client.wait_for_end());
    EXPECT_TRUE(run_until([&] { return f.closed == 1; }));
    EXPECT_EQ(f.clean, 0);
}

TEST_P(Hub, sends_the_rest_when_a_reader_catches_up) {
    Fixture f;
    WebSocketClient client(f.port, "/ws", "", "", 4096);
    std::string text(900000, 'a');
    for (size_t i = 0; i < text.size(); ++i)
        text[i] = static_cast<char>('a' + i % 26);
    f.sockets[0]->send(text);
    ASSERT_TRUE(client.wait_for_texts(1));
    EXPECT_EQ(client.texts[0], text);
}

TEST_P(Hub, answers_pings) {
    Fixture f;
    WebSocketClient client(f.port, "/ws");
    client.send({9, "?"});
    EXPECT_TRUE(run_until([&] {
        client.receive();
        return client.pongs == 1;
    }));
}

TEST_P(Hub, lets_a_handler_close_any_socket_whose_event_is_still_to_come) {
    Fixture f;
    std::vector<std::unique_ptr<WebSocketClient>> clients;
    for (int i = 0; i < 20; ++i)
        clients.push_back(std::make_unique<WebSocketClient>(f.port, "/ws"));
    int heard = 0;
    for (auto *socket : f.sockets) {
        socket->on_message = [&](std::string_view, WebSocket::Kind) {
            ++heard;
            for (auto *any : f.sockets)
                any->close(WebSocket::policy, "all of you");
        };
    }
    for (auto &client : clients)
        client->text("me");
    for (auto &client : clients) {
        EXPECT_TRUE(run_until([&] {
            client->receive();
            return client->close_code.has_value();
        }));
        client->say_goodbye();
    }
    EXPECT_TRUE(run_until([&] { return f.closed == 20; }));
    EXPECT_GE(heard, 1);
}

TEST_P(Hub, keeps_the_order_of_what_one_says_to_another) {
    Fixture f({}, 1e6);
    std::vector<std::unique_ptr<WebSocketClient>> clients;
    for (int i = 0; i < 100; ++i) // more than go out at once
        clients.push_back(std::make_unique<WebSocketClient>(f.port, "/ws"));
    for (auto *socket : f.sockets)
        socket->on_message = [&](std::string_view text, WebSocket::Kind) {
            for (auto *any : f.sockets)
                any->send(text);
        };
    const auto said = [](int round, size_t client) { return std::to_string(client) + ":" + std::to_string(round); };
    for (int round = 0; round < 5; ++round)
        for (size_t i = 0; i < 10; ++i)
            clients[i]->text(said(round, i));
    for (auto &client : clients) {
        ASSERT_TRUE(client->wait_for_texts(50));
        for (size_t i = 0; i < 10; ++i) {
            auto from = client->texts.begin();
            for (int round = 0; round < 5; ++round) {
                from = std::find(from, client->texts.end(), said(round, i));
                ASSERT_NE(from, client->texts.end());
            }
        }
    }
}

TEST_P(Hub, collects_what_is_sent_outside_of_its_turns_until_the_next_one) {
    Fixture f;
    std::vector<std::unique_ptr<WebSocketClient>> clients;
    for (int i = 0; i < 10; ++i)
        clients.push_back(std::make_unique<WebSocketClient>(f.port, "/ws"));
    for (auto *socket : f.sockets)
        for (const auto text : {"one", "two"})
            EXPECT_TRUE(socket->send(text)); // as a timer does, or the handler of a request
    for (auto &client : clients) {
        client->receive();
        EXPECT_TRUE(client->texts.empty());
    }
    for (auto &client : clients) {
        EXPECT_TRUE(client->wait_for_texts(2));
        EXPECT_EQ(client->texts, (std::vector<std::string>{"one", "two"}));
    }
}

TEST_P(Hub, forgets_what_it_has_collected_for_a_socket_that_is_gone) {
    Fixture f;
    WebSocketClient client(f.port, "/ws");
    WebSocketClient other(f.port, "/ws");
    f.sockets[0]->send("never read");
    f.sockets[1]->send("read");
    client.raw.hang_up();
    EXPECT_TRUE(run_until([&] { return f.closed == 1; }));
    EXPECT_TRUE(other.wait_for_texts(1));
}

TEST_P(Hub, lets_a_handler_replace_and_remove_itself) {
    Fixture f;
    std::string heard;
    f.accept = [&](WebSocket &ws) {
        ws.on_message = [&, owned = std::make_shared<std::string>("first ")](std::string_view, WebSocket::Kind) {
            ws.on_message = [&](std::string_view text, WebSocket::Kind) {
                heard += text;
                ws.on_message = nullptr;
            };
            heard += *owned;
        };
    };
    WebSocketClient client(f.port, "/ws");
    client.text("a");
    client.text("second");
    client.text("unheard");
    client.say_goodbye();
    EXPECT_TRUE(client.wait_for_end());
    EXPECT_EQ(heard, "first second");
}

TEST_P(Hub, closes_a_socket_whose_handler_fails) {
    Fixture f;
    f.accept = [](WebSocket &ws) {
        ws.on_message = [](std::string_view, WebSocket::Kind) { throw std::runtime_error("no luck"); };
    };
    WebSocketClient client(f.port, "/ws");
    client.text("x");
    ASSERT_TRUE(run_until([&] {
        client.receive();
        return client.close_code.has_value();
    }));
    EXPECT_EQ(client.close_code, 1008);
    EXPECT_TRUE(f.logged("no luck"));
}

TEST_P(Hub, may_be_stopped_by_a_handler) {
    Fixture f;
    f.accept = [&](WebSocket &ws) {
        ws.on_message = [&](std::string_view, WebSocket::Kind) { f.server.stop(); };
        ws.on_closed = [&] { ++f.closed; };
    };
    WebSocketClient a(f.port, "/ws");
    WebSocketClient b(f.port, "/ws");
    a.text("stop");
    EXPECT_TRUE(run_until([&] { return f.closed == 2; }));
    EXPECT_TRUE(b.wait_for_end());
    EXPECT_EQ(b.close_code, 1001);
}

TEST_P(Hub, serves_many_connections_at_once) {
    Fixture f;
    std::vector<std::unique_ptr<WebSocketClient>> clients;
    for (int i = 0; i < 400; ++i)
        clients.push_back(std::make_unique<WebSocketClient>(f.port, "/ws"));
    for (auto &client : clients)
        client->text("hello");
    for (auto &client : clients)
        EXPECT_TRUE(client->wait_for_texts(1));
    clients.clear();
    EXPECT_TRUE(run_until([&] { return f.closed == 400; }));
}

TEST_P(Hub, tells_its_listeners_when_it_is_destroyed) {
    int closed = 0;
    auto f = std::make_unique<Fixture>();
    f->accept = [&](WebSocket &ws) { ws.on_closed = [&] { ++closed; }; };
    WebSocketClient client(f->port, "/ws");
    f.reset();
    EXPECT_EQ(closed, 1);
}
