// SPDX-License-Identifier: MIT
#include <chrono>

#include "ice/servers.hpp"
#include "net/http/server.hpp"
#include "support/fake_peers.hpp"
#include "support/raw_client.hpp"
#include "support/test_host.hpp"
#include <callbooth/error.hpp>
#include <callbooth/json.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using test::http;
using Texts = std::vector<std::string>;

namespace {

int64_t now() {
    using namespace std::chrono;
    return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

struct Fixture {
    explicit Fixture(Values values = {}) {
        values.emplace("stun", Texts{"stun:a.example"});
        values.emplace("turn", Texts{"turn:a.example"});
        values.emplace("secret", std::string("well kept"));
        host.offer<HttpServer>(server);
        host.offer<Peers>(peers);
        plugin = host.create(values);
        plugin->start();
        server.start();
        port = test::port_of(server.url());
    }
    /// The username and the password that an answer holds.
    static ice::Credentials credentials(const test::HttpReply &reply) {
        const auto turn = Json::parse(reply.body).at("iceServers[1]");
        return {turn.get<std::string>("username"), turn.get<std::string>("credential")};
    }

    net::Server server{{.port = 0, .trusted_proxies = {"127.0.0.1"}}, [](Level, std::string_view) {}};
    test::FakePeers peers;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    uint16_t port = 0;
};

} // namespace

TEST(IcePlugin, hands_out_servers_with_credentials_that_expire) {
    Fixture f({{"ttl", int64_t{100}}});
    const auto earliest = now() + 100;
    const auto reply = http(f.port, "GET", "/ice?id=some+guest");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("Content-Type"), "application/json; charset=utf-8");
    EXPECT_EQ(reply.header("Cache-Control"), "no-store");
    const auto json = Json::parse(reply.body);
    EXPECT_EQ(json.at("ttl"), 100);
    EXPECT_EQ(json.at("iceServers[0].urls"), Texts{"stun:a.example"});
    EXPECT_EQ(json.at("iceServers[1].urls"), Texts{"turn:a.example"});
    const auto got = Fixture::credentials(reply);
    const auto expiry = std::stoll(got.username);
    EXPECT_GE(expiry, earliest);
    EXPECT_LE(expiry, now() + 100);
    const auto expected = ice::make_credentials("well kept", "some guest", expiry);
    EXPECT_EQ(got.username, expected.username);
    EXPECT_EQ(got.password, expected.password);
}

TEST(IcePlugin, makes_up_an_id_for_who_has_none) {
    Fixture f;
    const auto first = Fixture::credentials(http(f.port, "GET", "/ice")).username;
    const auto second = Fixture::credentials(http(f.port, "GET", "/ice")).username;
    EXPECT_EQ(first.size(), std::string("1893456000:").size() + 36);
    EXPECT_NE(first.substr(first.find(':')), second.substr(second.find(':')));
}

TEST(IcePlugin, takes_no_id_that_would_confuse_the_turn_server) {
    Fixture f;
    for (const auto id : {"", "1:2", "a%0Ab", "%C3%A4"})
        EXPECT_EQ(http(f.port, "GET", "/ice?id=" + std::string(id)).status, 400) << id;
}

TEST(IcePlugin, lets_pages_of_other_origins_ask) {
    Fixture f;
    const auto reply = http(f.port, "GET", "/ice", "Origin: https://page.example\r\n");
    EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), "https://page.example");
    EXPECT_EQ(reply.header("Vary"), "Origin");
    EXPECT_EQ(http(f.port, "OPTIONS", "/ice").status, 204);
    EXPECT_EQ(http(f.port, "POST", "/ice").status, 405);
    EXPECT_EQ(http(f.port, "GET", "/ice/more").status, 404);
}

