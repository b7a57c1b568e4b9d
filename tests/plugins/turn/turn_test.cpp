// SPDX-License-Identifier: MIT
#include "support/fake_booth.hpp"
#include "support/fake_web_server.hpp"
#include "support/test_host.hpp"
#include <gtest/gtest.h>

namespace callbooth::turn {
namespace {

using test::run_until;

constexpr const char *relay = R"({"iceServers": [{"urls": "turn:a", "username": "u", "credential": "hush"}]})";

struct TurnPlugin : testing::Test {
    TurnPlugin() { host.offer<Booth>(booth); }
    void start() {
        plugin = host.create({{"url", server.url()}});
        plugin->start();
    }
    bool knows(size_t servers) {
        return run_until([&] { return booth.ice_servers.size() == servers; });
    }

    test::FakeWebServer server;
    test::TestHost host;
    test::FakeBooth booth;
    std::unique_ptr<Plugin> plugin;
};

TEST_F(TurnPlugin, gives_the_booth_the_servers_of_the_site) {
    server.answers = {{200, relay}};
    start();
    ASSERT_TRUE(knows(1));
    EXPECT_EQ(booth.ice_servers[0].url, "turn:a");
    EXPECT_EQ(booth.ice_servers[0].credential, "hush");
    EXPECT_EQ(host.status.get("turn.servers"), "1");
}

TEST_F(TurnPlugin, tries_on_and_says_so_once) {
    server.answers = {{503, ""}, {200, "{}"}, {200, relay}};
    start();
    ASSERT_TRUE(run_until([&] { return !booth.ice_servers.empty(); }, std::chrono::seconds(30)));
    const auto warned = [](const test::LogLine &line) { return line.level == Level::warning; };
    EXPECT_EQ(std::count_if(host.lines.begin(), host.lines.end(), warned), 1);
    EXPECT_TRUE(host.logged("the server answered 503", Level::warning));
    EXPECT_TRUE(host.logged("answers again", Level::info));
    EXPECT_FALSE(host.logged("hush"));
}

TEST_F(TurnPlugin, proves_its_id_where_that_is_wanted) {
    test::FakeSignaling signaling;
    signaling.proof = "secret";
    host.offer<Signaling>(signaling);
    server.answers = {{401, ""}, {200, relay}};
    start();
    ASSERT_TRUE(run_until([&] { return server.questions.size() == 1 && server.answers.size() == 1; }));
    EXPECT_EQ(server.tokens[0], "");
    signaling.become_ready("a b");
    ASSERT_TRUE(knows(1));
    EXPECT_EQ(server.questions[1], "id=a%20b");
    EXPECT_EQ(server.tokens[1], "secret");
    EXPECT_FALSE(host.logged("secret"));
    plugin.reset();
}

TEST_F(TurnPlugin, proves_its_id_to_nobody_else) {
    test::FakeSignaling signaling;
    signaling.proof = "secret";
    signaling.become_ready("a");
    host.offer<Signaling>(signaling);
    server.answers = {{200, relay}};
    start();
    ASSERT_TRUE(knows(1));
    EXPECT_EQ(server.tokens, std::vector<std::string>{""});
    plugin.reset();
    server.answers = {{401, ""}};
    plugin = host.create({{"url", server.url()}, {"prove-id", false}});
    plugin->start();
    ASSERT_TRUE(run_until([&] { return host.logged("the server answered 401", Level::warning); }));
    EXPECT_EQ(server.tokens.back(), "");
    plugin.reset();
}

TEST_F(TurnPlugin, asks_nothing_more_after_its_end) {
    server.hold();
    server.answers = {{200, relay}};
    start();
    ASSERT_TRUE(run_until([&] { return server.questions.size() == 1; }));
    plugin->stop();
    server.let_go();
    bool later = false;
    const auto timer = Source::after(std::chrono::milliseconds(60), [&] { later = true; });
    run_until([&] { return later; });
    EXPECT_TRUE(booth.ice_servers.empty());
}

TEST_F(TurnPlugin, refuses_what_is_no_address) {
    EXPECT_THROW(host.create({{"url", "turn:a"}}), Error);
    EXPECT_THROW(host.create(), Error);
}

} // namespace
} // namespace callbooth::turn
