// SPDX-License-Identifier: MIT
#include <set>

#include <gtest/gtest.h>

#include "net/server.hpp"
#include "support/raw_client.hpp"
#include "support/test_host.hpp"
#include <callbooth/peers.hpp>

using namespace callbooth;
using test::http;

namespace {

class FakePeers final : public Peers {
public:
    bool connected(std::string_view id) const override { return ids.count(std::string(id)) > 0; }
    bool proves(std::string_view id, std::string_view token) const override {
        return connected(id) && token == "token of " + std::string(id);
    }
    void leave(const std::string &id) {
        ids.erase(id);
        left.emit(id);
    }
    std::set<std::string> ids = {"a", "b", "c"};
};

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

    net::Server server{{.port = 0}, [](Level, std::string_view) {}};
    FakePeers peers;
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
    for (const auto query : {"", "?id=", "?id=nobody", "?ID=a"}) {
        const auto reply = f.find(query);
        EXPECT_EQ(reply.status, 404) << query;
        EXPECT_EQ(reply.body, "Not found") << query;
    }
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
    EXPECT_EQ(f.host.metrics.get("callbooth_pairs_total"), 1);
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
