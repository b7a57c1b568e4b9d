// SPDX-License-Identifier: MIT
#include <fstream>

#include "net/http/server.hpp"
#include "support/fake_presence.hpp"
#include "support/fake_socket_server.hpp"
#include "support/raw_client.hpp"
#include "support/temp_folder.hpp"
#include "support/test_host.hpp"
#include <callbooth/json.hpp>
#include <gtest/gtest.h>

namespace callbooth {
namespace {

using test::run_until;
using Page = test::WebSocketClient;
using Strings = std::vector<std::string>;

const std::string subscription = R"({"event":"bts:subscribe","data":{"channel":"live_trades_btcusd"}})";

std::string trade(int price) {
    return R"({"event":"trade","channel":"live_trades_btcusd","data":{"price":)" + std::to_string(price) +
           R"(,"amount":0.5,"id":1}})";
}

/// The plugin, and a service that does what the test says.
struct FeedPluginTest : testing::Test {
    FeedPluginTest() { host.offer<Presence>(presence); }

    void start(Values values = {}) {
        values.try_emplace("url", service.url());
        values.try_emplace("subscribe", Strings{subscription});
        values.try_emplace("values", Strings{"price: data.price"});
        values.try_emplace("when", Strings{"event = trade"});
        values.try_emplace("reconnect-when", Strings{"event = bts:request_reconnect"});
        values.try_emplace("text", std::string("{price:.2} USD"));
        values.try_emplace("interval", 0.0);
        values.try_emplace("reconnect-min", 0.01);
        values.try_emplace("reconnect-max", 0.05);
        plugin = host.create(values);
        plugin->start();
        ASSERT_TRUE(run_until([&] { return !service.texts.empty(); }));
    }
    /// With a server at which pages watch at /feed.
    void serve(Values values = {}) {
        host.offer<HttpServer>(server);
        values.try_emplace("path", std::string("/feed"));
        start(std::move(values));
        server.start();
        port = test::port_of(server.url());
    }
    bool shows(const std::string &text) {
        return run_until([&] { return host.status.get("feed.tested.text") == text; });
    }
    double count(const std::string &outcome) { return host.metrics.get("callbooth_feed_messages_total " + outcome); }

