// SPDX-License-Identifier: MIT
#include "net/hub.hpp"

#include <gtest/gtest.h>

#include "net/server.hpp"
#include "support/raw_client.hpp"

using namespace callbooth;
using namespace std::chrono_literals;
using test::encode;
using test::run_until;
using test::WebSocketClient;

namespace {

/// Once with io_uring, where there is one, and once without.
class Hub : public testing::TestWithParam<bool> {
protected:
    struct Fixture;
};

INSTANTIATE_TEST_SUITE_P(Net, Hub, testing::Bool(),
                         [](const auto &test) { return test.param ? "together" : "one_by_one"; });

struct Hub::Fixture {
    explicit Fixture(net::HubOptions options = {}, double messages_per_second = 1000)
        : server(
              {.port = 0, .messages_per_second = messages_per_second},
              [this](Level, std::string_view text) { lines.emplace_back(text); }, as_wished(options)) {
        accept = [this](WebSocket &ws) {
            ws.on_message = [&ws](std::string_view text) { ws.send(text); };
            ws.on_closed = [this, &ws] {
                ++closed;
                clean += ws.clean();
            };
        };
        route = server.websocket("/ws", [this](const HttpRequest &, WebSocket &ws) {
            sockets.push_back(&ws);
            accept(ws);
        });
        server.start();
        port = test::port_of(server.url());
    }

    static net::HubOptions as_wished(net::HubOptions options) {
        options.may_use_io_uring = GetParam();
        return options;
    }

    bool logged(std::string_view text) const {
        return std::any_of(lines.begin(), lines.end(), [&](const auto &line) { return line.find(text) != line.npos; });
    }

    std::vector<std::string> lines;
    std::vector<WebSocket *> sockets;
    std::function<void(WebSocket &)> accept;
    int closed = 0;
    int clean = 0;
    net::Server server;
    Subscription route;
    uint16_t port = 0;
    Source alive = test::heartbeat();
};

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

TEST_P(Hub, closes_with_1009_on_a_message_that_is_too_long) {
    Fixture f({.max_message = 1000});
    WebSocketClient client(f.port, "/ws");
    client.text(std::string(100000, 'x'));
    ASSERT_TRUE(client.wait_for_end());
    EXPECT_EQ(client.close_code, 1009);
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

TEST_P(Hub, drops_a_reader_that_is_too_slow_and_no_other) {
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

TEST_P(Hub, pings_the_silent_and_drops_the_dead) {
    Fixture f({.ping = 20ms});
    WebSocketClient dead(f.port, "/ws");
    ASSERT_TRUE(run_until([&] { return f.closed == 1; }));
    dead.receive();
    EXPECT_EQ(dead.pings, 1U);
    EXPECT_TRUE(f.logged("does not answer pings: dropped"));
}

TEST_P(Hub, keeps_those_who_answer_pings) {
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

TEST_P(Hub, answers_pings) {
    Fixture f;
    WebSocketClient client(f.port, "/ws");
    client.send({9, "?"});
    EXPECT_TRUE(run_until([&] {
        client.receive();
        return client.pongs == 1;
    }));
}

TEST_P(Hub, closes_with_1008_on_too_many_messages) {
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

TEST_P(Hub, closes_with_1008_on_too_many_pings) {
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

TEST_P(Hub, drops_who_sends_pings_and_does_not_read_the_pongs) {
    Fixture f({.max_message = 1000, .max_queue = 1000}, 1e6);
    WebSocketClient client(f.port, "/ws", "", "", 4096);
    std::string pings;
    for (int i = 0; i < 1000; ++i)
        pings += encode({9, std::string(125, 'p')});
    ASSERT_TRUE(run_until([&] { return !client.raw.send(pings) || f.closed == 1; }));
    EXPECT_TRUE(run_until([&] { return f.closed == 1; }));
}

TEST_P(Hub, gives_half_messages_only_so_much_memory) {
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

TEST_P(Hub, refuses_connections_beyond_its_limit) {
    Fixture f({.max_connections = 2});
    WebSocketClient a(f.port, "/ws");
    WebSocketClient b(f.port, "/ws");
    EXPECT_EQ(WebSocketClient(f.port, "/ws").status, 503);
    a.raw.hang_up();
    ASSERT_TRUE(run_until([&] { return f.closed == 1; }));
    EXPECT_EQ(WebSocketClient(f.port, "/ws").status, 101);
}

TEST_P(Hub, lets_a_handler_close_any_socket_whose_event_is_still_to_come) {
    Fixture f;
    std::vector<std::unique_ptr<WebSocketClient>> clients;
    for (int i = 0; i < 20; ++i)
        clients.push_back(std::make_unique<WebSocketClient>(f.port, "/ws"));
    int heard = 0;
    for (auto *socket : f.sockets) {
        socket->on_message = [&](std::string_view) {
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

TEST_P(Hub, drops_what_a_socket_said_that_a_handler_has_killed) {
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

TEST_P(Hub, keeps_the_order_of_what_one_says_to_another) {
    Fixture f({}, 1e6);
    std::vector<std::unique_ptr<WebSocketClient>> clients;
    for (int i = 0; i < 100; ++i) // more than go out at once
        clients.push_back(std::make_unique<WebSocketClient>(f.port, "/ws"));
    for (auto *socket : f.sockets)
        socket->on_message = [&](std::string_view text) {
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

TEST_P(Hub, lets_a_handler_replace_and_remove_itself) {
    Fixture f;
    std::string heard;
    f.accept = [&](WebSocket &ws) {
        ws.on_message = [&, owned = std::make_shared<std::string>("first ")](std::string_view) {
            ws.on_message = [&](std::string_view text) {
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
    f.accept = [](WebSocket &ws) { ws.on_message = [](std::string_view) { throw std::runtime_error("no luck"); }; };
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
        ws.on_message = [&](std::string_view) { f.server.stop(); };
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
