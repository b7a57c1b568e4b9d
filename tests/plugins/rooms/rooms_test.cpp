// SPDX-License-Identifier: MIT
#include <chrono>
#include <set>

#include "rooms/room_table.hpp"
#include "support/fake_socket.hpp"
#include <callbooth/json.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using namespace std::chrono_literals;
using rooms::RoomLimits;
using rooms::RoomTable;
using test::FakeSocket;
using Texts = std::vector<std::string>;

namespace {

const std::string secret = "a secret of sixteen bytes or more";
const std::string full = R"({"type":"error","payload":"room is already full"})";
const std::string unknown = R"({"type":"error","payload":"room does not exist"})";
const std::string left = R"({"type":"partnerLeft"})";
const std::string returned = R"({"type":"partnerReturned"})";

template <class Act> std::chrono::duration<double> time_of(Act act) {
    const auto begin = std::chrono::steady_clock::now();
    act();
    return std::chrono::steady_clock::now() - begin;
}

std::string message(const std::string &type, const std::string &room, const std::string &payload = "{}") {
    return R"({"type":")" + type + R"(","roomId":")" + room + R"(","payload":)" + payload + "}";
}

struct Fixture {
    explicit Fixture(RoomLimits limits = {}) : table(limits, "rooms") {
        for (FakeSocket *socket : {&a, &b, &c})
            table.connect(*socket, now);
    }
    void say(FakeSocket &socket, const std::string &text) { table.message(socket, text, now); }
    void pass(std::chrono::milliseconds time) {
        now += time;
        table.tick(now);
    }
    std::string create(FakeSocket &socket, const std::string &token = "") {
        say(socket, token.empty() ? R"({"type":"createRoom"})" : R"({"type":"createRoom","token":")" + token + "\"}");
        const auto texts = socket.take();
        return texts.empty() ? "" : Json::parse(texts.back()).get<std::string>("payload");
    }
    /// a and b are in the room that is returned, and nothing is left to read.
    std::string pair(const std::string &token = "") {
        const auto room = create(a, token);
        say(b, message("offer", room));
        a.take();
        return room;
    }

    FakeSocket a, b, c;
    rooms::Time now{1h};
    RoomTable table;
};

} // namespace

TEST(Rooms, are_created_with_fresh_ids) {
    Fixture f;
    f.say(f.a, R"({"type":"createRoom"})");
    const auto answer = Json::parse(f.a.take().at(0));
    EXPECT_EQ(answer.get<std::string>("type"), "roomCreated");
    std::set<std::string> ids{answer.get<std::string>("payload")};
    for (int i = 0; i < 9; ++i)
        ids.insert(f.create(f.a));
    EXPECT_EQ(ids.size(), 10U);
    for (const auto &id : ids)
        EXPECT_EQ(id.size(), 22U); // 128 bits
    EXPECT_EQ(f.table.rooms(), 1U) << "who creates another room leaves the first one";
}

TEST(Rooms, pass_an_offer_to_the_creator_and_the_rest_both_ways_in_order) {
    Fixture f;
    const auto room = f.create(f.a);
    f.say(f.b, message("offer", room, R"({"type":"offer","sdp":"v=0"})"));
    EXPECT_EQ(f.a.take(), Texts{message("offer", room, R"({"type":"offer","sdp":"v=0"})")});
    Texts sent;
    for (const auto *type : {"iceCandidate", "iceCandidate", "answer", "iceCandidate", "anything"})
        f.say(f.a, sent.emplace_back(message(type, room, std::to_string(sent.size()))));
    EXPECT_EQ(f.b.take(), sent);
    f.say(f.b, R"({"type":"iceCandidate","payload":null})"); // the room is the sender's
    EXPECT_EQ(f.a.take(), Texts{message("iceCandidate", room, "null")});
    EXPECT_EQ(f.table.counts().relayed, 7U);
}

TEST(Rooms, refuse_a_third_person_once_for_all_its_candidates) {
    Fixture f;
    const auto room = f.pair();
    f.say(f.c, message("offer", room));
    f.say(f.c, message("iceCandidate", room));
    f.say(f.c, message("iceCandidate", room));
    EXPECT_EQ(f.c.take(), Texts{full});
    f.say(f.c, message("offer", room));
    EXPECT_EQ(f.c.take(), Texts{full}) << "each offer is answered";
    EXPECT_TRUE(f.a.texts.empty());
    EXPECT_TRUE(f.b.texts.empty());
}

TEST(Rooms, refuse_whoever_names_an_unknown_room) {
    Fixture f;
    f.say(f.b, message("offer", "nowhere"));
    f.say(f.b, message("iceCandidate", "nowhere"));
    EXPECT_EQ(f.b.take(), Texts{unknown});
    f.say(f.b, message("answer", "elsewhere"));
    EXPECT_EQ(f.b.take(), Texts{unknown});
}

