// SPDX-License-Identifier: MIT
#include <algorithm>

#include "net/http/server.hpp"
#include "support/fake_peers.hpp"
#include "support/raw_client.hpp"
#include "support/test_host.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using test::http;

namespace {

using Texts = std::vector<std::string>;

const std::string wishes_music = R"({"tags":["Music"]})";

std::string wait(int online, int waiting) {
    return R"({"type":"WAIT","payload":{"online":)" + std::to_string(online) + R"(,"waiting":)" +
           std::to_string(waiting) + "}}";
}
std::string match(const std::string &peer, bool call, const std::string &more = "") {
    return R"({"type":"MATCH","payload":{"peer":")" + peer + R"(","call":)" + (call ? "true" : "false") + more +
           R"(,"online":3}})";
}

struct Fixture {
    explicit Fixture(const Values &values = {}) {
        host.offer<HttpServer>(server);
        host.offer<Peers>(peers);
        plugin = host.create(values);
        plugin->start();
        server.start();
        port = test::port_of(server.url());
    }
    test::HttpReply find(const std::string &query, const std::string &headers = "") {
        return http(port, "GET", "/find" + query, headers);
    }

    bool hears(const std::string &id, const std::string &text) {
        return test::run_until([&] {
            const auto &texts = peers.told[id];
            return std::find(texts.begin(), texts.end(), text) != texts.end();
        });
    }

    net::Server server{{.port = 0, .trusted_proxies = {"127.0.0.1"}}, [](Level, std::string_view) {}};
    test::FakePeers peers;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    uint16_t port = 0;
};

} // namespace

TEST(MatchmakerPlugin, brings_two_together) {
    Fixture f;
    const auto first = f.find("?id=a");
    EXPECT_EQ(first.status, 404);
    EXPECT_EQ(first.body, "Not found");
    const auto second = f.find("?id=b");
    EXPECT_EQ(second.status, 200);
    EXPECT_EQ(second.body, "a");
    EXPECT_EQ(second.header("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(f.find("?id=c").status, 404);
}

TEST(MatchmakerPlugin, knows_only_those_who_are_connected) {
    Fixture f;
    for (const auto query : {"", "?id=", "?id=nobody"}) {
        const auto reply = f.find(query);
        EXPECT_EQ(reply.status, 404) << query;
        EXPECT_EQ(reply.body, "Not found") << query;
    }
    EXPECT_EQ(f.find("?ID=a").body, "there is no parameter 'ID'; there are 'id' and 'token'\n");
    EXPECT_EQ(f.find("?id=a").status, 404);
    EXPECT_EQ(f.find("?id=b").body, "a");
}

TEST(MatchmakerPlugin, takes_who_met_somebody_out_of_the_line) {
    Fixture f;
    f.find("?id=a");
    EXPECT_EQ(f.find("?id=b").body, "a");
    EXPECT_EQ(f.find("?id=a").status, 404); // asked before the call of b arrived
    f.peers.met.emit("a", "b");
    EXPECT_EQ(f.find("?id=c").status, 404);
    EXPECT_EQ(f.find("?id=a").body, "c");
}

TEST(MatchmakerPlugin, keeps_who_searches_on_before_the_last_partner_answers) {
    Fixture f;
    f.peers.say("b", "FIND");
    f.peers.say("a", "FIND"); // is told to call b, and does
    f.peers.take("a");
    f.peers.say("a", "FIND");
    EXPECT_EQ(f.peers.take("a"), Texts{wait(3, 1)});
    f.peers.met.emit("b", "a"); // the answer of b arrives
    f.peers.say("c", "FIND");
    EXPECT_EQ(f.peers.take("a"), Texts{match("c", false)});
}

TEST(MatchmakerPlugin, tells_who_searches_in_both_ways_over_signaling) {
    Fixture f;
    f.peers.say("a", "FIND");
    f.find("?id=a&token=token%20of%20a"); // the answer to FIND was slow
    f.peers.take("a");
    f.peers.say("b", "FIND");
    EXPECT_EQ(f.peers.take("a"), Texts{match("b", false)});
}

TEST(MatchmakerPlugin, takes_who_disconnects_out_of_the_line) {
    Fixture f;
    f.find("?id=a");
    f.peers.leave("a");
    EXPECT_EQ(f.find("?id=b").status, 404);
    EXPECT_EQ(f.find("?id=c").body, "b");
}

TEST(MatchmakerPlugin, lets_pages_of_other_origins_ask) {
    Fixture f;
    const auto reply = f.find("?id=a", "Origin: https://page.example\r\n");
    EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), "https://page.example");
    EXPECT_EQ(reply.header("Cache-Control"), "no-store");
    const auto preflight = http(f.port, "OPTIONS", "/find?id=a", "Origin: https://page.example\r\n");
    EXPECT_EQ(preflight.status, 204);
    EXPECT_EQ(preflight.header("Access-Control-Allow-Headers"), "X-Token");
}

