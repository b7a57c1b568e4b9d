// SPDX-License-Identifier: MIT
/// What the broker does for other plugins.
#include "broker_fixture.hpp"
#include "peerserver/broker.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using namespace callbooth::peerserver;
using namespace std::chrono_literals;
using Fixture = test::BrokerFixture;
using test::FakeSocket;
using Texts = std::vector<std::string>;

TEST(Peers, hands_messages_of_other_types_to_who_wants_them) {
    Fixture f;
    FakeSocket a;
    f.seat(a, "a");
    std::string got;
    const uint64_t *number = nullptr;
    f.broker.on_handled = [&](const std::string &type, const uint64_t &messages) {
        got += type + ";";
        number = &messages;
    };
    {
        const auto handling = f.broker.handle("FIND", [&](const std::string &id, auto dst, auto payload) {
            got += id + "," + std::string(dst) + "," + std::string(payload) + ";";
        });
        f.say(a, R"({"type":"FIND"})");
        f.say(a, R"({"payload":{"tags": []},"dst":"b","type":"FI\u004eD"})");
        EXPECT_THROW(static_cast<void>(f.broker.handle("FIND", nullptr)), Error);
    }
    f.say(a, R"({"type":"FIND"})");
    EXPECT_EQ(got, R"(FIND;a,,;a,b,{"tags": []};)");
    EXPECT_EQ(*number, 2U);
    EXPECT_EQ(f.broker.counts().nonsense, 1U);
    EXPECT_TRUE(a.take().empty());
}

TEST(Peers, limits_messages_to_the_server_itself) {
    Fixture f({.requests_per_second = 1, .requests_at_once = 3});
    FakeSocket a;
    f.seat(a, "a");
    int got = 0;
    const auto handling = f.broker.handle("FIND", [&](auto &, auto, auto) { ++got; });
    for (int i = 0; i < 5; ++i)
        f.say(a, R"({"type":"FIND"})");
    EXPECT_EQ(got, 3);
    EXPECT_EQ(f.broker.counts().limited, 2U);
    f.pass(1s);
    f.say(a, R"({"type":"FIND"})");
    EXPECT_EQ(got, 4);
}

TEST(Peers, tells_and_kicks) {
    Fixture f;
    FakeSocket a, b;
    f.seat(a, "a");
    EXPECT_TRUE(f.broker.tell("a", "hello"));
    EXPECT_FALSE(f.broker.tell("b", "hello"));
    EXPECT_FALSE(f.broker.expel("b", {"bye"}));
    EXPECT_TRUE(f.broker.expel("a", {"bye"}));
    EXPECT_EQ(a.take(), (Texts{"hello", R"({"type":"KICKED","payload":{"msg":"bye"}})"}));
    EXPECT_EQ(a.code, WebSocket::policy);
    EXPECT_EQ(f.events, "+a-a");
    EXPECT_FALSE(f.broker.expel("a", {"bye"}));
    EXPECT_TRUE(f.connect(b, "a", "other")) << "the id is free";
}

TEST(Peers, may_be_told_by_a_message_to_kick_its_sender) {
    Fixture f;
    FakeSocket a;
    f.seat(a, "a");
    const auto handling = f.broker.handle("BYE", [&](const std::string &id, auto, auto payload) {
        f.broker.expel(id, {std::string(payload)});
        EXPECT_EQ(id, "a");
    });
    f.say(a, R"({"type":"BYE","payload":1})");
    EXPECT_EQ(a.take(), Texts{R"({"type":"KICKED","payload":{"msg":"1"}})"});
    EXPECT_EQ(f.broker.size(), 0U);
}

TEST(Peers, asks_whether_a_visitor_is_refused) {
    Fixture f;
    FakeSocket a, b, c;
    Visitor seen;
    f.broker.check = [&](const Visitor &visitor) -> std::optional<Expulsion> {
        seen = visitor;
        return visitor.token == "bad" ? std::optional(Expulsion{"no", std::chrono::seconds(60)}) : std::nullopt;
    };
    EXPECT_FALSE(f.connect(a, "a", "bad"));
    EXPECT_TRUE(f.connect(b, "b", "good"));
    EXPECT_EQ(a.take(), Texts{R"({"type":"BANNED","payload":{"msg":"no","seconds":60}})"});
    EXPECT_EQ(a.code, WebSocket::policy);
    EXPECT_EQ(seen.id, "b");
    EXPECT_EQ(seen.address, b.address());
    EXPECT_EQ(seen.kind, f.broker.kind());
    EXPECT_EQ(f.broker.counts().refused_guarded, 1U);
    EXPECT_EQ(f.events, "+b");
    f.broker.check = nullptr;
    EXPECT_TRUE(f.connect(c, "c", "bad"));
}

TEST(Peers, shows_notices_as_valid_text) {
    Fixture f;
    FakeSocket a;
    f.seat(a, "a");
    EXPECT_TRUE(f.broker.notify("a", "The \"server\" rests\xff"));
    EXPECT_FALSE(f.broker.notify("b", "hello"));
    EXPECT_EQ(a.take(), Texts{"{\"type\":\"NOTICE\",\"payload\":{\"text\":\"The \\\"server\\\" rests\xef\xbf\xbd\"}}"});
}

TEST(Peers, lists_who_is_there) {
    Fixture f;
    FakeSocket a;
    f.connect(a, "a", "secret");
    f.pass(1s);
    f.say(a, R"({"type":"HEARTBEAT"})");
    ASSERT_EQ(f.broker.list().size(), 1U);
    EXPECT_EQ(f.broker.list()[0].visitor.id, "a");
    EXPECT_EQ(f.broker.list()[0].visitor.address, a.address());
    EXPECT_EQ(f.broker.list()[0].since, f.now - 1s) << "not the last sign of life";
    EXPECT_EQ(f.broker.claim("a")->token, "secret");
    EXPECT_FALSE(f.broker.claim("b"));
}
