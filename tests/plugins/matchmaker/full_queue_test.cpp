// SPDX-License-Identifier: MIT
#include <algorithm>

#include "net/http/server.hpp"
#include "support/fake_peers.hpp"
#include "support/raw_client.hpp"
#include "support/test_host.hpp"
#include <callbooth/json.hpp>
#include <gtest/gtest.h>

using namespace callbooth;

namespace {

/// A matchmaker whose peers may take no message for a while, because too much waits for them already.
struct Fixture {
    Fixture() {
        host.offer<HttpServer>(server);
        host.offer<Peers>(peers);
        plugin = host.create({{"wait-interval", 0.01}, {"prefer-wait", 0.01}});
        plugin->start();
        server.start();
    }
    /// Whom the server has named as the partner of `id`, in the order of its messages.
    std::vector<std::string> partners(const std::string &id) {
        std::vector<std::string> ids;
        for (const auto &text : peers.told[id])
            if (const auto message = Json::parse(text); message.get<std::string>("type") == "MATCH")
                ids.push_back(message.get<std::string>("payload.peer"));
        return ids;
    }
    bool meets(const std::string &id, const std::string &partner) {
        return test::run_until([&] { return partners(id) == std::vector{partner}; });
    }
    std::string find(const std::string &id) {
        return test::http(test::port_of(server.url()), "GET", "/find?id=" + id).body;
    }
    double waiting() const { return host.metrics.get("callbooth_waiting"); }

    net::Server server{{.port = 0}, [](Level, std::string_view) {}};
    test::FakePeers peers{{"a", "b", "c", "d"}};
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
};

} // namespace

TEST(FullQueue, of_the_partner_puts_the_asker_back_in_line) {
    Fixture f;
    f.peers.say("a", "FIND");
    f.peers.full.insert("a");
    f.peers.say("b", "FIND");
    EXPECT_TRUE(f.partners("b").empty());
    EXPECT_EQ(f.waiting(), 1);
    EXPECT_EQ(f.host.metrics.get("callbooth_pairs_total plain"), 0);
    f.peers.say("c", "FIND");
    EXPECT_TRUE(f.meets("b", "c"));
    EXPECT_TRUE(f.meets("c", "b"));
    EXPECT_TRUE(f.partners("a").empty());
}

TEST(FullQueue, ends_the_wait_of_nobody) {
    Fixture f;
    f.peers.say("a", "FIND");
    f.peers.full.insert("a");
    f.peers.say("b", "FIND");
    f.peers.full.clear();
    EXPECT_TRUE(f.meets("a", "b")) << "it takes messages again";
    EXPECT_TRUE(f.meets("b", "a"));
    EXPECT_EQ(f.waiting(), 0);
}

TEST(FullQueue, of_the_asker_lets_it_wait_until_it_reads) {
    Fixture f;
    f.peers.say("a", "FIND");
    f.peers.full.insert("b");
    f.peers.say("b", "FIND");
    EXPECT_EQ(f.partners("a"), std::vector<std::string>{"b"}) << "whom nobody calls asks again";
    f.peers.full.clear();
    f.peers.say("c", "FIND");
    EXPECT_TRUE(f.meets("c", "b"));
    EXPECT_TRUE(f.meets("b", "c"));
}

TEST(FullQueue, of_several_is_passed_over_in_one_search) {
    Fixture f;
    for (const auto *id : {"a", "b"}) {
        f.peers.say(id, "FIND", R"({"block":["a","b"]})");
        f.peers.full.insert(id);
    }
    f.peers.say("c", "FIND");
    EXPECT_TRUE(f.partners("c").empty());
    EXPECT_EQ(f.waiting(), 1);
    EXPECT_EQ(f.find("d"), "c");
}

TEST(FullQueue, of_the_partner_is_no_answer_to_who_asks_over_http) {
    Fixture f;
    f.peers.say("a", "FIND");
    f.peers.full.insert("a");
    EXPECT_EQ(f.find("b"), "Not found");
    EXPECT_EQ(f.find("c"), "b");
}

TEST(FullQueue, ends_with_the_search_and_with_the_connection) {
    Fixture f;
    for (const auto *id : {"a", "b"}) {
        f.peers.say(id, "FIND");
        f.peers.full.insert(id);
        EXPECT_EQ(f.find("c"), "Not found");
        f.peers.say("c", "CANCEL-FIND");
    }
    f.peers.say("a", "CANCEL-FIND");
    f.peers.leave("b");
    f.peers.full.clear();
    f.peers.join("b");
    f.peers.say("d", "FIND");
    const auto count = f.peers.told["d"].size();
    f.peers.say("c", "FIND", R"({"block":["d"]})"); // changes the numbers, of which d hears in the next turn
    EXPECT_TRUE(test::run_until([&] { return f.peers.told["d"].size() > count; }));
    EXPECT_TRUE(f.partners("a").empty());
    EXPECT_TRUE(f.partners("b").empty());
}

TEST(FullQueue, when_patience_ends_puts_the_other_back_in_line) {
    Fixture f;
    f.peers.say("a", "FIND");
    f.peers.say("b", "FIND", R"({"tags":["music"]})");
    f.peers.full.insert("a");
    EXPECT_TRUE(test::run_until([&] { return f.waiting() == 1; }));
    f.peers.say("c", "FIND", R"({"tags":["music"]})");
    EXPECT_TRUE(f.meets("b", "c"));
}
