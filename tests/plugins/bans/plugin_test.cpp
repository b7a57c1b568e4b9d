// SPDX-License-Identifier: MIT
#include <fstream>
#include <sstream>
#include <sys/stat.h>

#include "net/http/server.hpp"
#include "support/fake_presence.hpp"
#include "support/raw_client.hpp"
#include "support/temp_folder.hpp"
#include "support/test_host.hpp"
#include <callbooth/error.hpp>
#include <callbooth/services/bans.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using namespace std::chrono_literals;
using test::http;

namespace {

struct Fixture {
    explicit Fixture(const Values &values = {}) {
        host.offer<HttpServer>(server);
        host.offer<Presence>(presence);
        plugin = host.create(values);
        plugin->start();
        server.start();
        port = test::port_of(server.url());
        bans = host.find<Bans>();
    }
    test::HttpReply get(const std::string &target) {
        return http(port, "GET", target, "X-Forwarded-For: 192.0.2.7\r\nOrigin: https://page.example\r\n");
    }

    std::string refusal(const Visitor &visitor) const { return test::FakeCrowd::text_of(presence.check(visitor)); }

    static HttpResponse found(const HttpRequest &) { return {.status = 404}; }

    net::Server server{{.port = 0, .trusted_proxies = {"127.0.0.1"}}, [](Level, std::string_view) {}};
    Subscription socket = server.websocket("/socket.io/", [](const HttpRequest &, WebSocket &) {});
    Subscription signaling = server.route("/signaling", found, Audience::peers);
    Subscription find = server.route("/find", found, Audience::peers);
    Subscription pages = server.route("/", found);
    test::FakePresence presence;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    Bans *bans = nullptr;
    uint16_t port = 0;
};

std::string banned(const std::string &words, int seconds) {
    return "You are banned for another " + words + " (banned for " + std::to_string(seconds) + " s)";
}

std::string text_of(const std::string &path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

} // namespace

TEST(BansPlugin, keeps_a_banned_address_away_from_all_that_is_for_peers) {
    Fixture f;
    EXPECT_EQ(f.get("/signaling/").status, 404) << "nobody is banned";
    f.bans->ban_network("192.0.2.0/24", 600s, "noise");
    for (const auto *target : {"/signaling/", "/signaling/peerjs?id=x", "/find?id=x", "/socket.io/"}) {
        const auto reply = f.get(target);
        EXPECT_EQ(reply.status, 403) << target;
        EXPECT_EQ(reply.body, "You are banned for another 10 minutes: noise\n");
        EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), "https://page.example");
    }
    EXPECT_EQ(f.get("/").status, 404) << "pages can be read";
    EXPECT_EQ(http(f.port, "GET", "/signaling/").status, 404) << "somebody else";
    EXPECT_EQ(f.host.metrics.get("callbooth_bans_refused_total address"), 4);
}

TEST(BansPlugin, keeps_a_banned_address_away_from_the_paths_that_it_is_told) {
    Fixture f({{"paths", std::vector<std::string>{"/"}}});
    f.bans->ban_network("192.0.2.0/24", 600s, "noise");
    EXPECT_EQ(f.get("/").status, 403);
    EXPECT_EQ(f.get("/find").status, 403);
}

TEST(BansPlugin, throws_out_whoever_is_there_from_a_banned_network) {
    Fixture f;
    f.presence.crowd.join("far", "198.51.100.1");
    f.bans->ban_network("192.0.2.0/24", 600s, "");
    EXPECT_EQ(f.presence.crowd.take("a"), std::vector<std::string>{banned("10 minutes", 600)});
    EXPECT_FALSE(f.presence.find("a"));
    EXPECT_TRUE(f.presence.find("far"));
    EXPECT_TRUE(f.presence.crowd.take("far").empty());
}

TEST(BansPlugin, throws_out_a_crowd_some_at_a_time) {
    Fixture f;
    for (int i = 0; i < 500; ++i)
        f.presence.crowd.join("one of many " + std::to_string(i));
    f.bans->ban_network("192.0.2.0/24", 600s, "");
    EXPECT_GT(f.presence.size(), 300U);
    EXPECT_TRUE(test::run_until([&] { return f.presence.size() == 0; }));
    f.presence.crowd.join("last");
    const auto ban = f.bans->ban_network("192.0.2.0/24", 600s, "");
    EXPECT_FALSE(f.presence.find("last"));
    EXPECT_TRUE(f.bans->lift(ban.number));
}