    test::FakeSocketServer service;
    net::Server server{{.port = 0}, [](Level, std::string_view) {}};
    test::FakePresence presence{{}};
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    uint16_t port = 0;
};

TEST_F(FeedPluginTest, subscribes_and_shows_what_comes) {
    start();
    EXPECT_EQ(service.texts, Strings{subscription});
    EXPECT_EQ(host.status.get("feed.tested.state"), "ready");
    service.say(R"({"event":"bts:subscription_succeeded","data":{}})");
    service.say(trade(67000));
    ASSERT_TRUE(shows("67000.00 USD"));
    EXPECT_TRUE(host.logged("67000.00 USD", Level::info));
    EXPECT_EQ(count("shown"), 1);
    EXPECT_EQ(count("other"), 1);
}

TEST_F(FeedPluginTest, connects_again_when_the_service_asks_for_it) {
    start();
    service.say(R"({"event":"bts:request_reconnect","channel":"","data":""})");
    ASSERT_TRUE(run_until([&] { return service.texts.size() == 2; }));
    EXPECT_EQ(service.texts[1], subscription);
    EXPECT_TRUE(host.logged("the service asks for it"));
    service.say(trade(2));
    EXPECT_TRUE(shows("2.00 USD"));
}

TEST_F(FeedPluginTest, connects_again_when_the_service_was_gone) {
    start();
    service.go_down();
    ASSERT_TRUE(run_until([&] { return host.status.get("feed.tested.state") == "lost"; }));
    service.come_back();
    ASSERT_TRUE(run_until([&] { return service.texts.size() == 2; }));
    EXPECT_EQ(host.status.get("feed.tested.state"), "ready");
}

TEST_F(FeedPluginTest, connects_again_when_nothing_comes_any_more) {
    start({{"quiet", 0.05}});
    ASSERT_TRUE(run_until([&] { return service.texts.size() >= 3; }));
    EXPECT_TRUE(host.logged("the service sends nothing any more"));
}

TEST_F(FeedPluginTest, survives_garbage_and_binary_frames) {
    start();
    for (const auto *text : {"", "{", "[]", "null", "\"x\"", R"({"event":"trade"})", R"({"event":"trade","data":[]})",
                             R"({"event":{"trade":1},"data":{"price":1}})"})
        service.say(text);
    service.say(std::string(100000, '['));
    service.say_bytes(std::string("\xff\x00\x01", 3));
    service.say(trade(3));
    ASSERT_TRUE(shows("3.00 USD"));
    EXPECT_EQ(count("shown"), 1);
    EXPECT_EQ(count("garbage"), 4);
    EXPECT_EQ(service.clients.size(), 1U) << "over the first connection";
}

TEST_F(FeedPluginTest, gives_up_a_connection_that_brings_too_long_a_message) {
    start({{"max-message", int64_t{1024}}});
    service.say(std::string(2000, 'x'));
    EXPECT_TRUE(run_until([&] { return service.texts.size() == 2; }));
}

TEST_F(FeedPluginTest, drops_most_of_a_flood) {
    start({{"messages-per-second", 10.0}});
    for (int i = 0; i < 1000; ++i)
        service.say(trade(i));
    ASSERT_TRUE(run_until([&] { return count("shown") + count("dropped") == 1000; }));
    EXPECT_GE(count("dropped"), 900);
    EXPECT_TRUE(host.logged("messages are dropped", Level::warning));
    EXPECT_EQ(service.clients.size(), 1U);
}

TEST_F(FeedPluginTest, leaves_out_those_between_two_intervals_but_not_the_last) {
    start({{"interval", 0.2}});
    for (int i = 1; i <= 50; ++i)
        service.say(trade(i));
    ASSERT_TRUE(shows("50.00 USD"));
    EXPECT_TRUE(host.logged("1.00 USD"));
    EXPECT_EQ(count("shown") + count("left_out"), 50);
    EXPECT_LE(count("shown"), 5);
}

TEST_F(FeedPluginTest, appends_to_a_file) {
    const test::TempFolder folder;
    const auto path = (folder.path() / "feed.txt").string();
    start({{"file", path}, {"print", std::string("none")}});
    service.say(trade(4));
    ASSERT_TRUE(shows("4.00 USD"));
    std::ifstream stream(path);
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    EXPECT_TRUE(text.ends_with("Z 4.00 USD\n")) << text;
    EXPECT_FALSE(host.logged("4.00 USD"));
}

TEST_F(FeedPluginTest, reports_a_file_that_cannot_be_written_once) {
    start({{"file", std::string("/proc/nowhere/feed.txt")}});
    service.say(trade(4));
    service.say(trade(5));
    ASSERT_TRUE(shows("5.00 USD"));
    EXPECT_EQ(std::count_if(host.lines.begin(), host.lines.end(),
                            [](const auto &line) { return line.level == Level::error; }),
              1);
}

TEST_F(FeedPluginTest, passes_on_to_pages_what_it_shows_over_one_connection) {
    serve({{"history", int64_t{2}}});
    Page early(port, "/feed");
    ASSERT_TRUE(early.wait_for_texts(1));
    EXPECT_EQ(early.texts[0], R"({"type":"history","name":"tested","state":"ready","items":[]})");
    for (int i = 1; i <= 3; ++i)
        service.say(trade(i));
    ASSERT_TRUE(early.wait_for_texts(4));
    const auto item = Json::parse(early.texts[3]);
    EXPECT_EQ(item.get<std::string>("type"), "item");
    EXPECT_EQ(item.get<std::string>("text"), "3.00 USD");
    EXPECT_EQ(item.get<int>("values.price"), 3);
    EXPECT_GT(item.get<int64_t>("time"), 0);
    Page late(port, "/feed");
    ASSERT_TRUE(late.wait_for_texts(1));
    const auto history = Json::parse(late.texts[0]).at("items").items();
    ASSERT_EQ(history.size(), 2U);
    EXPECT_EQ(history[1], item);
    EXPECT_EQ(service.clients.size(), 1U);
    EXPECT_EQ(host.metrics.get("callbooth_feed_watchers"), 2);
    service.go_down();
    ASSERT_TRUE(late.wait_for_texts(2));
    EXPECT_EQ(late.texts[1], R"({"type":"state","payload":"lost"})");
}

TEST_F(FeedPluginTest, limits_who_may_watch) {
    serve({{"watchers", int64_t{1}}, {"origins", Strings{"https://chat.example"}}});
    EXPECT_EQ(Page(port, "/feed").status, 403);
    const std::string origin = "Origin: https://chat.example\r\n";
    Page first(port, "/feed", origin);
    ASSERT_TRUE(first.wait_for_texts(1));
    Page second(port, "/feed", origin);
    ASSERT_TRUE(second.wait_for_texts(1));
    EXPECT_EQ(second.texts[0], R"({"type":"error","payload":"too many watch this feed, try again later"})");
}

TEST_F(FeedPluginTest, keeps_out_pages_that_the_operator_has_banned) {
    serve();
    const auto guard = presence.guard([](const Visitor &) { return Expulsion{"banned"}; });
    Page page(port, "/feed");
    ASSERT_TRUE(page.wait_for_texts(1));
    EXPECT_EQ(page.texts[0], R"({"type":"error","payload":"banned"})");
}

TEST_F(FeedPluginTest, may_end_before_its_watchers) {
    serve();
    Page page(port, "/feed");
    ASSERT_TRUE(page.wait_for_texts(1));
    plugin.reset();
    page.say_goodbye();
    EXPECT_TRUE(page.wait_for_end());
}

TEST_F(FeedPluginTest, refuses_settings_that_cannot_work) {
    EXPECT_THROW(host.create({{"url", std::string("http://x")}, {"values", Strings{"x: x"}}}), Error);
    EXPECT_THROW(host.create({{"url", service.url()}, {"values", Strings{}}}), Error);
    const auto unserved =
        host.create({{"url", service.url()}, {"values", Strings{"x: x"}}, {"path", std::string("/feed")}});
    EXPECT_THROW(unserved->start(), Error);
}

} // namespace
} // namespace callbooth
