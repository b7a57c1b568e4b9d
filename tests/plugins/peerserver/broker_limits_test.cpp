// SPDX-License-Identifier: MIT
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

const std::string offer_to_b = R"({"type":"OFFER","dst":"b","payload":{"n":1}})";
const std::string offer_at_b = R"({"type":"OFFER","src":"a","dst":"b","payload":{"n":1}})";
const std::string expired_b = R"({"type":"EXPIRE","src":"b","dst":"a"})";

} // namespace

TEST(Broker, limits_the_connected) {
    Fixture f({.connections = 1});
    FakeSocket a, b, again;
    f.seat(a, "a");
    EXPECT_FALSE(f.connect(b, "b"));
    EXPECT_EQ(b.take(), Texts{R"({"type":"ERROR","payload":{"msg":"Server has reached its concurrent user limit"}})"});
    EXPECT_TRUE(b.code);
    EXPECT_TRUE(f.connect(again, "a"));
    f.say(again, R"({"type":"LEAVE"})");
    FakeSocket c;
    EXPECT_TRUE(f.connect(c, "c"));
}

TEST(Broker, counts_those_who_come_back_too) {
    Fixture f({.connections = 1});
    FakeSocket a, b, again;
    f.seat(a, "a");
    f.broker.disconnect(a, f.now);
    f.seat(b, "b");
    EXPECT_FALSE(f.connect(again, "a"));
    EXPECT_EQ(again.code, WebSocket::try_again);
    EXPECT_EQ(f.broker.size(), 1U);
}

TEST(Broker, reserves_no_more_ids_than_may_be_connected) {
    Fixture f({.connections = 1});
    for (const auto *id : {"a", "b"}) {
        FakeSocket socket;
        f.seat(socket, id);
        f.broker.disconnect(socket, f.now);
    }
    FakeSocket squatter, thief;
    EXPECT_FALSE(f.connect(squatter, "b", "other"));
    EXPECT_TRUE(f.connect(thief, "a", "other")) << "the longest lost one is forgotten";
}

TEST(Broker, limits_offers_and_leaves_but_not_candidates) {
    Fixture f({.offers_per_second = 1, .offers_at_once = 3});
    FakeSocket a, b;
    f.seat(a, "a");
    f.seat(b, "b");
    for (int i = 0; i < 5; ++i)
        f.say(a, offer_to_b);
    f.say(a, R"({"type":"LEAVE","dst":"b"})");
    EXPECT_EQ(b.take().size(), 3U);
    EXPECT_EQ(a.take(), (Texts{expired_b, expired_b}));
    for (int i = 0; i < 50; ++i)
        f.say(a, R"({"type":"CANDIDATE","dst":"b"})");
    EXPECT_EQ(b.take().size(), 50U);
    f.pass(1s);
    f.say(a, offer_to_b);
    EXPECT_EQ(b.take().size(), 1U);
}

TEST(Broker, says_at_once_that_no_more_can_wait) {
    Fixture f({.backlog = {.messages = 1}});
    FakeSocket a;
    f.seat(a, "a");
    f.say(a, offer_to_b);
    EXPECT_TRUE(a.take().empty());
    f.say(a, offer_to_b);
    EXPECT_EQ(a.take(), Texts{expired_b});
}

TEST(Broker, counts_what_waits_by_network) {
    Fixture f({.backlog = {.messages = 1, .network_factor = 2}});
    for (const auto *address : {"2001:db8::1", "2001:db8::2", "2001:db8::3"}) {
        FakeSocket socket(address);
        f.seat(socket, address);
        f.say(socket, std::string(R"({"type":"OFFER","dst":"for )") + address + "\"}");
        EXPECT_EQ(socket.take().size(), address == std::string("2001:db8::3") ? 1U : 0U) << address;
        f.broker.disconnect(socket, f.now);
    }
}

TEST(Broker, tells_the_sender_at_once_when_the_receiver_takes_no_more) {
    Fixture f;
    FakeSocket a, b;
    f.seat(a, "a");
    f.seat(b, "b");
    b.full = true;
    f.say(a, offer_to_b);
    f.say(a, R"({"type":"LEAVE","dst":"b"})");
    EXPECT_EQ(a.take(), Texts{expired_b});
    EXPECT_EQ(f.broker.counts().undelivered, 2U);
    EXPECT_FALSE(f.broker.tell("b", "too much"));
    b.full = false;
    f.say(a, offer_to_b);
    EXPECT_EQ(b.take(), Texts{offer_at_b});
    EXPECT_TRUE(f.broker.tell("b", "fine"));
}

TEST(Broker, does_not_say_that_two_have_met_when_the_answer_does_not_arrive) {
    Fixture f;
    FakeSocket a, b;
    f.seat(a, "a");
    f.seat(b, "b");
    f.say(a, offer_to_b);
    a.full = true;
    f.say(b, R"({"type":"ANSWER","dst":"a","payload":1})");
    EXPECT_EQ(f.events, "+a+b");
}

TEST(Broker, tells_the_sender_when_a_peer_that_comes_takes_no_more) {
    Fixture f;
    FakeSocket a, b;
    f.seat(a, "a");
    f.say(a, offer_to_b);
    b.full = true;
    f.connect(b, "b");
    EXPECT_EQ(a.take(), Texts{expired_b});
}