TEST(MatchmakerPlugin, consumes_nobody_for_other_methods) {
    Fixture f;
    f.find("?id=a");
    EXPECT_EQ(http(f.port, "HEAD", "/find?id=b").status, 405);
    EXPECT_EQ(http(f.port, "POST", "/find?id=b").status, 405);
    EXPECT_EQ(f.find("?id=b").body, "a");
}

TEST(MatchmakerPlugin, checks_a_token_that_is_given) {
    Fixture f;
    f.find("?id=a");
    EXPECT_EQ(f.find("?id=b&token=guess").status, 403);
    EXPECT_EQ(f.find("?id=b", "X-Token: guess\r\n").status, 403);
    EXPECT_EQ(f.find("?id=b&token=token%20of%20b").body, "a");
    f.find("?id=a", "X-Token: token of a\r\n");
    EXPECT_EQ(f.find("?id=b", "X-Token: token of b\r\n").body, "a");
}

TEST(MatchmakerPlugin, counts_pairs_waits_and_refusals) {
    Fixture f({{"rate", 0.1}});
    f.find("?id=a");
    EXPECT_EQ(f.host.metrics.get("callbooth_waiting"), 1);
    f.find("?id=b");
    EXPECT_EQ(f.host.metrics.get("callbooth_waiting"), 0);
    EXPECT_EQ(f.host.metrics.get("callbooth_pairs_total plain"), 1);
    EXPECT_EQ(f.host.metrics.get("callbooth_wait_seconds"), 1);
    f.find("?id=b");
    f.find("?id=c&token=guess");
    EXPECT_EQ(f.host.metrics.get("callbooth_find_refused_total rate"), 1);
    EXPECT_EQ(f.host.metrics.get("callbooth_find_refused_total token"), 1);
}

TEST(MatchmakerPlugin, demands_a_token_when_told_to) {
    Fixture f({{"require-token", true}});
    EXPECT_EQ(f.find("?id=a").status, 403);
    EXPECT_EQ(f.find("?id=a&token=token+of+a").status, 404);
    EXPECT_EQ(f.find("?id=b&token=token+of+b").body, "a");
}

TEST(MatchmakerPlugin, limits_the_questions_for_one_id) {
    Fixture f({{"rate", 0.1}});
    EXPECT_EQ(f.find("?id=a").status, 404);
    const auto reply = f.find("?id=a");
    EXPECT_EQ(reply.status, 429);
    EXPECT_EQ(reply.header("Retry-After"), "1");
    EXPECT_EQ(f.find("?id=b").body, "a");
}

TEST(MatchmakerPlugin, limits_the_questions_of_one_address) {
    Fixture f({{"address-rate", 0.2}});
    EXPECT_EQ(f.find("?id=nobody").status, 404);
    EXPECT_EQ(f.find("?id=nobody").status, 404);
    EXPECT_EQ(f.find("?id=a").status, 429);
}

TEST(MatchmakerPlugin, limits_the_questions_of_a_whole_network) {
    Fixture f({{"address-rate", 0.1}});
    EXPECT_EQ(f.find("?id=nobody", "X-Forwarded-For: 2001:db8::1\r\n").status, 404);
    EXPECT_EQ(f.find("?id=nobody", "X-Forwarded-For: 2001:db8::2\r\n").status, 429);
    EXPECT_EQ(f.find("?id=nobody", "X-Forwarded-For: 2001:db8:0:1::1\r\n").status, 404);
}

TEST(MatchmakerPlugin, tells_both_over_their_signaling_connections) {
    Fixture f;
    f.peers.say("a", "FIND");
    EXPECT_EQ(f.peers.take("a"), Texts{wait(3, 1)});
    f.peers.say("b", "FIND");
    EXPECT_EQ(f.peers.take("a"), Texts{match("b", false)});
    EXPECT_EQ(f.peers.take("b"), Texts{match("a", true)});
    EXPECT_EQ(f.host.metrics.get("callbooth_waiting"), 0);
    EXPECT_EQ(f.host.metrics.get("callbooth_pairs_total plain"), 1);
}

TEST(MatchmakerPlugin, says_whom_it_has_matched) {
    Fixture f;
    std::string events;
    const auto matched = f.peers.matched.subscribe(
        [&](const std::string &id, const std::string &other) { events += id + "=" + other + " "; });
    f.peers.say("a", "FIND");
    f.peers.say("b", "FIND");
    f.find("?id=b");
    f.find("?id=c");
    EXPECT_EQ(events, "b=a c=b ");
}

TEST(MatchmakerPlugin, heeds_wishes_for_a_while_and_then_takes_anybody) {
    Fixture f({{"prefer-wait", 0.05}});
    f.peers.say("a", "FIND", wishes_music);
    f.peers.say("b", "FIND");
    EXPECT_EQ(f.peers.take("b"), Texts{wait(3, 2)});
    ASSERT_TRUE(f.hears("a", match("b", true)));
    ASSERT_TRUE(f.hears("b", match("a", false)));
    EXPECT_EQ(f.host.metrics.get("callbooth_pairs_total fallback"), 1);
}

