// SPDX-License-Identifier: MIT
#include "fake_peer_server.hpp"
#include "support/mute_server.hpp"
#include "support/test_host.hpp"
#include <callbooth/services/lobby.hpp>
#include <callbooth/services/signaling.hpp>
#include <gtest/gtest.h>

namespace callbooth::peerjs {
namespace {

using test::run_until;

struct PeerJsPlugin : testing::Test {
    void start(Values values = {}) {
        values.try_emplace("url", server.url());
        values.try_emplace("reconnect-min", 0.01);
        values.try_emplace("reconnect-max", 0.05);
        plugin = host.create(values);
        signaling = host.find<Signaling>();
        lobby = host.find<Lobby>();
        kept.push_back(signaling->became_ready.subscribe([this](auto &id) { events.push_back("ready " + id); }));
        kept.push_back(signaling->lost.subscribe([this](auto &why) { events.push_back("lost " + why); }));
        kept.push_back(signaling->left.subscribe([this](auto &peer) { events.push_back("left " + peer); }));
        kept.push_back(
            signaling->unreachable.subscribe([this](auto &peer) { events.push_back("unreachable " + peer); }));
        plugin->start();
    }
    void start_and_wait(Values values = {}) {
        start(std::move(values));
        ASSERT_TRUE(run_until([&] { return signaling->ready(); }));
    }
    bool server_heard(const std::string &text) {
        return run_until([&] { return std::count(server.texts.begin(), server.texts.end(), text) > 0; });
    }
    bool had(const std::string &event) const { return std::count(events.begin(), events.end(), event) > 0; }

