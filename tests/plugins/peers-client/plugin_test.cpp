// SPDX-License-Identifier: MIT
#include "support/fake_booth.hpp"
#include "support/fake_socket_io_client.hpp"
#include "support/test_host.hpp"
#include <gtest/gtest.h>

namespace callbooth {
namespace {

using test::run_pending;
using test::run_until;

const std::string offer_sdp = "v=0\r\no=- 1 1 IN IP4 a\r\n";
const std::string again_sdp = "v=0\r\no=- 1 2 IN IP4 a\r\n";

struct PeersClientPlugin : testing::Test {
    PeersClientPlugin() {
        host.offer<SocketIoClient>(client);
        host.offer<Booth>(booth);
    }
    void start(Values values = {}) {
        plugin = host.create(values);
        signaling = host.find<Signaling>();
        const auto note = [this](auto &event, const std::string &name) {
            kept.push_back(event.subscribe(
                [this, name](const std::string &what, auto &&...) { events.push_back(name + " " + what); }));
        };
        note(signaling->became_ready, "ready");
        note(signaling->lost, "lost");
        note(signaling->left, "left");
        note(signaling->unreachable, "unreachable");
        const auto note_with = [this](auto &event, const std::string &name) {
            kept.push_back(
                event.subscribe([this, name](const std::string &peer, const ConnectionInfo &info, auto &&...) {
                    events.push_back(name + " " + peer + " " + info.id);
                }));
        };
        note_with(signaling->offered, "offered");
        note_with(signaling->reoffered, "reoffered");
        note_with(signaling->wants_offer, "wants offer");
        kept.push_back(signaling->answered.subscribe(
            [this](auto &peer, auto &id, auto &) { events.push_back("answered " + peer + " " + id); }));
        kept.push_back(signaling->candidate.subscribe(
            [this](auto &peer, auto &id, auto &) { events.push_back("candidate " + peer + " " + id); }));
        plugin->start();
    }
    test::FakeSocketIoClient::Socket &socket() { return *client.sockets.begin()->second; }
    void enter(const std::string &id = "me") { socket().let_in(id); }
    void list(const std::string &json) { socket().say("clients", EventArguments().add_text(json)); }
    void say(const std::string &event, const Json &payload, const std::string &from) {
        socket().say(event, {"me", payload, from});
    }
    static Json offer(const std::string &sdp) { return Json::Object{{"type", "offer"}, {"sdp", sdp}}; }
    bool had(const std::string &event) const { return std::count(events.begin(), events.end(), event) > 0; }

