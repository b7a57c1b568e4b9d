// SPDX-License-Identifier: MIT
#include "net/http/server.hpp"
#include "support/raw_client.hpp"
#include "support/test_host.hpp"
#include "trades/market.hpp"
#include <callbooth/json.hpp>
#include <gtest/gtest.h>

namespace callbooth {
namespace {

const std::string subscription = R"({"event":"bts:subscribe","data":{"channel":"live_trades_btcusd"}})";

struct Fixture {
    explicit Fixture(Values values = {}) {
        host.offer<HttpServer>(server);
        values.try_emplace("interval", 0.01);
        plugin = host.create(values);
        plugin->start();
        server.start();
    }
    test::WebSocketClient connect() { return {test::port_of(server.url()), "/trades"}; }

    net::Server server{{.port = 0}, [](Level, std::string_view) {}};
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
};

} // namespace

TEST(Trades, go_to_those_who_have_subscribed) {
    Fixture f;
    auto silent = f.connect();
    auto client = f.connect();
    client.text(subscription);
    ASSERT_TRUE(client.wait_for_texts(5));
    EXPECT_EQ(client.texts[0], R"({"event":"bts:subscription_succeeded","channel":"live_trades_btcusd","data":{}})");
    for (size_t i = 1; i < 5; ++i) {
        const auto trade = Json::parse(client.texts[i]);
        EXPECT_EQ(trade.get<std::string>("event"), "trade");
        EXPECT_NEAR(trade.get<double>("data.price"), 67000, 6700);
        EXPECT_GT(trade.get<double>("data.amount"), 0);
    }
    silent.receive();
    EXPECT_TRUE(silent.texts.empty());
}

TEST(Trades, are_not_sent_for_other_requests) {
    for (const auto *text : {"", "{", "[]", R"({"event":"bts:subscribe"})", R"({"event":"bts:subscribe","data":"x"})",
                             R"({"event":"bts:subscribe","data":{"channel":"live_trades_ethusd"}})",
                             R"({"event":1,"data":{"channel":"live_trades_btcusd"}})"})
        EXPECT_EQ(trades::answer_to(text, "live_trades_btcusd"), "") << text;
}

TEST(Trades, refuse_clients_beyond_their_limit) {
    Fixture f({{"clients", int64_t{1}}});
    auto first = f.connect();
    auto second = f.connect();
    EXPECT_TRUE(test::run_until([&] {
        second.receive();
        return second.close_code.has_value();
    }));
    EXPECT_EQ(second.close_code, 1013);
    first.receive();
    EXPECT_FALSE(first.close_code);
}

TEST(Market, stays_near_its_first_price) {
    trades::Market market(100, 7);
    double least = 100;
    double most = 100;
    for (int i = 0; i < 20000; ++i) {
        market.next("x", 0);
        least = std::min(least, market.price());
        most = std::max(most, market.price());
    }
    EXPECT_GT(least, 90);
    EXPECT_LT(most, 110);
    EXPECT_GT(most - least, 0.5) << "it moves";
}

} // namespace callbooth