    FakePeerServer server;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    Signaling *signaling = nullptr;
    Lobby *lobby = nullptr;
    std::vector<Subscription> kept;
    std::vector<std::string> events;
};

TEST_F(PeerJsPlugin, registers_with_the_id_and_token_that_it_was_given) {
    start_and_wait({{"id", "booth 1"}, {"token", "s3cret"}, {"key", "k"}});
    EXPECT_EQ(server.queries.front(),
              (FakePeerServer::Query{{"key", "k"}, {"id", "booth 1"}, {"token", "s3cret"}, {"version", "1.5.5"}}));
    EXPECT_EQ(events, std::vector<std::string>{"ready booth 1"});
    EXPECT_EQ(signaling->own_id(), "booth 1");
    EXPECT_EQ(signaling->token(), "s3cret");
    EXPECT_EQ(host.status.get("signaling.state"), "ready");
    EXPECT_EQ(host.status.get("signaling.id"), "booth 1");
    EXPECT_FALSE(host.logged("s3cret"));
}

TEST_F(PeerJsPlugin, makes_up_an_id_and_a_token) {
    start();
    EXPECT_EQ(signaling->own_id(), "");
    EXPECT_FALSE(signaling->ready());
    ASSERT_TRUE(run_until([&] { return signaling->ready(); }));
    EXPECT_EQ(signaling->own_id().size(), 36U);
    EXPECT_EQ(server.queries.front().at("id"), signaling->own_id());
    EXPECT_EQ(server.queries.front().at("token").size(), 32U);
    EXPECT_EQ(server.queries.front().at("token"), signaling->token());
}

TEST_F(PeerJsPlugin, refuses_an_impossible_id_or_address) {
    EXPECT_THROW(host.create({{"url", server.url()}, {"id", "no/slash"}}), Error);
    EXPECT_THROW(host.create({{"url", "http://127.0.0.1"}}), Error);
}

TEST_F(PeerJsPlugin, sends_heartbeats) {
    start_and_wait({{"heartbeat", 0.01}});
    EXPECT_TRUE(server_heard(R"({"type":"HEARTBEAT"})"));
}

TEST_F(PeerJsPlugin, carries_descriptions_candidates_and_goodbyes_to_the_server) {
    start_and_wait();
    const ConnectionInfo media{"mc_1", ConnectionKind::media, {}, ""};
    signaling->send_offer("ann", media, "v=0");
    signaling->send_answer("ann", media, "v=1");
    signaling->send_candidate("ann", media, {"candidate:1", "0", 0});
    signaling->send_bye("ann");
    signaling->refuse_offer("bob", media, RefusalReason::busy);
    ASSERT_TRUE(run_until([&] { return server.texts.size() == 5; }));
    EXPECT_NE(server.texts[0].find(R"("type":"OFFER")"), std::string::npos);
    EXPECT_NE(server.texts[1].find(R"("type":"ANSWER")"), std::string::npos);
    EXPECT_NE(server.texts[2].find(R"("type":"CANDIDATE")"), std::string::npos);
    EXPECT_EQ(server.texts[3], R"({"type":"LEAVE","dst":"ann"})");
    EXPECT_EQ(server.texts[4], R"({"type":"LEAVE","dst":"bob"})");
}

TEST_F(PeerJsPlugin, refuses_unknown_serializations_at_once_and_logs_each_once) {
    start_and_wait();
    const auto offer = [&](const std::string &from) {
        server.say(
            R"({"type":"OFFER","src":")" + from +
            R"(","payload":{"sdp":{"type":"offer",)"
            R"("sdp":"v=0\r\nm=application 9 x\r\n"},"type":"data","connectionId":"dc","serialization":"yaml"}})");
    };
    offer("ann");
    ASSERT_TRUE(run_until([&] { return server.texts.size() == 2; }));
    EXPECT_NE(server.texts[0].find("The serialization 'yaml' is unknown here."), std::string::npos);
    EXPECT_EQ(server.texts[1], R"({"type":"LEAVE","dst":"ann"})");
    EXPECT_TRUE(host.logged("ann offers a data connection with serialization 'yaml', which is unknown: refused",
                            Level::warning));
    signaling->send_answer("bob", {"mc_1", ConnectionKind::media, {}, ""}, "v=1");
    offer("bob");
    ASSERT_TRUE(run_until([&] { return server.texts.size() == 5; }));
    EXPECT_NE(server.texts[4].find("m=application 0 x"), std::string::npos) << "other connections of a partner go on";
    EXPECT_FALSE(host.logged("bob offers"));
}

TEST_F(PeerJsPlugin, refuses_one_connection_too_many_alone) {
    start_and_wait();
    const auto tap = signaling->offered.subscribe([&](auto &peer, auto &connection, auto &) {
        signaling->refuse_offer(peer, connection, RefusalReason::too_many);
    });
    signaling->send_answer("ann", {"mc_1", ConnectionKind::media, {}, ""}, "v=1");
    server.say(R"({"type":"OFFER","src":"ann","payload":{"sdp":{"type":"offer","sdp":"v=0\r\nm=application 9 x\r\n"},)"
               R"("type":"data","connectionId":"dc_9","serialization":"json"}})");
    ASSERT_TRUE(run_until([&] { return server.texts.size() == 3; }));
    EXPECT_NE(server.texts[1].find("There are too many connections already."), std::string::npos);
    EXPECT_NE(server.texts[2].find("m=application 0 x"), std::string::npos);
    EXPECT_NE(server.texts[2].find("dc_9"), std::string::npos);
}

TEST_F(PeerJsPlugin, announces_what_peers_say) {
    start_and_wait();
    std::string offer, answer, candidate;
    kept.push_back(signaling->offered.subscribe(
        [&](auto &peer, auto &connection, auto &sdp) { offer = peer + " " + connection.id + " " + sdp; }));
    kept.push_back(signaling->answered.subscribe(
        [&](auto &peer, auto &connection, auto &sdp) { answer = peer + " " + connection + " " + sdp; }));
    kept.push_back(signaling->candidate.subscribe(
        [&](auto &peer, auto &connection, auto &ice) { candidate = peer + " " + connection + " " + ice.candidate; }));
    server.say("this is no message");
    server.say(R"({"type":"OFFER","src":"a","payload":{"sdp":{"type":"offer","sdp":"v=0"},"type":"media",)"
               R"("connectionId":"m"}})");
    server.say(R"({"type":"ANSWER","src":"b","payload":{"sdp":{"type":"answer","sdp":"v=1"},"connectionId":"n"}})");
    server.say(R"({"type":"CANDIDATE","src":"c","payload":{"candidate":{"candidate":"x"},"connectionId":"o"}})");
    server.say(R"({"type":"LEAVE","src":"d"})");
    server.say(R"({"type":"EXPIRE","src":"e"})");
    ASSERT_TRUE(run_until([&] { return had("unreachable e"); }));
    EXPECT_EQ(offer, "a m v=0");
    EXPECT_EQ(answer, "b n v=1");
    EXPECT_EQ(candidate, "c o x");
    EXPECT_TRUE(had("left d"));
    EXPECT_TRUE(host.logged("ignored a message that is no JSON object"));
}

TEST_F(PeerJsPlugin, takes_messages_beyond_libsoups_own_limit) {
    start_and_wait();
    server.say(R"({"type":"LEAVE","src":"far","padding":")" + std::string(1024 * 1024, 'x') + "\"}");
    EXPECT_TRUE(run_until([&] { return had("left far"); }));
}

TEST_F(PeerJsPlugin, comes_back_with_the_same_id_and_token) {
    start_and_wait();
    server.hang_up(SOUP_WEBSOCKET_CLOSE_GOING_AWAY, "restarting");
    ASSERT_TRUE(run_until([&] { return events.size() == 3; }));
    EXPECT_EQ(events[1], "lost the server closed the connection (1001 restarting)");
    EXPECT_EQ(events[2], events[0]);
    EXPECT_EQ(server.queries[0], server.queries[1]);
}

TEST_F(PeerJsPlugin, keeps_trying_while_the_server_is_down) {
    start_and_wait();
    server.go_down();
    ASSERT_TRUE(run_until([&] { return host.lines.size() >= 5; })) << "a warning for each failed attempt";
    EXPECT_EQ(host.status.get("signaling.state") == "ready", false);
    EXPECT_EQ(events.size(), 2U) << "it is lost once";
    server.come_back();
    EXPECT_TRUE(run_until([&] { return signaling->ready(); }));
}

TEST_F(PeerJsPlugin, says_when_the_id_is_taken_and_tries_again) {
    server.greeting = R"({"type":"ID-TAKEN","payload":{"msg":"ID is taken"}})";
    start({{"id", "booth"}});
    ASSERT_TRUE(run_until([&] { return server.queries.size() == 2; }));
    EXPECT_TRUE(host.logged("somebody else has the id 'booth'", Level::error));
    EXPECT_TRUE(events.empty());
    server.greeting = R"({"type":"OPEN"})";
    EXPECT_TRUE(run_until([&] { return signaling->ready(); }));
}

TEST_F(PeerJsPlugin, repeats_the_servers_reason_for_a_refusal) {
    server.greeting = R"({"type":"ERROR","payload":{"msg":"Invalid key provided"}})";
    start();
    ASSERT_TRUE(run_until([&] { return host.logged("Invalid key provided", Level::error); }));
}

TEST_F(PeerJsPlugin, names_the_status_of_a_refused_handshake) {
    start({{"url", server.url() + "/elsewhere"}});
    ASSERT_TRUE(run_until([&] { return host.logged("the server answered 404", Level::warning); }));
}

TEST_F(PeerJsPlugin, is_ready_again_although_a_takeover_is_not_confirmed) {
    start_and_wait();
    server.greeting = "";
    server.hang_up(SOUP_WEBSOCKET_CLOSE_GOING_AWAY, "");
    ASSERT_TRUE(run_until([&] { return events.size() == 3; }));
    EXPECT_EQ(events[2], events[0]);
}

TEST_F(PeerJsPlugin, a_peers_message_confirms_a_takeover) {
    start_and_wait();
    server.greeting = R"({"type":"LEAVE","src":"ann"})";
    server.hang_up(SOUP_WEBSOCKET_CLOSE_GOING_AWAY, "");
    ASSERT_TRUE(run_until([&] { return had("left ann"); }));
    EXPECT_EQ(events[2], events[0]);
}

TEST_F(PeerJsPlugin, drops_what_is_sent_while_the_server_is_away) {
    start();
    signaling->send_bye("ann");
    EXPECT_TRUE(host.logged("a message to a peer is lost", Level::warning));
}

TEST_F(PeerJsPlugin, notices_a_server_that_does_not_even_answer_pings) {
    test::MuteServer mute;
    start({{"url", mute.url()}, {"silence", 2.0}});
    ASSERT_TRUE(run_until([&] { return mute.accepted() == 2; }));
    EXPECT_EQ(events[1], "lost the server has been silent for 2 s");
    plugin.reset();
}

TEST_F(PeerJsPlugin, stays_with_a_server_that_answers_pings_only) {
    start_and_wait({{"silence", 2.0}, {"heartbeat", 60.0}});
    bool later = false;
    const auto timer = Source::after(std::chrono::milliseconds(3500), [&] { later = true; });
    ASSERT_TRUE(run_until([&] { return later; }));
    EXPECT_EQ(events.size(), 1U);
    EXPECT_EQ(server.queries.size(), 1U);
}

TEST_F(PeerJsPlugin, names_connections_after_their_kind_and_never_twice) {
    start();
    const auto media = signaling->new_connection_id(ConnectionKind::media);
    EXPECT_EQ(media.substr(0, 3), "mc_");
    EXPECT_EQ(signaling->new_connection_id(ConnectionKind::data).substr(0, 3), "dc_");
    EXPECT_NE(signaling->new_connection_id(ConnectionKind::media), media);
    EXPECT_TRUE(signaling->abilities().separate_data);
    EXPECT_TRUE(signaling->abilities().trickle);
}

TEST_F(PeerJsPlugin, ends_without_a_goodbye_to_anybodys_calls) {
    start_and_wait();
    plugin->stop();
    ASSERT_TRUE(run_until([&] { return server.gone(); }));
    EXPECT_EQ(soup_websocket_connection_get_close_code(server.clients.back().get()), SOUP_WEBSOCKET_CLOSE_NORMAL);
    EXPECT_TRUE(server.texts.empty());
    EXPECT_EQ(server.queries.size(), 1U);
}

TEST_F(PeerJsPlugin, can_be_destroyed_at_any_time) {
    start();
    plugin.reset();
    test::run_pending();
    start_and_wait();
    plugin.reset();
    EXPECT_TRUE(run_until([&] { return server.gone(); }));
}

TEST_F(PeerJsPlugin, asks_the_server_for_a_partner_and_tells_what_it_says) {
    start();
    EXPECT_FALSE(lobby->find({})) << "there is no connection yet";
    ASSERT_TRUE(run_until([&] { return signaling->ready(); }));
    kept.push_back(lobby->matched.subscribe([this](const Match &m) { events.push_back("match " + m.peer); }));
    kept.push_back(lobby->waiting.subscribe(
        [this](size_t online, size_t) { events.push_back("waiting " + std::to_string(online)); }));
    kept.push_back(lobby->find_refused.subscribe([this](auto &why, auto) { events.push_back("error " + why); }));
    kept.push_back(lobby->reported.subscribe([this](auto &peer) { events.push_back("reported " + peer); }));
    kept.push_back(lobby->report_refused.subscribe([this](auto &, auto &why) { events.push_back("not " + why); }));
    EXPECT_TRUE(lobby->find({{"music"}, "", {}}));
    EXPECT_TRUE(lobby->report("ann", "noise"));
    lobby->cancel_find();
    EXPECT_TRUE(server_heard(R"({"type":"FIND","payload":{"tags":["music"]}})"));
    EXPECT_TRUE(server_heard(R"({"type":"REPORT","dst":"ann","payload":{"reason":"noise"}})"));
    EXPECT_TRUE(server_heard(R"({"type":"CANCEL-FIND"})"));
    events.clear();
    server.say(R"({"type":"WAIT","payload":{"online":3,"waiting":1}})");
    server.say(R"({"type":"MATCH","payload":{"peer":"ann","call":true}})");
    server.say(R"({"type":"FIND-ERROR","payload":{"msg":"slowly"}})");
    server.say(R"({"type":"REPORTED","payload":{"peer":"ann"}})");
    server.say(R"({"type":"REPORT-ERROR","payload":{"peer":"ann","msg":"unknown"}})");
    ASSERT_TRUE(run_until([&] { return events.size() >= 5; }));
    EXPECT_EQ(events,
              (std::vector<std::string>{"waiting 3", "match ann", "error slowly", "reported ann", "not unknown"}));
}

TEST_F(PeerJsPlugin, shows_what_the_operator_says) {
    start_and_wait();
    server.say(R"({"type":"NOTICE","payload":{"text":"we rest at noon"}})");
    ASSERT_TRUE(run_until([&] { return host.status.get("signaling.notice") == "we rest at noon"; }));
    EXPECT_TRUE(host.logged("the server says: we rest at noon", Level::info));
    EXPECT_TRUE(signaling->ready());
}

TEST_F(PeerJsPlugin, takes_its_time_when_it_was_sent_away) {
    for (const auto &[message, wait] :
         {std::pair(R"({"type":"KICKED","payload":{"msg":"enough"}})", "next attempt in 15.0 s"),
          {R"({"type":"BANNED","payload":{"msg":"enough","seconds":600}})", "next attempt in 600.0 s"},
          {R"({"type":"BANNED","payload":{"msg":"enough","seconds":99999999}})", "next attempt in 86400.0 s"}}) {
        start_and_wait();
        events.clear();
        server.say(message);
        ASSERT_TRUE(run_until([&] { return !signaling->ready(); }));
        EXPECT_EQ(events, std::vector<std::string>{"lost the server sends us away: enough"});
        EXPECT_TRUE(host.logged(wait, Level::warning));
        EXPECT_EQ(host.status.get("signaling.refusal"), "enough");
        EXPECT_EQ(host.status.get("signaling.state"), "lost");
        plugin.reset();
    }
}

TEST_F(PeerJsPlugin, asks_why_it_may_not_come_in) {
    server.let_nobody_in("You are banned for another 10 minutes: noise\n");
    start();
    ASSERT_TRUE(run_until([&] { return !host.status.get("signaling.refusal").empty(); }));
    EXPECT_EQ(host.status.get("signaling.refusal"), "You are banned for another 10 minutes: noise");
    EXPECT_TRUE(host.logged("does not let us in: You are banned for another 10 minutes: noise", Level::error));
    EXPECT_EQ(server.refused.back(), "/signaling/");
    const auto before = server.refused.size();
    bool later = false;
    const auto timer = Source::after(std::chrono::milliseconds(100), [&] { later = true; });
    run_until([&] { return later; });
    EXPECT_EQ(server.refused.size(), before) << "it does not knock again soon";
}

} // namespace
} // namespace callbooth::peerjs