    test::FakeSocketIoClient client;
    test::FakeBooth booth;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    Signaling *signaling = nullptr;
    std::vector<Subscription> kept;
    std::vector<std::string> events;
};

TEST_F(PeersClientPlugin, is_ready_with_the_id_of_its_socket) {
    start();
    EXPECT_TRUE(client.sockets.contains("/peers"));
    EXPECT_FALSE(signaling->ready());
    EXPECT_EQ(host.status.get("signaling.state"), "connecting");
    enter();
    EXPECT_TRUE(signaling->ready());
    EXPECT_EQ(signaling->own_id(), "me");
    EXPECT_EQ(host.status.get("signaling.id"), "me");
    socket().end("transport close");
    EXPECT_FALSE(signaling->ready());
    EXPECT_EQ(host.status.get("signaling.state"), "lost");
    enter("me again");
    EXPECT_EQ(events, (std::vector<std::string>{"ready me", "lost transport close", "ready me again"}));
    plugin->stop();
    EXPECT_TRUE(client.sockets.empty());
    EXPECT_FALSE(signaling->ready());
}

TEST_F(PeersClientPlugin, has_one_connection_with_channels_in_it) {
    start({{"namespace", "/"}, {"protocol", "simple-peer"}, {"channel", "data"}});
    EXPECT_TRUE(client.sockets.contains("/"));
    EXPECT_FALSE(signaling->abilities().separate_data);
    EXPECT_TRUE(signaling->abilities().trickle);
    EXPECT_EQ(signaling->abilities().channel, "data");
    EXPECT_NE(signaling->new_connection_id(ConnectionKind::media), signaling->new_connection_id(ConnectionKind::media));
}

TEST_F(PeersClientPlugin, lists_the_others) {
    start();
    EXPECT_EQ(host.commands.invoke("peers"), "not connected to the server");
    enter();
    EXPECT_EQ(host.commands.invoke("peers"), "nobody else is here");
    list(R"({"me":{},"zoe":{},"ann":{}})");
    EXPECT_EQ(host.commands.invoke("peers"), "zoe\nann");
    EXPECT_EQ(host.status.get("signaling.peers"), "2");
    list(R"({"me":{},"ann":{}})");
    EXPECT_EQ(events.back(), "left zoe");
    EXPECT_TRUE(booth.calls.empty());
}

TEST_F(PeersClientPlugin, carries_a_call_of_ours) {
    start();
    enter();
    list(R"({"ann":{}})");
    const ConnectionInfo connection{"c", ConnectionKind::media, {}, {}};
    signaling->send_offer("ann", connection, "v=0");
    signaling->send_candidate("ann", connection, {"candidate:1", "0", 0});
    EXPECT_EQ(client.sent, (std::vector<std::string>{
                               R"(peerOffer("ann",{"type":"offer","sdp":"v=0"}))",
                               R"(peerIce("ann",{"candidate":"candidate:1","sdpMLineIndex":0,"sdpMid":"0"}))"}));
    say("peerAnswer", Json::Object{{"type", "answer"}, {"sdp", offer_sdp}}, "ann");
    say("peerIce", Json::Object{{"candidate", "candidate:2"}}, "ann");
    say("peerIce", nullptr, "ann");
    say("peerOffer", offer(again_sdp), "ann");
    run_pending();
    EXPECT_EQ(events, (std::vector<std::string>{"ready me", "answered ann c", "candidate ann c", "reoffered ann c"}));
    signaling->send_bye("ann");
    say("peerIce", Json::Object{{"candidate", "candidate:3"}}, "ann");
    EXPECT_EQ(events.size(), 4u);
    EXPECT_EQ(client.sent.size(), 2u);
}

TEST_F(PeersClientPlugin, carries_a_call_of_a_simple_peer) {
    start({{"protocol", "simple-peer"}});
    enter();
    say("signal", Json::Object{{"type", "renegotiate"}, {"renegotiate", true}}, "ann");
    say("signal", offer(offer_sdp), "ann");
    signaling->send_answer("ann", {"connection-1", ConnectionKind::media, {}, {}}, "v=0");
    EXPECT_EQ(client.sent, std::vector<std::string>{R"(signal("ann",{"type":"answer","sdp":"v=0"}))"});
    say("signal", Json::Object{{"transceiverRequest", Json::Object{{"kind", "audio"}}}}, "ann");
    say("signal", offer(again_sdp), "ann");
    say("signal", Json::Object{{"nonsense", true}}, "ann");
    say("signal", offer(offer_sdp), "me");
    say("peerOffer", offer(offer_sdp), "bob");
    EXPECT_EQ(events, (std::vector<std::string>{"ready me", "offered ann connection-1", "wants offer ann connection-1",
                                                "reoffered ann connection-1"}));
    signaling->refuse_offer("ann", {"connection-1", ConnectionKind::media, {}, {}}, RefusalReason::unsupported);
    say("signal", offer(again_sdp), "ann");
    EXPECT_EQ(events.back(), "reoffered ann connection-1");
    signaling->refuse_offer("ann", {"connection-1", ConnectionKind::media, {}, {}}, RefusalReason::busy);
    say("signal", offer(again_sdp), "ann");
    EXPECT_EQ(events.back(), "offered ann connection-2");
}

TEST_F(PeersClientPlugin, reports_that_nobody_has_an_id) {
    start();
    enter();
    const ConnectionInfo connection{"c", ConnectionKind::media, {}, {}};
    signaling->send_offer("ann", connection, "v=0"); // there is no list yet
    run_pending();
    EXPECT_FALSE(had("unreachable ann"));
    list(R"({"bob":{}})");
    signaling->send_offer("ann", connection, "v=0");
    EXPECT_FALSE(had("unreachable ann"));
    run_pending();
    EXPECT_TRUE(had("unreachable ann"));
}

TEST_F(PeersClientPlugin, logs_what_cannot_be_sent) {
    start();
    signaling->send_bye("ann");
    signaling->send_candidate("ann", {"c", ConnectionKind::media, {}, {}}, {"candidate:1", "0", 0});
    EXPECT_TRUE(host.logged("a message to a peer is lost", Level::warning));
}

TEST_F(PeersClientPlugin, calls_the_first_one_and_again_after_a_while) {
    start({{"call", "first"}, {"interval", 0.01}});
    enter();
    list(R"({"me":{}})");
    EXPECT_TRUE(booth.calls.empty());
    list(R"({"me":{},"zoe":{},"ann":{}})");
    EXPECT_EQ(booth.calls, std::vector<std::string>{"zoe"});
    booth.end(EndReason::remote_hangup);
    EXPECT_EQ(booth.calls.size(), 1u);
    EXPECT_TRUE(run_until([&] { return booth.calls.size() == 2; }));
    EXPECT_EQ(booth.calls.back(), "zoe");
    list(R"({"me":{},"zoe":{},"ann":{},"bob":{}})");
    EXPECT_EQ(booth.calls.size(), 2u);
    booth.end(EndReason::local_hangup); // not with zoe again
    EXPECT_TRUE(run_until([&] { return booth.calls.size() == 3; }));
    EXPECT_EQ(booth.calls.back(), "ann");
}

TEST_F(PeersClientPlugin, calls_a_chosen_peer_unless_somebody_waits) {
    start({{"call", "ann"}, {"interval", 0.01}});
    enter();
    booth.waiting = "bob";
    list(R"({"zoe":{},"ann":{}})");
    EXPECT_TRUE(booth.calls.empty());
    booth.waiting = "";
    booth.refuses_calls = "not now";
    list(R"({"zoe":{},"ann":{}})");
    EXPECT_TRUE(host.logged("cannot call ann: not now", Level::warning));
    booth.refuses_calls = "";
    list(R"({"zoe":{},"ann":{}})");
    EXPECT_EQ(booth.calls, std::vector<std::string>{"ann"});
}

TEST_F(PeersClientPlugin, holds_what_strangers_and_servers_send) {
    start();
    enter();
    for (int i = 0; i < 3000; ++i)
        say("peerOffer", offer("v=0\r\no=- " + std::to_string(i) + " 1 IN IP4 0.0.0.0\r\n"), "p" + std::to_string(i));
    const auto warnings = std::count_if(host.lines.begin(), host.lines.end(),
                                        [](const auto &line) { return line.level >= Level::warning; });
    EXPECT_EQ(warnings, 1) << "too many callers";
    const auto offers = [&] {
        return std::count_if(events.begin(), events.end(), [](auto &event) { return event.starts_with("offered"); });
    };
    EXPECT_EQ(offers(), 1024);
    std::string all = "{";
    for (int i = 0; i < 4000; ++i)
        all += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":{}";
    list(all + "}");
    EXPECT_EQ(host.status.get("signaling.peers"), "4000");
    list("{}");
    EXPECT_EQ(std::count_if(events.begin(), events.end(), [](auto &event) { return event.starts_with("left"); }), 4000);
}

TEST_F(PeersClientPlugin, shows_why_it_is_refused) {
    start();
    socket().refused.emit("full", Json());
    EXPECT_EQ(host.status.get("signaling.refusal"), "full");
    EXPECT_TRUE(host.logged("/peers does not let us in: full", Level::error));
    enter();
    EXPECT_EQ(host.status.get("signaling.refusal"), "");
}

} // namespace
} // namespace callbooth