TEST(IcePlugin, answers_only_the_pages_that_it_is_told_to) {
    Fixture f({{"origins", Texts{"https://chat.example"}}});
    for (const auto *method : {"GET", "OPTIONS"}) {
        const auto refused = http(f.port, method, "/ice", "Origin: https://evil.example\r\n");
        EXPECT_EQ(refused.status, 403) << method;
        EXPECT_EQ(refused.header("Access-Control-Allow-Origin"), "");
        EXPECT_EQ(refused.body.find("credential"), std::string::npos);
    }
    EXPECT_EQ(http(f.port, "GET", "/ice", "Origin: https://chat.example\r\n").status, 200);
    EXPECT_EQ(http(f.port, "GET", "/ice").status, 200) << "a page of the server's own origin, or a booth";
    EXPECT_EQ(f.host.metrics.get("callbooth_ice_requests_total refused"), 2);
    EXPECT_EQ(f.host.metrics.get("callbooth_http_origins_refused_total /ice"), 2);
}

TEST(IcePlugin, answers_only_connected_peers_when_it_is_told_to) {
    Fixture f({{"require-peer", true}, {"rate", 100.0}});
    for (const auto *target : {"/ice", "/ice?id=a", "/ice?id=a&token=guess", "/ice?token=token+of+a",
                               "/ice?id=b&token=token+of+a", "/ice?id=nobody&token=token+of+nobody"}) {
        const auto reply = http(f.port, "GET", target, "Origin: https://page.example\r\n");
        EXPECT_EQ(reply.status, 401) << target;
        EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), "https://page.example") << "a page can see why";
    }
    EXPECT_EQ(http(f.port, "GET", "/ice?id=a&token=token+of+a").status, 200);
    EXPECT_EQ(http(f.port, "GET", "/ice?id=a", "X-Token: token of a\r\n").status, 200);
    EXPECT_EQ(http(f.port, "OPTIONS", "/ice").header("Access-Control-Allow-Headers"), "X-Token");
    f.peers.leave("a");
    EXPECT_EQ(http(f.port, "GET", "/ice?id=a&token=token+of+a").status, 401);
}

TEST(IcePlugin, limits_the_questions_of_one_address) {
    Fixture f({{"rate", 0.2}});
    EXPECT_EQ(http(f.port, "GET", "/ice").status, 200);
    EXPECT_EQ(http(f.port, "GET", "/ice").status, 200);
    const auto reply = http(f.port, "GET", "/ice");
    EXPECT_EQ(reply.status, 429);
    EXPECT_EQ(reply.header("Retry-After"), "1");
    EXPECT_EQ(reply.body.find("credential"), std::string::npos);
    EXPECT_EQ(f.host.metrics.get("callbooth_ice_requests_total answered"), 2);
    EXPECT_EQ(f.host.metrics.get("callbooth_ice_requests_total refused"), 1);
    EXPECT_EQ(http(f.port, "GET", "/ice", "X-Forwarded-For: 192.0.2.1\r\n").status, 200);
}

TEST(IcePlugin, limits_the_questions_of_a_whole_network) {
    Fixture f({{"rate", 0.1}});
    EXPECT_EQ(http(f.port, "GET", "/ice", "X-Forwarded-For: 2001:db8::1\r\n").status, 200);
    EXPECT_EQ(http(f.port, "GET", "/ice", "X-Forwarded-For: 2001:db8::2\r\n").status, 429);
    EXPECT_EQ(http(f.port, "GET", "/ice", "X-Forwarded-For: 2001:db8:0:1::1\r\n").status, 200);
}

TEST(IcePlugin, tells_nobody_its_secret) {
    Fixture f;
    EXPECT_EQ(http(f.port, "GET", "/ice").body.find("well kept"), std::string::npos);
    EXPECT_FALSE(f.host.logged("well kept"));
    test::TestHost host;
    try {
        host.create({{"turn", Texts{"nonsense"}}, {"secret", std::string("well kept")}});
        FAIL() << "it was made";
    } catch (const Error &e) {
        EXPECT_EQ(std::string(e.what()).find("well kept"), std::string::npos);
    }
}