TEST(Rooms, stay_open_when_the_partner_leaves) {
    Fixture f;
    const auto room = f.pair();
    f.table.disconnect(f.b, f.now);
    EXPECT_EQ(f.a.take(), Texts{left});
    f.say(f.c, message("offer", room));
    EXPECT_EQ(f.a.take(), Texts{message("offer", room)});
}

TEST(Rooms, end_when_a_creator_without_a_token_leaves) {
    Fixture f;
    const auto room = f.pair();
    f.table.disconnect(f.a, f.now);
    EXPECT_EQ(f.b.take(), Texts{left});
    EXPECT_EQ(f.table.rooms(), 0U);
    f.say(f.c, message("offer", room));
    f.say(f.b, message("offer", room));
    EXPECT_EQ(f.c.take(), Texts{unknown});
    EXPECT_EQ(f.b.take(), Texts{unknown});
}

TEST(Rooms, wait_for_a_creator_with_a_token) {
    Fixture f;
    const auto room = f.pair(secret);
    f.table.disconnect(f.a, f.now);
    EXPECT_EQ(f.b.take(), Texts{left});
    f.say(f.b, message("offer", room));
    EXPECT_EQ(f.b.take(), Texts{unknown}) << "as long as it is away";
    f.pass(29s);
    FakeSocket again;
    f.table.connect(again, f.now);
    EXPECT_EQ(f.create(again, secret), room);
    EXPECT_EQ(f.b.take(), Texts{returned});
    f.say(f.b, message("offer", room));
    EXPECT_EQ(again.take(), Texts{message("offer", room)});
}

TEST(Rooms, have_the_same_id_for_the_same_token_also_after_their_end) {
    Fixture f;
    const auto room = f.create(f.a, secret);
    f.table.disconnect(f.a, f.now);
    f.pass(31s);
    EXPECT_EQ(f.table.rooms(), 0U);
    EXPECT_EQ(f.table.counts().expired, 1U);
    EXPECT_EQ(f.create(f.b, secret), room);
    EXPECT_NE(f.create(f.c, secret + "!"), room);
    EXPECT_NE(f.create(f.c, "short"), f.create(f.c, "short")) << "a short token is none";
}

TEST(Rooms, are_taken_over_by_a_creator_that_comes_before_its_loss_was_noticed) {
    Fixture f;
    const auto room = f.pair(secret);
    EXPECT_EQ(f.create(f.c, secret), room);
    EXPECT_EQ(f.b.take(), (Texts{left, returned}));
    EXPECT_EQ(f.a.take(), Texts{R"({"type":"error","payload":"the room is open in another place"})"});
    f.table.disconnect(f.a, f.now);
    EXPECT_TRUE(f.b.texts.empty());
    EXPECT_EQ(f.table.rooms(), 1U);
}

TEST(Rooms, let_a_partner_with_a_token_take_its_own_place_again) {
    Fixture f;
    const auto room = f.create(f.a);
    const auto offer = [&](const std::string &token) {
        return R"({"type":"offer","roomId":")" + room + R"(","payload":{},"token":")" + token + "\"}";
    };
    f.say(f.b, offer(secret));
    f.say(f.c, offer(secret + "!"));
    EXPECT_EQ(f.c.take(), Texts{full});
    f.say(f.c, offer(secret));
    EXPECT_EQ(f.a.take(), (Texts{message("offer", room), left, message("offer", room)})) << "and no token";
    f.say(f.b, message("answer", room));
    EXPECT_TRUE(f.a.texts.empty());
}

TEST(Rooms, part_the_two_whoever_of_them_leaves_the_call) {
    Fixture f;
    const auto room = f.pair();
    f.say(f.b, R"({"type":"leave"})");
    EXPECT_EQ(f.a.take(), Texts{left});
    f.say(f.b, message("offer", room));
    f.a.take();
    f.say(f.a, R"({"type":"leave"})");
    EXPECT_EQ(f.b.take(), Texts{left});
    f.say(f.c, message("offer", room));
    EXPECT_EQ(f.a.take(), Texts{message("offer", room)}) << "the room is open for somebody else";
}

TEST(Rooms, are_left_by_whoever_joins_another) {
    Fixture f;
    f.pair();
    const auto other = f.create(f.c);
    f.say(f.b, message("offer", other));
    EXPECT_EQ(f.a.take(), Texts{left});
    EXPECT_EQ(f.c.take(), Texts{message("offer", other)});
}

TEST(Rooms, ignore_what_makes_no_sense) {
    Fixture f;
    f.pair();
    for (const auto *text : {"", "{", "[]", "null", R"({"type":1})", R"({"type":""})", R"({"type":"roomCreated"})",
                             R"({"type":"partnerLeft"})", R"({"type":"error","payload":"x"})",
                             R"({"type":"a type that is longer than any of ours"})", "\xff\xfe"})
        f.say(f.b, text);
    EXPECT_TRUE(f.a.texts.empty());
    EXPECT_TRUE(f.b.texts.empty());
    EXPECT_EQ(f.table.counts().nonsense, 11U);
    f.say(f.b, R"({"type":"createRoom","roomId":{},"token":[]})");
    EXPECT_EQ(f.b.texts.size(), 1U) << "what is not a text counts as none";
}

