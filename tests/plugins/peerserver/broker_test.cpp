// SPDX-License-Identifier: MIT
#include <tuple>
#include <unordered_map>

#include "broker_fixture.hpp"
#include "peerserver/broker.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using namespace callbooth::peerserver;
using namespace std::chrono_literals;
using Fixture = test::BrokerFixture;
using test::FakeSocket;
using Texts = std::vector<std::string>;

namespace {

const std::string open = R"({"type":"OPEN"})";
const std::string taken = R"({"type":"ID-TAKEN","payload":{"msg":"ID is taken"}})";
const std::string offer_to_b = R"({"type":"OFFER","dst":"b","payload":{"n":1}})";
const std::string offer_at_b = R"({"type":"OFFER","src":"a","dst":"b","payload":{"n":1}})";
const std::string expired_b = R"({"type":"EXPIRE","src":"b","dst":"a"})";

} // namespace

TEST(Broker, opens_and_relays) {
    Fixture f;
    FakeSocket a, b;
    EXPECT_TRUE(f.connect(a, "a"));
    EXPECT_TRUE(f.connect(b, "b"));
    EXPECT_EQ(a.take(), Texts{open});
    f.say(a, offer_to_b);
    EXPECT_EQ(b.take(), (Texts{open, offer_at_b}));
    EXPECT_EQ(f.events, "+a+b");
    EXPECT_TRUE(f.broker.connected("a"));
    EXPECT_FALSE(f.broker.connected("c"));
}

TEST(Broker, says_who_met_when_an_offer_is_answered) {
    Fixture f;
    FakeSocket a, b;
    f.seat(a, "a");
    f.seat(b, "b");
    f.say(a, offer_to_b);
    f.say(b, R"({"type":"ANSWER","dst":"nobody","payload":1})");
    EXPECT_EQ(f.events, "+a+b");
    f.say(b, R"({"type":"ANSWER","dst":"a","payload":1})");
    EXPECT_EQ(f.events, "+a+b b=a");
}

TEST(Broker, keeps_messages_for_the_absent_and_delivers_them_behind_open) {
    Fixture f;
    FakeSocket a, b;
    f.seat(a, "a");
    f.say(a, offer_to_b);
    f.say(a, R"({"type":"CANDIDATE","dst":"b","payload":2})");
    f.say(a, R"({"type":"LEAVE","dst":"b"})");
    f.connect(b, "b");
    EXPECT_EQ(b.take(), (Texts{open, offer_at_b, R"({"type":"CANDIDATE","src":"a","dst":"b","payload":2})"}));
    f.pass(6s);
    EXPECT_TRUE(a.take().empty());
}

TEST(Broker, tells_the_sender_once_when_messages_expire) {
    Fixture f;
    FakeSocket a;
    f.seat(a, "a");
    f.say(a, offer_to_b);
    f.say(a, offer_to_b);
    f.pass(4s);
    EXPECT_TRUE(a.take().empty());
    f.pass(1s);
    EXPECT_EQ(a.take(), Texts{expired_b});
}

TEST(Broker, refuses_an_id_that_another_token_holds) {
    Fixture f;
    FakeSocket a, thief;
    f.seat(a, "a");
    EXPECT_FALSE(f.connect(thief, "a", "other"));
    EXPECT_EQ(thief.take(), Texts{taken});
    EXPECT_TRUE(thief.code);
    EXPECT_FALSE(a.code);
    f.broker.disconnect(thief, f.now);
    EXPECT_TRUE(f.broker.connected("a"));
}

TEST(Broker, lets_exactly_one_of_many_claims_win) {
    Fixture f;
    std::vector<FakeSocket> sockets(20);
    int won = 0;
    for (size_t i = 0; i < sockets.size(); ++i)
        won += f.connect(sockets[i], "a", "token" + std::to_string(i));
    EXPECT_EQ(won, 1);
}