TEST(BansPlugin, bans_the_token_of_a_peer_and_leaves_its_neighbours_alone) {
    Fixture f;
    const auto ban = f.bans->ban_visitor(f.presence.find("a")->visitor, false, 30s, "noise\nand more");
    EXPECT_EQ(ban.id, "a");
    EXPECT_EQ(ban.network, "");
    EXPECT_EQ(ban.token.find("token"), std::string::npos) << "it is a hash";
    EXPECT_EQ(f.presence.crowd.take("a"), std::vector<std::string>{banned("30 seconds: noise and more", 30)});
    EXPECT_FALSE(f.presence.find("a"));
    EXPECT_TRUE(f.presence.find("b"));
    EXPECT_EQ(f.refusal({"another id", "token of a"}), banned("30 seconds: noise and more", 30));
    EXPECT_EQ(f.refusal({"a", "another token"}), "");
    EXPECT_EQ(f.host.metrics.get("callbooth_bans_refused_total token"), 1);
    EXPECT_EQ(f.host.metrics.get("callbooth_bans"), 1);
}

TEST(BansPlugin, bans_the_address_of_a_peer_with_its_home) {
    Fixture f;
    f.presence.crowd.join("four", "198.51.100.1");
    f.presence.crowd.join("six", "2001:db8:1:2:3:4:5:6");
    EXPECT_EQ(f.bans->ban_visitor(f.presence.find("four")->visitor, true, 30s, "").network, "198.51.100.1");
    EXPECT_EQ(f.bans->ban_visitor(f.presence.find("six")->visitor, true, 30s, "").network, "2001:db8:1:2::/64");
}

TEST(BansPlugin, bans_the_address_of_a_visitor_whose_protocol_has_no_tokens) {
    Fixture f;
    const auto ban = f.bans->ban_visitor({"socket", "", "192.0.2.1", "socketio"}, false, 30s, "");
    EXPECT_EQ(ban.network, "192.0.2.1");
    EXPECT_EQ(ban.token, "");
    EXPECT_FALSE(f.presence.find("a")) << "it is at the same address";
    EXPECT_EQ(f.refusal({"another", "", "192.0.2.1"}), banned("30 seconds", 30));
    EXPECT_EQ(f.refusal({"another", "", "192.0.2.2"}), "");
    EXPECT_EQ(f.refusal({"", "", "192.0.2.1"}), "") << "the gates look at an address alone";
}

TEST(BansPlugin, leaves_visitors_alone_where_it_guards_some_paths) {
    Fixture f({{"paths", std::vector<std::string>{"/find"}}});
    f.bans->ban_network("192.0.2.1", 30s, "");
    EXPECT_EQ(f.refusal({"another", "", "192.0.2.1"}), "");
}

TEST(BansPlugin, bans_the_network_of_an_address_that_it_is_given) {
    Fixture f;
    EXPECT_EQ(f.bans->ban_network("2001:db8:1:2::5", 30s, "").network, "2001:db8:1:2::/64");
    EXPECT_EQ(f.bans->ban_network("2001:db8:1:3::5/128", 30s, "").network, "2001:db8:1:3::5") << "as it is asked for";
    EXPECT_EQ(f.bans->ban_network("::ffff:192.0.2.1", 30s, "").network, "192.0.2.1");
}

TEST(BansPlugin, lets_in_again_who_is_pardoned_or_has_waited) {
    Fixture f;
    const auto ban = f.bans->ban_visitor({"x", "token"}, false, 600s, "");
    EXPECT_TRUE(f.bans->lift(ban.number));
    EXPECT_FALSE(f.bans->lift(ban.number));
    EXPECT_EQ(f.refusal({"x", "token"}), "");
    f.bans->ban_visitor({"x", "token"}, false, 1s, "");
    EXPECT_NE(f.refusal({"x", "token"}), "");
    EXPECT_TRUE(test::run_until([&] { return f.bans->list().empty(); }));
    EXPECT_EQ(f.refusal({"x", "token"}), "");
}

TEST(BansPlugin, keeps_bans_over_a_restart) {
    const test::TempFolder folder;
    const auto path = (folder.path() / "bans.json").string();
    const Values values{{"state", path}};
    {
        Fixture f(values);
        f.bans->ban_visitor({"x", "secret token"}, false, 600s, "noise");
        f.plugin->stop();
    }
    EXPECT_EQ(text_of(path).find("secret"), std::string::npos);
    struct stat info {};
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
    Fixture f(values);
    ASSERT_EQ(f.bans->list().size(), 1U);
    EXPECT_NE(f.refusal({"y", "secret token"}), "");
    f.bans->lift(f.bans->list()[0].number);
    EXPECT_TRUE(test::run_until([&] { return text_of(path).find("noise") == std::string::npos; })) << "written soon";
}

TEST(BansPlugin, does_not_start_with_a_file_that_is_none_of_its_own) {
    const test::TempFolder folder;
    const auto path = (folder.path() / "bans.json").string();
    std::ofstream(path) << "[]";
    try {
        Fixture f({{"state", path}});
        FAIL();
    } catch (const Error &e) {
        EXPECT_EQ(std::string(e.what()), "state: " + path + " is no list of bans; mend it or remove it");
    }
}
