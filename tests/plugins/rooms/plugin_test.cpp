// SPDX-License-Identifier: MIT
#include "net/http/server.hpp"
#include "support/fake_presence.hpp"
#include "support/raw_client.hpp"
#include "support/test_host.hpp"
#include <callbooth/json.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using test::WebSocketClient;

namespace {

struct Fixture {
    explicit Fixture(const Values &values = {}) {
        host.offer<HttpServer>(server);
        host.offer<Presence>(presence);
        plugin = host.create(values);
        plugin->start();
        server.start();
        port = test::port_of(server.url());
    }

    net::Server server{{.port = 0}, [](Level, std::string_view) {}};
    test::FakePresence presence{{}};
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    uint16_t port = 0;
};

/// The server has sent its close frame.
bool is_closed(WebSocketClient &client) {
    const Source alive = test::heartbeat();
    return test::run_until([&] {
        client.receive();
        return client.close_code.has_value();
    });
}

} // namespace

TEST(RoomsPlugin, brings_two_together) {
    Fixture f;
    WebSocketClient a(f.port, "/rooms");
    WebSocketClient b(f.port, "/rooms");
    a.text(R"({"type":"createRoom"})");
    ASSERT_TRUE(a.wait_for_texts(1));
    const auto room = Json::parse(a.texts[0]).get<std::string>("payload");
    EXPECT_EQ(f.host.metrics.get("callbooth_rooms"), 1);
    const auto offer = R"({"type":"offer","roomId":")" + room + R"(","payload":{"type":"offer","sdp":"v=0"}})";
    b.text(offer);
    ASSERT_TRUE(a.wait_for_texts(2));
    EXPECT_EQ(a.texts[1], offer);
    b.say_goodbye();
    ASSERT_TRUE(a.wait_for_texts(3));
    EXPECT_EQ(a.texts[2], R"({"type":"partnerLeft"})");
    EXPECT_EQ(f.host.metrics.get("callbooth_rooms_clients"), 1);
    EXPECT_EQ(f.host.metrics.get("callbooth_rooms_events_total joined"), 1);
    EXPECT_EQ(f.host.metrics.get("callbooth_rooms_messages_total relayed"), 1);
}

TEST(RoomsPlugin, refuses_pages_of_other_origins_and_messages_that_are_too_long) {
    Fixture f({{"origins", std::vector<std::string>{"https://chat.example"}}, {"max-message", int64_t{1024}}});
    EXPECT_EQ(WebSocketClient(f.port, "/rooms", "Origin: https://elsewhere.example\r\n").status, 403);
    WebSocketClient page(f.port, "/rooms", "Origin: https://chat.example\r\n");
    EXPECT_EQ(page.status, 101);
    page.text(R"({"type":"createRoom","payload":")" + std::string(1024, 'x') + "\"}");
    ASSERT_TRUE(page.wait_for_end());
    EXPECT_EQ(page.close_code, 1009);
}

TEST(RoomsPlugin, ends_the_connection_of_a_flood) {
    Fixture f({{"messages-per-second", 1.0}});
    WebSocketClient client(f.port, "/rooms");
    for (int i = 0; i < 50; ++i)
        client.text(R"({"type":"answer","roomId":"nowhere"})");
    EXPECT_TRUE(is_closed(client));
    EXPECT_EQ(client.texts.size(), 1U);
}

TEST(RoomsPlugin, refuses_those_whom_the_operator_has_banned) {
    Fixture f;
    const auto guard = f.presence.guard([](const Visitor &) { return Expulsion{"banned"}; });
    WebSocketClient client(f.port, "/rooms");
    EXPECT_TRUE(is_closed(client));
    EXPECT_EQ(client.texts, std::vector<std::string>{R"({"type":"error","payload":"banned"})"});
}

TEST(RoomsPlugin, may_end_before_its_clients) {
    Fixture f;
    WebSocketClient client(f.port, "/rooms");
    client.text(R"({"type":"createRoom"})");
    ASSERT_TRUE(client.wait_for_texts(1));
    f.plugin.reset();
    client.text(R"({"type":"createRoom"})");
    client.say_goodbye();
    EXPECT_TRUE(client.wait_for_end());
}
