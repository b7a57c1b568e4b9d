// SPDX-License-Identifier: MIT
#include "support/fake_booth.hpp"
#include "support/fake_socket_server.hpp"
#include "support/test_host.hpp"
#include <callbooth/json.hpp>
#include <gtest/gtest.h>

namespace callbooth {
namespace {

using test::run_until;

struct RoomsClientPlugin : testing::Test {
    RoomsClientPlugin() { host.offer<Booth>(booth); }

    void start(Values values = {}) {
        values.try_emplace("url", server.url());
        values.try_emplace("reconnect-min", 0.01);
        values.try_emplace("reconnect-max", 0.05);
        plugin = host.create(values);
        signaling = host.find<Signaling>();
        const auto keep = [this](auto &event, const char *name) {
            kept.push_back(
                event.subscribe([this, name](auto &peer, auto &...) { events.push_back(name + (" " + peer)); }));
        };
        keep(signaling->became_ready, "ready");
        keep(signaling->offered, "offered");
        keep(signaling->reoffered, "reoffered");
        keep(signaling->answered, "answered");
        keep(signaling->candidate, "candidate");
        keep(signaling->left, "left");
        keep(signaling->unreachable, "unreachable");
        plugin->start();
    }
    void create(Values values = {}) {
        server.greetings = {R"({"type":"roomCreated","payload":"r1"})"};
        start(std::move(values));
        ASSERT_TRUE(had("ready creator"));
    }
    void join(Values values = {}) {
        values["room"] = std::string("r1");
        start(std::move(values));
        ASSERT_TRUE(had("ready partner"));
        ASSERT_TRUE(run_until([&] { return booth.calls.size() == 1; }));
    }
    bool had(const std::string &event, size_t times = 1) {
        return run_until([&] { return std::count(events.begin(), events.end(), event) >= std::ptrdiff_t(times); });
    }
    bool sent(const std::string &part, size_t times = 1) {
        return run_until([&] {
            return std::count_if(server.texts.begin(), server.texts.end(), [&](const std::string &text) {
                       return text.find(part) != std::string::npos;
                   }) >= std::ptrdiff_t(times);
        });
    }
    void say(const std::string &type, const std::string &payload) {
        server.say(R"({"type":")" + type + R"(","roomId":"r1","payload":)" + payload + "}");
    }
    void say_offer(const std::string &session) {
        say("offer", Json::Object{{"type", "offer"}, {"sdp", "v=0\r\no=- " + session + " 1 IN IP4 0\r\n"}}.dump());
    }

