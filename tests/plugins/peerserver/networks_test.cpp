// SPDX-License-Identifier: MIT
/// What the broker allows the clients of one network together.
#include "broker_fixture.hpp"
#include "peerserver/broker.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using namespace callbooth::peerserver;
using Fixture = test::BrokerFixture;
using test::FakeSocket;
using Texts = std::vector<std::string>;

TEST(Broker, limits_the_connected_of_each_network) {
    Fixture f({.network_connections = 2});
    FakeSocket a("2001:db8::1"), b("2001:db8::2"), c("2001:db8::3"), other("2001:db8:0:1::1"), again("2001:db8::4");
    f.seat(a, "a");
    f.seat(b, "b");
    EXPECT_FALSE(f.connect(c, "c"));
    EXPECT_EQ(c.take(), Texts{R"({"type":"ERROR","payload":{"msg":"Your network has too many connections"}})"});
    EXPECT_EQ(c.code, WebSocket::try_again);
    EXPECT_TRUE(f.connect(other, "other"));
    EXPECT_TRUE(f.connect(again, "a")) << "in the place of its own old one";
    f.say(again, R"({"type":"LEAVE"})");
    FakeSocket d("2001:db8::5");
    EXPECT_TRUE(f.connect(d, "d"));
    EXPECT_EQ(f.broker.counts().refused_network, 1U);
}

TEST(Broker, frees_the_place_in_a_network_that_a_peer_has_moved_from) {
    Fixture f({.network_connections = 1});
    FakeSocket a("192.0.2.1"), moved("198.51.100.1"), b("192.0.2.1"), c("198.51.100.1"), back("203.0.113.1");
    f.seat(a, "a");
    f.seat(moved, "a");
    EXPECT_TRUE(f.connect(b, "b"));
    EXPECT_FALSE(f.connect(c, "c"));
    f.broker.disconnect(moved, f.now);
    EXPECT_TRUE(f.connect(back, "a"));
    FakeSocket d("198.51.100.1");
    EXPECT_TRUE(f.connect(d, "d"));
}

TEST(Broker, keeps_the_ids_of_others_when_one_network_comes_and_goes) {
    Fixture f({.connections = 10, .network_connections = 2});
    FakeSocket a("192.0.2.1");
    f.seat(a, "a");
    f.broker.disconnect(a, f.now);
    for (int i = 0; i < 100; ++i) {
        FakeSocket flood("198.51.100.1");
        f.seat(flood, "flood " + std::to_string(i));
        f.broker.disconnect(flood, f.now);
    }
    FakeSocket thief("198.51.100.1");
    EXPECT_FALSE(f.connect(thief, "a", "other")) << "a may come back";
}

TEST(Broker, says_that_it_is_full_also_to_a_network_that_has_filled_it) {
    Fixture f({.connections = 1, .network_connections = 1});
    FakeSocket a, b;
    f.seat(a, "a");
    EXPECT_FALSE(f.connect(b, "b"));
    EXPECT_EQ(b.take(), Texts{R"({"type":"ERROR","payload":{"msg":"Server has reached its concurrent user limit"}})"});
    EXPECT_EQ(f.broker.counts().refused_full, 1U);
}
