// SPDX-License-Identifier: MIT
#include "support/fake_socket_io.hpp"
#include "support/test_host.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using Texts = std::vector<std::string>;
using test::run_until;

namespace {

const Json offer = Json::Object{{"type", "offer"}, {"sdp", "v=0\r\n"}};
const Json candidate = Json::Object{{"candidate", "candidate:1"}, {"sdpMLineIndex", 0}};

struct Fixture {
    explicit Fixture(Values values = {}) {
        host.offer<SocketIo>(io);
        plugin = host.create(values);
        plugin->start();
    }
    /// All three are there and know it.
    void gather() {
        for (const auto *id : {"a", "b", "c"})
            space.connect(id);
        run_until([&] { return !space.find("c")->sent.empty(); });
        for (const auto *id : {"a", "b", "c"})
            space.take(id);
    }
    /// The next list that this client gets.
    Texts see(const std::string &id) {
        EXPECT_TRUE(run_until([&] { return !space.find(id)->sent.empty(); }));
        return space.take(id);
    }

    test::FakeSocketIo io;
    test::TestHost host;
    test::FakeSocketIoNamespace &space = io.open("/peers");
    std::unique_ptr<Plugin> plugin;
};

} // namespace

TEST(PeerRelay, see_who_is_there_when_somebody_comes_or_goes) {
    Fixture f;
    f.space.connect("a");
    EXPECT_EQ(f.see("a"), Texts{R"(clients[{"a":{"id":"a"}}])"});
    f.space.connect("b");
    for (const auto *id : {"a", "b"})
        EXPECT_EQ(f.see(id), Texts{R"(clients[{"a":{"id":"a"},"b":{"id":"b"}}])"});
    f.space.lose("a");
    EXPECT_EQ(f.see("b"), Texts{R"(clients[{"b":{"id":"b"}}])"});
}

TEST(PeerRelay, get_one_list_when_many_come_at_once) {
    Fixture f;
    for (int i = 0; i < 1000; ++i)
        f.space.connect(std::to_string(i));
    f.see("999");
    test::run_pending();
    EXPECT_EQ(f.space.broadcasts, 1U);
}

TEST(PeerRelay, are_a_large_crowd_that_gets_lists_seldom_but_greets_at_once) {
    Fixture f({{"bandwidth", int64_t{100000}}});
    for (int i = 0; i < 900; ++i)
        f.space.connect(std::to_string(i));
    f.see("899");
    f.space.connect("late");
    EXPECT_NE(f.see("late").at(0).find("\"late\""), std::string::npos);
    EXPECT_EQ(f.space.broadcasts, 2U);
    EXPECT_EQ(f.space.find("0")->sent.size(), 1U) << "for a while";
}

TEST(PeerRelay, get_descriptions_and_candidates_with_the_sender) {
    Fixture f;
    f.gather();
    EXPECT_TRUE(f.space.say("a", "peerOffer", {"b", offer}));
    EXPECT_TRUE(f.space.say("a", "peerIce", {"b", candidate}));
    EXPECT_TRUE(f.space.say("a", "peerIce", {"b", nullptr}));
    EXPECT_EQ(f.space.take("b"),
              (Texts{R"(peerOffer["b",{"type":"offer","sdp":"v=0\r\n"},"a"])",
                     R"(peerIce["b",{"candidate":"candidate:1","sdpMLineIndex":0},"a"])", R"(peerIce["b",null,"a"])"}));
    EXPECT_TRUE(f.space.say("b", "peerAnswer", {"a", Json::Object{{"type", "answer"}, {"sdp", ""}}}));
    EXPECT_EQ(f.space.take("a"), Texts{R"(peerAnswer["a",{"type":"answer","sdp":""},"b"])"});
    EXPECT_EQ(f.space.take("c"), Texts{});
}

TEST(PeerRelay, get_signals_as_they_were_written) {
    Fixture f;
    f.gather();
    EventArguments arguments{"b"};
    arguments.add_text(R"({ "type":"candidate" ,"candidate":{"candidate":"", "sdpMid":1e3}})");
    EXPECT_TRUE(f.space.say("a", "signal", arguments));
    EXPECT_EQ(f.space.take("b"),
              Texts{R"(signal["b",{ "type":"candidate" ,"candidate":{"candidate":"", "sdpMid":1e3}},"a"])"});
}

TEST(PeerRelay, hear_whether_the_other_is_there) {
    Fixture f;
    f.gather();
    f.space.find("b")->join("room");
    f.io.open("/other").connect("stranger");
    std::string answer;
    EXPECT_TRUE(f.space.say("a", "peerOffer", {"b", offer}, &answer));
    EXPECT_EQ(answer, "true");
    for (const auto *target : {"nobody", "room", "stranger", ""}) {
        EXPECT_TRUE(f.space.say("a", "signal", {target, offer}, &answer));
        EXPECT_EQ(answer, "false") << target;
    }
    EXPECT_EQ(f.space.take("b").size(), 1U);
}

TEST(PeerRelay, do_not_get_other_shapes) {
    Fixture f;
    f.gather();
    EventArguments binary{"b"};
    binary.add_binary("bytes");
    for (const auto *event : {"peerOffer", "peerAnswer", "peerIce", "signal"})
        for (const EventArguments &arguments :
             {EventArguments{}, {"b"}, {"b", offer, 1}, {7, offer}, {"b", 7}, {"b", Json::Array{offer}}, binary})
            EXPECT_FALSE(f.space.say("a", event, arguments)) << event << " " << arguments.text();
    EXPECT_FALSE(f.space.say("a", "peerOffer", {"b", candidate}));
    EXPECT_FALSE(f.space.say("a", "peerIce", {"b", offer}));
    EXPECT_EQ(f.space.take("b"), Texts{});
}

TEST(PeerRelay, can_send_only_so_much) {
    Fixture f({{"rate", 1.0}});
    f.gather();
    for (int i = 0; i < 5; ++i)
        EXPECT_TRUE(f.space.say("a", "peerIce", {"b", candidate}));
    EXPECT_FALSE(f.space.say("a", "peerIce", {"b", candidate}));
    EXPECT_TRUE(f.space.say("c", "peerIce", {"b", candidate}));
}

TEST(PeerRelay, are_refused_beyond_the_limit) {
    Fixture f({{"clients", int64_t{3}}});
    f.gather();
    EXPECT_FALSE(f.space.connect("d"));
    EXPECT_EQ(f.space.refusal->data->get<std::string>("code"), "full");
}