TEST(Rooms, pass_on_a_payload_as_it_was_written_and_without_building_it) {
    std::string payload = "[{}";
    while (payload.size() < 120000)
        payload += ",{}";
    payload += R"(,1e3,"\ud800"])";
    const auto text = message("answer", "room", payload);
    const auto tree =
        time_of([&] { Json::parse(message("answer", "room", payload.substr(0, payload.size() - 14) + "]")); });
    EXPECT_LT(4 * time_of([&] { EXPECT_EQ(rooms::relay_message(*rooms::parse(text), "room"), text); }), tree);
}

TEST(Rooms, ignore_a_payload_that_would_end_the_connection_of_the_other_member) {
    EXPECT_FALSE(rooms::parse(message("answer", "room", "\"\xff\"")));
    EXPECT_FALSE(rooms::parse(message("answer", "room", "[1,]")));
    EXPECT_FALSE(rooms::parse(message("answer", "room", std::string(100, '[') + std::string(100, ']'))));
    EXPECT_FALSE(rooms::parse(R"([{"type":"answer"}])"));
}

TEST(Rooms, are_limited_for_all_and_for_each_network) {
    Fixture f({.rooms = 2, .network_rooms = 1});
    FakeSocket elsewhere("10.0.0.2"), third("10.0.0.3");
    f.table.connect(elsewhere, f.now);
    f.table.connect(third, f.now);
    f.create(f.a);
    f.create(f.b);
    EXPECT_EQ(f.table.rooms(), 1U);
    f.create(elsewhere);
    f.create(third);
    EXPECT_EQ(f.table.rooms(), 2U);
    EXPECT_EQ(f.table.counts().refused_limit, 2U);
    f.table.disconnect(f.a, f.now);
    f.create(f.b);
    EXPECT_EQ(f.table.rooms(), 2U);
    EXPECT_EQ(f.table.counts().refused_limit, 2U);
}

TEST(Rooms, are_not_created_too_often) {
    Fixture f({.creations_per_second = 1});
    for (int i = 0; i < 12; ++i)
        f.create(f.a);
    EXPECT_EQ(f.table.counts().created, 10U);
    EXPECT_EQ(f.table.counts().refused_rate, 2U);
    f.pass(1s);
    f.create(f.a);
    EXPECT_EQ(f.table.counts().created, 11U);
}

TEST(Rooms, end_when_nobody_comes_but_not_in_a_call) {
    Fixture f({.idle = 60s});
    const auto room = f.pair();
    f.pass(24h);
    EXPECT_EQ(f.table.rooms(), 1U);
    f.table.disconnect(f.b, f.now);
    f.pass(59s);
    EXPECT_EQ(f.a.take(), Texts{left});
    f.pass(2s);
    EXPECT_EQ(f.table.rooms(), 0U);
    EXPECT_EQ(f.a.take(), Texts{R"({"type":"error","payload":"the room was closed because nobody came"})"});
    f.say(f.c, message("offer", room));
    EXPECT_EQ(f.c.take(), Texts{unknown});
}

TEST(Rooms, survive_a_member_that_takes_no_more_messages) {
    Fixture f;
    const auto room = f.pair();
    f.a.full = true;
    f.say(f.b, message("iceCandidate", room));
    EXPECT_EQ(f.table.counts().undelivered, 1U);
}

TEST(Rooms, are_a_crowd_that_can_be_told_and_expelled) {
    Fixture f;
    f.pair();
    EXPECT_EQ(f.table.size(), 3U);
    const auto everybody = f.table.list();
    ASSERT_EQ(everybody.size(), 3U);
    EXPECT_EQ(everybody[0].visitor.kind, "rooms");
    EXPECT_TRUE(f.table.notify("2", "Maintenance at noon"));
    EXPECT_EQ(f.b.take(), Texts{R"({"type":"notice","payload":"Maintenance at noon"})"});
    EXPECT_TRUE(f.table.expel("2", {"misbehaviour"}));
    EXPECT_EQ(f.b.take(), Texts{R"({"type":"error","payload":"misbehaviour"})"});
    EXPECT_EQ(f.b.code, WebSocket::policy);
    EXPECT_EQ(f.a.take(), Texts{left});
    EXPECT_FALSE(f.table.find("2"));
    EXPECT_FALSE(f.table.expel("2", {"misbehaviour"}));
}

TEST(Rooms, keep_out_whom_a_guard_refuses) {
    Fixture f;
    f.table.check = [](const Visitor &) { return Expulsion{"banned"}; };
    FakeSocket socket;
    EXPECT_FALSE(f.table.connect(socket, f.now));
    EXPECT_EQ(socket.texts, Texts{R"({"type":"error","payload":"banned"})"});
    EXPECT_EQ(socket.code, WebSocket::policy);
    EXPECT_EQ(f.table.size(), 3U);
}