    test::FakeSocketServer server;
    test::TestHost host;
    test::FakeBooth booth;
    std::unique_ptr<Plugin> plugin;
    Signaling *signaling = nullptr;
    std::vector<Subscription> kept;
    std::vector<std::string> events;
};

TEST_F(RoomsClientPlugin, creates_a_room_and_shows_how_to_get_in) {
    create({{"link", std::string("https://chat.example/?room={room}")}, {"token", std::string("my secret is kept")}});
    EXPECT_TRUE(sent(R"({"type":"createRoom","token":"my secret is kept"})"));
    EXPECT_EQ(host.status.get("room.id"), "r1");
    EXPECT_EQ(host.status.get("room.link"), "https://chat.example/?room=r1");
    EXPECT_EQ(host.status.get("room.qr").substr(0, 7), "1111111");
    EXPECT_EQ(host.status.get("signaling.state"), "ready");
    EXPECT_TRUE(host.logged("room r1 is open: https://chat.example/?room=r1"));
    EXPECT_NE(host.commands.invoke("room").find("█"), std::string::npos);
    EXPECT_FALSE(host.logged("my secret"));
    EXPECT_TRUE(booth.calls.empty());
}

TEST_F(RoomsClientPlugin, takes_the_offer_of_whoever_joins) {
    create();
    say_offer("1");
    say("iceCandidate", R"({"candidate":"candidate:1","sdpMid":"0","sdpMLineIndex":0})");
    ASSERT_TRUE(had("candidate partner"));
    EXPECT_TRUE(had("offered partner"));
    say_offer("1");
    EXPECT_TRUE(had("reoffered partner")) << "the same connection";
    say("partnerLeft", "null");
    EXPECT_TRUE(had("left partner"));
    say_offer("1");
    EXPECT_TRUE(had("offered partner", 2)) << "a new one";
}

TEST_F(RoomsClientPlugin, gives_up_a_call_that_does_not_connect_for_another_offer) {
    create();
    say_offer("1");
    ASSERT_TRUE(had("offered partner"));
    booth.begin("partner");
    say_offer("2");
    ASSERT_TRUE(had("offered partner", 2));
    booth.connect();
    say_offer("3");
    ASSERT_TRUE(had("offered partner", 3));
    EXPECT_EQ(events, (std::vector<std::string>{"ready creator", "offered partner", "left partner", "offered partner",
                                                "offered partner"}))
        << "one that runs may be rebuilt";
}

TEST_F(RoomsClientPlugin, answers_with_the_names_of_the_wire) {
    create();
    ConnectionInfo connection;
    const auto taken = signaling->offered.subscribe([&](auto &, auto &info, auto &) { connection = info; });
    say_offer("1");
    ASSERT_TRUE(had("offered partner"));
    signaling->send_answer("partner", connection, "v=0");
    signaling->send_candidate("partner", connection, {"candidate:1", "0", 0});
    signaling->send_candidate("partner", {.id = "another"}, {"candidate:2", "0", 0});
    signaling->send_bye("partner");
    ASSERT_TRUE(sent(R"({"type":"leave","roomId":"r1"})"));
    EXPECT_TRUE(sent(R"({"type":"answer","roomId":"r1","payload":{"type":"answer","sdp":"v=0"}})"));
    EXPECT_TRUE(sent(R"("candidate:1")"));
    EXPECT_FALSE(std::any_of(server.texts.begin(), server.texts.end(),
                             [](auto &text) { return text.find("candidate:2") != std::string::npos; }));
}

TEST_F(RoomsClientPlugin, joins_a_room_and_calls) {
    join();
    EXPECT_EQ(booth.calls, std::vector<std::string>{"creator"});
    signaling->send_offer("creator", {.id = "c1"}, "v=0");
    ASSERT_TRUE(sent(R"({"type":"offer","roomId":"r1","payload":{"type":"offer","sdp":"v=0"},"token":")"));
    say("iceCandidate", R"({"candidate":"candidate:1"})");
    say("answer", R"({"type":"answer","sdp":"v=0"})");
    ASSERT_TRUE(had("answered creator"));
    EXPECT_EQ(events, (std::vector<std::string>{"ready partner", "candidate creator", "answered creator"}));
    EXPECT_EQ(host.status.get("room.id"), "r1");
}

TEST_F(RoomsClientPlugin, calls_again_until_it_is_let_in) {
    join();
    signaling->send_offer("creator", {.id = "c1"}, "v=0");
    ASSERT_TRUE(sent("offer"));
    say("error", R"("room is already full")");
    ASSERT_TRUE(had("unreachable creator"));
    EXPECT_EQ(host.status.get("signaling.refusal"), "room is already full");
    booth.end(EndReason::unreachable);
    EXPECT_TRUE(run_until([&] { return booth.calls.size() == 2; }));
}

TEST_F(RoomsClientPlugin, calls_again_when_the_creator_is_back) {
    join({{"reconnect-max", 3600.0}});
    booth.connect();
    say("partnerLeft", "null");
    ASSERT_TRUE(had("left creator"));
    booth.end(EndReason::remote_hangup);
    say("partnerReturned", "null");
    EXPECT_TRUE(run_until([&] { return booth.calls.size() == 2; }));
}

TEST_F(RoomsClientPlugin, calls_again_soon_when_the_server_was_lost_in_the_call) {
    join({{"reconnect-max", 3600.0}});
    booth.connect();
    server.hang_up();
    ASSERT_TRUE(had("ready partner", 2));
    booth.end(EndReason::remote_hangup); // the server has told the creator that we left
    EXPECT_TRUE(run_until([&] { return booth.calls.size() == 2; }));
}

TEST_F(RoomsClientPlugin, waits_after_it_was_sent_away) {
    join();
    say("error", R"("banned")");
    ASSERT_TRUE(run_until([&] { return host.status.get("signaling.state") == "lost"; }));
    EXPECT_EQ(host.status.get("signaling.refusal"), "banned");
    EXPECT_TRUE(host.logged("the server says: banned; next attempt in 5.0 s"));
}

TEST_F(RoomsClientPlugin, does_not_call_again_after_it_has_hung_up) {
    join();
    booth.connect();
    booth.end(EndReason::local_hangup);
    say("partnerReturned", "null");
    say("notice", R"("done")");
    ASSERT_TRUE(run_until([&] { return host.status.get("signaling.notice") == "done"; }));
    test::run_pending();
    EXPECT_EQ(booth.calls.size(), 1U);
    host.commands.invoke("join");
    EXPECT_TRUE(run_until([&] { return booth.calls.size() == 2; }));
}

TEST_F(RoomsClientPlugin, joins_another_room_by_command) {
    create();
    EXPECT_THROW(host.commands.invoke("join"), Error);
    EXPECT_THROW(host.commands.invoke("join no room"), Error);
    host.commands.invoke("join r2");
    ASSERT_TRUE(had("ready partner"));
    EXPECT_TRUE(host.logged("disconnected from the server of rooms: joining another room", Level::warning));
    EXPECT_TRUE(run_until([&] { return booth.calls.size() == 1; }));
    EXPECT_EQ(host.status.get("room.id"), "r2");
    EXPECT_EQ(host.status.get("room.link"), "");
}

TEST_F(RoomsClientPlugin, comes_back_to_its_room_when_the_server_was_gone) {
    create();
    server.go_down();
    ASSERT_TRUE(run_until([&] { return !signaling->ready(); }));
    server.come_back();
    ASSERT_TRUE(had("ready creator", 2));
    ASSERT_TRUE(sent("createRoom", 2));
    EXPECT_EQ(server.texts[0], server.texts[1]) << "with the same token";
}

TEST_F(RoomsClientPlugin, survives_a_server_that_sends_garbage) {
    create();
    for (const auto *text : {"", "{", "[1]", R"({"type":"offer","payload":5})", R"({"type":"roomCreated"})"})
        server.say(text);
    server.say_bytes(std::string("\xff\x00\x01", 3));
    say_offer("1");
    EXPECT_TRUE(had("offered partner"));
}

TEST_F(RoomsClientPlugin, refuses_settings_that_cannot_work) {
    EXPECT_THROW(host.create({{"url", std::string("http://127.0.0.1")}}), Error);
    EXPECT_THROW(host.create({{"url", server.url()}, {"room", std::string("no room")}}), Error);
    EXPECT_THROW(host.create({{"url", server.url()}, {"token", std::string("short")}}), Error);
    EXPECT_THROW(host.create({{"url", server.url()}, {"link", std::string("https://chat.example/")}}), Error);
}

} // namespace
} // namespace callbooth
