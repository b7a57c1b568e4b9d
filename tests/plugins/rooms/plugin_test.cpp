// SPDX-License-Identifier: MIT
#include <algorithm>

#include "net/http/server.hpp"
#include "support/fake_line.hpp"
#include "support/fake_presence.hpp"
#include "support/raw_client.hpp"
#include "support/test_host.hpp"
#include <callbooth/json.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using test::WebSocketClient;

namespace {

struct Fixture {
    explicit Fixture(const Values &values = {}, WaitingLine *line = nullptr) {
        if (line != nullptr)
            host.offer<WaitingLine>(*line);
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

namespace {

using Texts = std::vector<std::string>;
const std::string create_public = R"({"type":"createRoom","peer":"A"})";
const std::string partner_left = R"({"type":"partnerLeft"})";

/// A client that has created a room, and the room's id.
std::string create(WebSocketClient &client, const std::string &request) {
    client.text(request);
    const bool is_answered = client.wait_for_texts(client.texts.size() + 1);
    return is_answered ? Json::parse(client.texts.back()).get<std::string>("payload") : "";
}
std::string offer_to(const std::string &room) { return R"({"type":"offer","roomId":")" + room + R"(","payload":1})"; }

} // namespace

TEST(PublicRoom, waits_in_the_line_and_says_whom_to_call) {
    test::FakeLine line;
    Fixture f({}, &line);
    WebSocketClient a(f.port, "/rooms");
    create(a, create_public);
    ASSERT_EQ(line.asked, Texts{"look 1 as A"});
    EXPECT_TRUE(line.door->meet("1", {"B", true}));
    ASSERT_TRUE(a.wait_for_texts(2));
    EXPECT_EQ(a.texts[1], R"({"type":"partnerFound","payload":"B"})");
    line.door->part("1", "B");
    ASSERT_TRUE(a.wait_for_texts(3));
    EXPECT_EQ(a.texts[2], partner_left);
    EXPECT_EQ(line.asked.back(), "look 1 as A") << "it waits again";
    EXPECT_TRUE(line.door->meet("1", {"C", false}));
    a.say_goodbye();
    EXPECT_TRUE(test::run_until([&] { return line.asked.back() == "leave 1"; }));
    EXPECT_FALSE(line.door->meet("1", {"C", false})) << "it is gone";
    f.plugin.reset();
    EXPECT_EQ(line.door, nullptr);
}

TEST(PublicRoom, does_not_wait_while_somebody_is_in_it) {
    test::FakeLine line;
    Fixture f({}, &line);
    WebSocketClient a(f.port, "/rooms");
    WebSocketClient b(f.port, "/rooms");
    const auto room = create(a, create_public);
    b.text(offer_to(room));
    ASSERT_TRUE(a.wait_for_texts(2));
    EXPECT_EQ(line.asked, (Texts{"look 1 as A", "leave 1"}));
    b.say_goodbye();
    ASSERT_TRUE(a.wait_for_texts(3));
    EXPECT_EQ(line.asked.back(), "look 1 as A");
    a.text(R"({"type":"createRoom"})");
    ASSERT_TRUE(a.wait_for_texts(4));
    EXPECT_EQ(line.asked.back(), "leave 1") << "the new room is not public";
}

TEST(PublicRoom, is_a_room_by_invitation_without_a_line_or_a_usable_id) {
    Fixture alone;
    WebSocketClient a(alone.port, "/rooms");
    EXPECT_NE(create(a, create_public), "");
    test::FakeLine line;
    Fixture f({}, &line);
    WebSocketClient b(f.port, "/rooms");
    for (const auto *request :
         {R"({"type":"createRoom"})", R"({"type":"createRoom","peer":7})", R"({"type":"createRoom","peer":"<b>"})"})
        EXPECT_NE(create(b, request), "");
    EXPECT_EQ(line.asked, Texts{});
}

TEST(PublicRoom, of_a_creator_that_comes_back_waits_under_its_new_id) {
    test::FakeLine line;
    Fixture f({}, &line);
    WebSocketClient a(f.port, "/rooms");
    WebSocketClient again(f.port, "/rooms");
    const std::string token = R"(,"token":"0123456789abcdef"})";
    const auto room = create(a, R"({"type":"createRoom","peer":"A")" + token);
    EXPECT_EQ(create(again, R"({"type":"createRoom","peer":"A2")" + token), room);
    EXPECT_EQ(line.asked.front(), "look 1 as A");
    EXPECT_EQ(line.asked.back(), "look 2 as A2");
    EXPECT_NE(std::find(line.asked.begin(), line.asked.end(), "leave 1"), line.asked.end());
}
