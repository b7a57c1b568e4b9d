// SPDX-License-Identifier: MIT
#include "net/http/server.hpp"
#include "support/fake_presence.hpp"
#include "support/raw_client.hpp"
#include "support/test_host.hpp"
#include <callbooth/json.hpp>
#include <callbooth/services/bans.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace callbooth;
using test::http;

namespace {

const std::string here = "X-Callbooth-Admin: 1\r\n";

/// Bans nobody, but lists what it was told.
class FakeBans final : public Bans {
public:
    Ban ban_network(const std::string &network, std::chrono::seconds time, std::string_view reason) override {
        if (network == "nonsense")
            throw Error("'nonsense' is no network");
        return add({0, network, "", "", std::string(reason), Clock::now() + time});
    }
    Ban ban_visitor(const Visitor &peer, bool with_address, std::chrono::seconds time,
                    std::string_view reason) override {
        return add({0, with_address ? peer.address : "", "hash of " + peer.token, peer.id, std::string(reason),
                    Clock::now() + time});
    }
    bool lift(uint64_t number) override {
        return std::erase_if(bans, [&](const Ban &ban) { return ban.number == number; }) > 0;
    }
    std::vector<Ban> list() override { return bans; }

    std::vector<Ban> bans;

private:
    using Clock = std::chrono::system_clock;
    Ban add(Ban ban) {
        ban.number = bans.size() + 1;
        bans.push_back(ban);
        return ban;
    }
};

struct Fixture {
    explicit Fixture(const Values &values = {}, std::vector<std::string> proxies = {})
        : server({.port = 0, .trusted_proxies = std::move(proxies)}, [](Level, std::string_view) {}) {
        host.offer<Bans>(bans);
        host.offer<HttpServer>(server);
        host.offer<Presence>(presence);
        plugin = host.create(values);
        plugin->start();
        server.start();
        port = test::port_of(server.url());
    }
    test::HttpReply ask(const std::string &method, const std::string &target, const std::string &headers = here,
                        const std::string &body = "") {
        auto reply = http(port, method, "/admin" + target, headers, body);
        EXPECT_EQ(reply.header("Content-Type"), "application/json; charset=utf-8");
        EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), "") << "no page of another origin may read it";
        EXPECT_EQ(reply.body.find("token of"), std::string::npos) << "tokens are never shown";
        return reply;
    }
    Json get(const std::string &target) { return Json::parse(ask("GET", target).body); }
    Json post(const std::string &target) { return Json::parse(ask("POST", target).body); }
    std::string refusal(const std::string &headers) {
        const auto reply = ask("GET", "/peers", headers);
        return reply.status == 403 ? Json::parse(reply.body).get<std::string>("error") : "";
    }

    net::Server server;
    FakeBans bans;
    test::FakePresence presence;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    uint16_t port = 0;
};

const Json gone = Json::Object{{"error", "nobody is connected as 'nobody'"}};

} // namespace

TEST(AdminPlugin, lists_who_is_there) {
    Fixture f;
    const auto json = f.get("/peers");
    EXPECT_EQ(json.at("online"), 3);
    EXPECT_EQ(json.at("peers[0].id"), "a");
    EXPECT_EQ(json.at("peers[0].address"), "192.0.2.1");
    EXPECT_EQ(json.at("peers[0].seconds"), 90);
    EXPECT_EQ(json.at("peers[0].kind"), "fake");
}

TEST(AdminPlugin, kicks) {
    Fixture f;
    EXPECT_EQ(f.post("/kick?id=a"), (Json::Object{{"kicked", "a"}}));
    EXPECT_EQ(f.presence.crowd.take("a"), std::vector<std::string>{"You were disconnected by the operator"});
    EXPECT_FALSE(f.presence.find("a"));
    f.post("/kick?id=b&reason=no%0Anoise");
    EXPECT_EQ(f.presence.crowd.take("b"), std::vector<std::string>{"no noise"});
    EXPECT_EQ(f.ask("POST", "/kick?id=c&kind=other").status, 404);
    EXPECT_EQ(f.ask("POST", "/kick?id=c&kind=fake").status, 200);
    EXPECT_EQ(f.ask("POST", "/kick?id=nobody").status, 404);
    EXPECT_EQ(f.post("/kick?id=nobody"), gone);
    EXPECT_EQ(f.ask("POST", "/kick").status, 400);
    EXPECT_EQ(f.post("/kick"), (Json::Object{{"error", "'id' is missing in the query"}}));
    EXPECT_TRUE(f.host.logged("kicked a", Level::info));
}