TEST(Broker, lets_the_same_token_take_over_and_closes_the_old_socket) {
    Fixture f;
    FakeSocket old, fresh, b;
    f.seat(old, "a");
    f.seat(b, "b");
    EXPECT_TRUE(f.connect(fresh, "a"));
    EXPECT_EQ(fresh.take(), Texts{open});
    EXPECT_EQ(old.code, WebSocket::normal);
    f.broker.disconnect(old, f.now);
    f.say(old, offer_to_b);
    EXPECT_TRUE(b.take().empty());
    EXPECT_TRUE(f.broker.connected("a"));
    f.say(b, R"({"type":"CANDIDATE","dst":"a"})");
    EXPECT_EQ(fresh.take(), Texts{R"({"type":"CANDIDATE","src":"b","dst":"a"})"});
    EXPECT_EQ(f.events, "+a+b");
    EXPECT_EQ(f.broker.size(), 2U);
}

TEST(Broker, counts_a_take_over_as_a_sign_of_life) {
    Fixture f;
    FakeSocket old, fresh;
    f.seat(old, "a");
    f.pass(80s);
    f.connect(fresh, "a");
    f.pass(80s);
    EXPECT_TRUE(f.broker.connected("a"));
    f.pass(10s);
    EXPECT_FALSE(f.broker.connected("a"));
}

TEST(Broker, drops_who_sends_no_heartbeat_and_tells_nobody_else) {
    Fixture f;
    FakeSocket a, b;
    f.seat(a, "a");
    f.seat(b, "b");
    f.pass(60s);
    f.say(b, R"({"type":"HEARTBEAT"})");
    f.say(a, offer_to_b);
    b.take();
    f.pass(30s);
    EXPECT_EQ(a.code, WebSocket::policy);
    EXPECT_FALSE(b.code);
    EXPECT_TRUE(b.take().empty());
    EXPECT_EQ(f.events, "+a+b-a");
}

TEST(Broker, frees_the_id_of_who_says_goodbye_at_once) {
    Fixture f;
    FakeSocket a, other;
    f.seat(a, "a");
    a.said_goodbye = true;
    f.broker.disconnect(a, f.now);
    EXPECT_TRUE(f.connect(other, "a", "other token"));
    EXPECT_EQ(f.events, "+a-a+a");
}

TEST(Broker, reserves_the_id_of_a_lost_connection_for_its_token) {
    Fixture f;
    FakeSocket a, thief, back;
    f.seat(a, "a");
    f.broker.disconnect(a, f.now);
    EXPECT_FALSE(f.broker.connected("a"));
    EXPECT_FALSE(f.broker.proves("a", "t"));
    f.pass(9s);
    EXPECT_FALSE(f.connect(thief, "a", "other"));
    EXPECT_TRUE(f.connect(back, "a"));
    EXPECT_EQ(back.take(), Texts{open});
    EXPECT_EQ(f.events, "+a-a+a");
}

TEST(Broker, ends_a_reservation) {
    Fixture f;
    FakeSocket a, other;
    f.seat(a, "a");
    f.broker.disconnect(a, f.now);
    f.pass(10s);
    EXPECT_TRUE(f.connect(other, "a", "other"));
}

TEST(Broker, reserves_nothing_when_grace_is_zero) {
    Fixture f({.grace = 0ms});
    FakeSocket a, other;
    f.seat(a, "a");
    f.broker.disconnect(a, f.now);
    EXPECT_TRUE(f.connect(other, "a", "other"));
}

TEST(Broker, keeps_messages_for_a_lost_peer_until_it_is_back) {
    Fixture f;
    FakeSocket a, b, back;
    f.seat(a, "a");
    f.seat(b, "b");
    f.broker.disconnect(b, f.now);
    f.say(a, offer_to_b);
    f.connect(back, "b");
    EXPECT_EQ(back.take(), (Texts{open, offer_at_b}));
}

TEST(Broker, ends_the_socket_of_a_leave_without_dst) {
    Fixture f;
    FakeSocket a, other;
    f.seat(a, "a");
    f.say(a, R"({"type":"LEAVE"})");
    EXPECT_EQ(a.code, WebSocket::normal);
    EXPECT_EQ(f.broker.size(), 0U);
    f.broker.disconnect(a, f.now);
    EXPECT_TRUE(f.connect(other, "a", "other"));
    EXPECT_EQ(f.events, "+a-a+a");
}