TEST(MatchmakerPlugin, tells_what_both_have_in_common) {
    Fixture f;
    f.peers.say("a", "FIND", R"({"tags":["Music","chess"],"language":"de-AT"})");
    f.peers.say("b", "FIND", R"({"tags":[" MUSIC "],"language":"de"})");
    EXPECT_EQ(f.peers.take("b"), Texts{match("a", true, R"(,"tags":["music"],"language":"de")")});
    EXPECT_EQ(f.host.metrics.get("callbooth_pairs_total wished"), 1);
}

TEST(MatchmakerPlugin, brings_those_who_listen_and_those_who_ask_together) {
    Fixture f;
    f.peers.say("a", "FIND");
    EXPECT_EQ(f.find("?id=b").body, "a");
    EXPECT_EQ(f.peers.take("a"), (Texts{wait(3, 1), match("b", false)})) << "who asked over HTTP calls";
    f.find("?id=b");
    f.peers.say("c", "FIND");
    EXPECT_EQ(f.peers.take("c"), Texts{match("b", true)}) << "who asked over HTTP knows of nothing";
    EXPECT_TRUE(f.peers.take("b").empty());
}

TEST(MatchmakerPlugin, lets_nobody_else_take_the_partner_of_whom_listens) {
    Fixture f;
    f.peers.say("a", "FIND", wishes_music);
    EXPECT_EQ(f.find("?id=a").status, 403);
    f.peers.say("b", "FIND");
    EXPECT_EQ(f.find("?id=a&token=token%20of%20a").body, "b") << "without wishes";
    EXPECT_EQ(f.peers.take("a"), Texts{wait(3, 1)});
}

TEST(MatchmakerPlugin, forgets_who_cancels) {
    Fixture f;
    f.peers.say("a", "FIND");
    f.peers.say("a", "CANCEL-FIND");
    f.peers.say("b", "FIND");
    EXPECT_EQ(f.peers.take("b"), Texts{wait(3, 1)});
    EXPECT_EQ(f.peers.take("a"), Texts{wait(3, 1)});
}

TEST(MatchmakerPlugin, tells_those_who_wait_when_the_numbers_change) {
    Fixture f({{"wait-interval", 0.02}});
    f.peers.say("a", "FIND", wishes_music);
    EXPECT_EQ(f.peers.take("a"), Texts{wait(3, 1)});
    f.peers.say("b", "FIND");
    ASSERT_TRUE(f.hears("a", wait(3, 2)));
    f.peers.join("d");
    ASSERT_TRUE(f.hears("a", wait(4, 2)));
    ASSERT_TRUE(f.hears("b", wait(4, 2)));
    EXPECT_EQ(f.peers.take("a"), (Texts{wait(3, 2), wait(4, 2)})) << "once each";
}

TEST(MatchmakerPlugin, says_what_is_wrong_with_a_wish) {
    Fixture f;
    f.peers.say("a", "FIND", R"({"tags":7})");
    EXPECT_EQ(f.peers.take("a"),
              Texts{R"({"type":"FIND-ERROR","payload":{"msg":"tags is a list of at most 8 texts"}})"});
    EXPECT_EQ(f.host.metrics.get("callbooth_waiting"), 0);
    EXPECT_EQ(f.host.metrics.get("callbooth_find_refused_total malformed"), 1);
}

TEST(MatchmakerPlugin, limits_what_one_may_ask_and_says_when_to_come_back) {
    Fixture f({{"rate", 0.2}});
    for (int i = 0; i < 3; ++i)
        f.peers.say("a", "FIND");
    EXPECT_EQ(f.peers.take("a"),
              (Texts{wait(3, 1), wait(3, 1),
                     R"({"type":"FIND-ERROR","payload":{"msg":"too many questions","retry":5000}})"}));
    EXPECT_EQ(f.host.metrics.get("callbooth_find_refused_total rate"), 1);
}

TEST(MatchmakerPlugin, tells_nothing_to_who_is_gone_or_has_cancelled) {
    Fixture f({{"wait-interval", 0.02}});
    f.peers.say("a", "FIND", wishes_music);
    f.peers.say("b", "FIND", R"({"tags":["chess"]})");
    f.peers.say("a", "CANCEL-FIND");
    f.peers.leave("b");
    f.peers.take("a");
    f.peers.take("b");
    f.peers.join("d");
    f.peers.say("d", "FIND");
    f.peers.join("e");
    ASSERT_TRUE(f.hears("d", wait(4, 1))) << "neither waits any more";
    EXPECT_TRUE(f.peers.take("a").empty());
    EXPECT_TRUE(f.peers.take("b").empty());
}