TEST(AdminPlugin, bans_addresses_and_peers) {
    Fixture f;
    EXPECT_EQ(
        f.post("/ban?address=192.0.2.0/24&seconds=600&reason=noise"),
        (Json::Object{
            {"ban", 1}, {"address", "192.0.2.0/24"}, {"by-token", false}, {"seconds", 600}, {"reason", "noise"}}));
    EXPECT_EQ(f.post("/ban?id=a"),
              (Json::Object{{"ban", 2}, {"id", "a"}, {"by-token", true}, {"seconds", 3600}, {"reason", ""}}));
    EXPECT_EQ(f.post("/ban?id=a&with-address=true").at("address"), "192.0.2.1");
    const auto json = f.get("/bans");
    ASSERT_EQ(json.at("bans").size(), 3U);
    EXPECT_EQ(json.at("bans[1].ban"), 2);
    EXPECT_FALSE(f.host.logged("token of"));
    EXPECT_TRUE(f.host.logged("banned 192.0.2.0/24 for 600 s (ban 1)", Level::info));
}

TEST(AdminPlugin, says_what_is_wrong_with_a_ban) {
    Fixture f;
    const auto error = [&](const std::string &query) {
        const auto reply = f.ask("POST", "/ban" + query);
        return std::to_string(reply.status) + " " + Json::parse(reply.body).get<std::string>("error");
    };
    EXPECT_EQ(error(""), "400 give either 'address' or 'id' in the query");
    EXPECT_EQ(error("?id=a&address=192.0.2.1"), "400 give either 'address' or 'id' in the query");
    EXPECT_EQ(error("?address=nonsense"), "400 'nonsense' is no network");
    EXPECT_EQ(error("?id=nobody"), "404 nobody is connected as 'nobody'");
    EXPECT_EQ(error("?id=a&with-address=maybe"), "400 'with-address' is true or false");
    for (const auto *seconds : {"0", "-1", "1.5", "x", "", "99999999999", "99999999999999999999"})
        EXPECT_EQ(error(std::string("?id=a&seconds=") + seconds),
                  "400 'seconds' is a whole number from 1 to 315360000");
    EXPECT_TRUE(f.bans.bans.empty());
}

TEST(AdminPlugin, lifts_bans) {
    Fixture f;
    f.post("/ban?address=192.0.2.1");
    f.post("/ban?id=a");
    EXPECT_EQ(f.post("/unban?ban=2"), (Json::Object{{"lifted", 1}}));
    EXPECT_EQ(f.ask("DELETE", "/unban?address=192.0.2.1").status, 200);
    EXPECT_TRUE(f.bans.bans.empty());
    f.post("/ban?address=2001:db8::/64");
    EXPECT_EQ(f.post("/unban?address=2001:db8::5"), (Json::Object{{"lifted", 1}})) << "as it was banned";
    EXPECT_EQ(f.ask("POST", "/unban?ban=2").status, 404);
    EXPECT_EQ(f.ask("POST", "/unban?ban=x").status, 400);
    EXPECT_EQ(f.ask("POST", "/unban").status, 400);
}

TEST(AdminPlugin, tells_everybody_something) {
    Fixture f;
    EXPECT_EQ(f.post("/notice?text=The%20server%20%22rests%22%20at%20noon"), (Json::Object{{"told", 3}}));
    EXPECT_EQ(f.presence.crowd.take("c"), std::vector<std::string>{"The server \"rests\" at noon"});
    EXPECT_EQ(f.ask("POST", "/notice", here, "in the\nbody").status, 200);
    EXPECT_EQ(f.presence.crowd.take("a").at(1), "in the body");
    EXPECT_EQ(f.ask("POST", "/notice").status, 400);
    EXPECT_EQ(f.ask("POST", "/notice?text=%20%0A").status, 400);
}

TEST(AdminPlugin, tells_a_crowd_some_at_a_time) {
    Fixture f;
    for (int i = 0; i < 500; ++i)
        f.presence.crowd.join(fmt::format("one of many {:03}", i));
    EXPECT_EQ(f.post("/notice?text=hello"), (Json::Object{{"told", 503}}));
    EXPECT_TRUE(test::run_until([&] { return !f.presence.crowd.told["one of many 499"].empty(); }));
    EXPECT_EQ(f.presence.crowd.take("one of many 250").size(), 1U);
}