TEST(Broker, passes_leave_on_to_those_who_are_there) {
    Fixture f;
    FakeSocket a, b;
    f.seat(a, "a");
    f.seat(b, "b");
    f.say(a, R"({"type":"LEAVE","dst":"b"})");
    EXPECT_EQ(b.take(), Texts{R"({"type":"LEAVE","src":"a","dst":"b"})"});
    EXPECT_FALSE(a.code);
}

TEST(Broker, does_not_let_clients_send_what_is_the_servers) {
    Fixture f;
    FakeSocket a, b;
    f.seat(a, "a");
    f.seat(b, "b");
    for (const auto type : {"EXPIRE", "OPEN", "ERROR", "ID-TAKEN", "NONSENSE"})
        f.say(a, std::string(R"({"dst":"b","type":")") + type + "\"}");
    f.say(a, "not json");
    f.say(a, R"({"type":"OFFER"})");
    EXPECT_TRUE(b.take().empty());
    EXPECT_TRUE(a.take().empty());
    f.say(a, offer_to_b);
    EXPECT_EQ(b.take().size(), 1U);
}

TEST(Broker, takes_ids_as_they_are) {
    Fixture f;
    for (const std::string id : {"__proto__", "constructor", "a b", "\xc3\xbc", "\"quoted\"", "toString"}) {
        FakeSocket socket;
        EXPECT_TRUE(f.connect(socket, id)) << id;
        EXPECT_TRUE(f.broker.connected(id)) << id;
        f.broker.disconnect(socket, f.now);
    }
}

TEST(Broker, refuses_ids_that_are_too_long_or_no_text) {
    Fixture f;
    for (const std::string &id : {std::string(257, 'x'), std::string("\xff")}) {
        FakeSocket socket;
        EXPECT_FALSE(f.connect(socket, id));
        EXPECT_EQ(socket.take(), Texts{R"({"type":"ERROR","payload":{"msg":"Invalid id or token provided"}})"});
        EXPECT_TRUE(socket.code);
    }
}

TEST(Broker, proves_tokens) {
    Fixture f;
    FakeSocket a;
    f.connect(a, "a", "secret");
    EXPECT_TRUE(f.broker.proves("a", "secret"));
    for (const auto wrong : {"", "secre", "secrets", "Secret"})
        EXPECT_FALSE(f.broker.proves("a", wrong));
    EXPECT_FALSE(f.broker.proves("b", "secret"));
}

TEST(Broker, relays_to_oneself) {
    Fixture f;
    FakeSocket a;
    f.seat(a, "a");
    f.say(a, R"({"type":"OFFER","dst":"a"})");
    EXPECT_EQ(a.take(), Texts{R"({"type":"OFFER","src":"a","dst":"a"})"});
}

TEST(Broker, believes_only_those_who_answer_what_was_offered) {
    Fixture f;
    FakeSocket a, b;
    f.seat(a, "a");
    f.seat(b, "b");
    f.say(b, R"({"type":"ANSWER","dst":"a","payload":1})");
    EXPECT_EQ(a.take().size(), 1U);
    EXPECT_EQ(f.events, "+a+b") << "a offered nothing";
    f.say(a, offer_to_b);
    for (const auto *id : {"w", "x", "y", "z"})
        f.say(a, std::string(R"({"type":"OFFER","dst":")") + id + "\"}");
    f.say(b, R"({"type":"ANSWER","dst":"a","payload":1})");
    EXPECT_EQ(f.events, "+a+b") << "that was long ago";
}

TEST(Broker, is_not_fooled_by_an_id_with_the_same_hash) {
    std::unordered_map<uint32_t, std::string> known;
    std::string called, forged;
    for (int i = 0; forged.empty(); ++i) { // some 80,000
        const auto id = "peer " + std::to_string(i);
        const auto [entry, fresh] = known.try_emplace(static_cast<uint32_t>(std::hash<std::string_view>()(id)), id);
        if (!fresh)
            std::tie(called, forged) = std::pair(entry->second, id);
    }
    Fixture f;
    FakeSocket a, b;
    f.seat(a, "a");
    f.seat(b, forged);
    f.say(a, R"({"type":"OFFER","dst":")" + called + "\"}");
    f.say(b, R"({"type":"ANSWER","dst":"a","payload":1})");
    EXPECT_EQ(f.events, "+a+" + forged);
}