TEST(AdminPlugin, knows_its_endpoints_and_their_methods) {
    Fixture f;
    for (const auto *target : {"", "/", "/peers/a", "/nothing"})
        EXPECT_EQ(f.ask("GET", target).status, 404) << target;
    for (const auto *target : {"/kick?id=a", "/ban?id=a", "/unban?ban=1", "/notice?text=x"})
        EXPECT_EQ(f.ask("GET", target).status, 405) << target;
    EXPECT_EQ(f.ask("POST", "/peers").status, 405);
    for (const auto *method : {"OS", "ST", "E"}) // parts of the methods' names
        EXPECT_NE(http(f.port, method, "/admin/unban?ban=1", here).status, 404) << method;
    EXPECT_EQ(f.get("/unban?ban=1").at("error"), "this is asked with POST or DELETE");
    EXPECT_EQ(f.ask("OPTIONS", "/peers").status, 405) << "no preflight of a page succeeds";
    EXPECT_TRUE(f.presence.find("a"));
}

TEST(AdminPlugin, wants_a_header_that_pages_cannot_set) {
    Fixture f;
    EXPECT_EQ(f.refusal(""), "send the header 'X-Callbooth-Admin: 1'");
    EXPECT_EQ(f.ask("POST", "/kick?id=a", "Origin: https://page.example\r\n").status, 403);
    EXPECT_TRUE(f.presence.find("a"));
    EXPECT_EQ(f.refusal(here), "");
}

TEST(AdminPlugin, refuses_who_comes_over_a_proxy_without_a_token) {
    const std::string why = "over a proxy only with a token: send 'Authorization: Bearer TOKEN'";
    Fixture careless; // its proxy is not declared: everybody has the proxy's address
    for (const auto *header : {"X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1", "X-Real-IP: 192.0.2.1",
                               "Via: 1.1 proxy", "X-Forwarded-Proto: https"})
        EXPECT_EQ(careless.refusal(here + header + "\r\n"), why) << header;
    Fixture declared({}, {"127.0.0.1"});
    EXPECT_EQ(declared.refusal(here + "X-Forwarded-For: 127.0.0.1\r\n"), why);
    EXPECT_EQ(declared.refusal(here + "X-Forwarded-For: 192.0.2.1\r\n"),
              "not from here: send 'Authorization: Bearer TOKEN'");
}

TEST(AdminPlugin, lets_in_who_has_the_token) {
    Fixture f({{"token", std::string("s3cret")}, {"allow", std::vector<std::string>()}});
    EXPECT_EQ(f.refusal(here), "not from here: send 'Authorization: Bearer TOKEN'");
    EXPECT_EQ(f.refusal("Authorization: Bearer s3cret\r\n"), "");
    EXPECT_EQ(f.refusal("Authorization: Bearer s3cret\r\nX-Forwarded-For: 192.0.2.1\r\n"), "");
    for (const auto *token : {"", "s3cre", "s3cret2"})
        EXPECT_EQ(f.refusal(std::string("Authorization: Bearer ") + token + "\r\n"), "wrong token") << token;
    EXPECT_FALSE(f.host.logged("s3cret"));
}

TEST(AdminPlugin, has_no_token_when_none_is_configured) {
    Fixture f;
    EXPECT_EQ(f.refusal("Authorization: Bearer \r\n" + here), "wrong token");
}

TEST(AdminPlugin, is_not_fooled_by_host_names_that_lead_here) {
    Fixture f;
    const auto status = [&](const std::string &host) {
        test::RawClient client(f.port);
        client.send("GET /admin/peers HTTP/1.1\r\nConnection: close\r\n" + here + "Host: " + host + "\r\n\r\n");
        client.receive_until_closed();
        return client.received.substr(9, 3);
    };
    for (const auto *host : {"localhost", "localhost:8080", "127.0.0.1:8080", "127.0.0.1", "[::1]:8080", "[::1]"})
        EXPECT_EQ(status(host), "200") << host;
    for (const auto *host : {"evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example"})
        EXPECT_EQ(status(host), "403") << host;
}
