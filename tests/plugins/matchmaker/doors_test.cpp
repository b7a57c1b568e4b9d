// SPDX-License-Identifier: MIT
// Clients of other plugins in the matchmaker's line, beside those of FIND and of GET /find.
#include "net/http/server.hpp"
#include "support/fake_door.hpp"
#include "support/fake_peers.hpp"
#include "support/raw_client.hpp"
#include "support/test_host.hpp"
#include <callbooth/json.hpp>
#include <gtest/gtest.h>

using namespace callbooth;

namespace {

using Texts = std::vector<std::string>;

struct Fixture {
    explicit Fixture(const Values &values = {}) {
        host.offer<HttpServer>(server);
        host.offer<Peers>(peers);
        plugin = host.create(values);
        plugin->start();
        server.start();
        door.emplace(host.require<WaitingLine>());
    }
    std::string find(const std::string &id, const std::string &more = "") {
        return test::http(test::port_of(server.url()), "GET", "/find?id=" + id + more).body;
    }
    /// The partners that `id` was told over its signaling connection since the last look: `call b`, `wait for b`.
    Texts matches(const std::string &id) {
        Texts texts;
        for (const auto &text : peers.take(id))
            if (const auto message = Json::parse(text); message.get<std::string>("type") == "MATCH")
                texts.push_back((message.get<bool>("payload.call") ? "call " : "wait for ") +
                                message.get<std::string>("payload.peer"));
        return texts;
    }
    double waiting() const { return host.metrics.get("callbooth_waiting"); }

    net::Server server{{.port = 0}, [](Level, std::string_view) {}};
    test::FakePeers peers{{"a", "b", "c", "d"}};
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    std::optional<test::FakeDoor> door;
};

} // namespace

TEST(Doors, bring_a_guest_that_waits_together_with_who_finds_over_signaling) {
    Fixture f;
    EXPECT_FALSE(f.door->look("a"));
    f.peers.say("b", "FIND");
    EXPECT_EQ(f.door->take("a"), Texts{"call b"});
    EXPECT_EQ(f.matches("b"), Texts{"wait for a"});
    EXPECT_EQ(f.waiting(), 0);
}

TEST(Doors, bring_who_finds_over_signaling_together_with_a_guest_that_comes) {
    Fixture f;
    f.peers.say("a", "FIND");
    EXPECT_TRUE(f.door->look("b"));
    EXPECT_EQ(f.matches("a"), Texts{"call b"});
    EXPECT_EQ(f.door->take("b"), Texts{"wait for a"});
}

TEST(Doors, let_the_one_call_who_can_be_told_where_the_other_asks_over_http) {
    Fixture f;
    f.door->look("a");
    EXPECT_EQ(f.find("b"), "a");
    EXPECT_EQ(f.door->take("a"), Texts{"wait for b"});
    f.find("c");
    EXPECT_FALSE(f.door->look("d"));
    EXPECT_EQ(f.door->take("d"), Texts{"call c"});
}

TEST(Doors, bring_two_guests_together_of_whom_the_first_calls) {
    Fixture f;
    f.door->look("a");
    EXPECT_TRUE(f.door->look("b"));
    EXPECT_EQ(f.door->take("a"), Texts{"call b"});
    EXPECT_EQ(f.door->take("b"), Texts{"wait for a"});
}

TEST(Doors, tell_a_guest_whose_partner_looks_again) {
    Fixture f;
    f.door->look("a");
    f.peers.say("b", "FIND");
    f.peers.say("c", "FIND");
    f.peers.say("b", "FIND"); // meets c
    EXPECT_EQ(f.door->take("a"), (Texts{"call b", "parted from b"}));
    EXPECT_EQ(f.waiting(), 1) << "it waits again";
    EXPECT_EQ(f.find("d"), "a");
}

TEST(Doors, give_the_last_partner_only_where_nobody_else_waits) {
    Fixture f;
    f.door->look("a");
    f.peers.say("b", "FIND");
    f.peers.say("b", "FIND");
    EXPECT_EQ(f.door->take("a"), (Texts{"call b", "parted from b", "wait for b"})) << "nobody else is there";
    f.peers.say("b", "CANCEL-FIND");
    f.door->look("a");
    f.door->look("c"); // takes a
    f.door->leave("c");
    f.peers.say("d", "FIND", R"({"block":["a"]})");
    f.peers.say("c", "FIND");
    EXPECT_EQ(f.matches("c"), Texts{"call d"}) << "a came first, and was its partner at another door";
}

TEST(Doors, heed_whom_somebody_has_blocked) {
    Fixture f;
    f.door->look("a");
    f.peers.say("b", "FIND", R"({"block":["a"]})");
    EXPECT_EQ(f.matches("b"), Texts{});
    EXPECT_EQ(f.waiting(), 2);
    f.door->look("c");
    EXPECT_EQ(f.door->take("a"), Texts{"call c"}) << "it came first";
}

TEST(Doors, let_wishes_wait_before_a_guest_will_do) {
    Fixture f({{"prefer-wait", 0.05}});
    f.door->look("a");
    f.peers.say("b", "FIND", R"({"tags":["music"]})");
    EXPECT_EQ(f.waiting(), 2);
    EXPECT_TRUE(test::run_until([&] { return f.door->partners["a"] == "b"; }));
}

TEST(Doors, say_that_the_two_were_matched_so_that_they_can_report_each_other) {
    Fixture f;
    std::string events;
    const auto matched = f.peers.matched.subscribe(
        [&](const std::string &id, const std::string &other) { events += id + "=" + other + " "; });
    f.door->look("a");
    f.peers.say("b", "FIND");
    f.door->look("foreign 1");
    f.door->look("foreign 2");
    EXPECT_EQ(events, "b=a ") << "the server knows nobody who is elsewhere";
}

TEST(Doors, bring_peers_of_another_server_together_with_their_like_alone) {
    Fixture f;
    f.peers.say("a", "FIND");
    f.door->look("elsewhere");
    EXPECT_EQ(f.waiting(), 2);
    f.door->look("there too");
    EXPECT_EQ(f.door->take("elsewhere"), Texts{"call there too"});
    EXPECT_EQ(f.matches("a"), Texts{});
}

TEST(Doors, take_a_peer_that_looked_before_it_was_connected) {
    Fixture f;
    f.peers.say("a", "FIND");
    f.door->look("late");
    f.peers.join("late");
    EXPECT_EQ(f.door->take("late"), Texts{"wait for a"});
    EXPECT_EQ(f.matches("a"), Texts{"call late"});
}

TEST(Doors, keep_the_place_of_a_guest_whose_signaling_is_lost_for_a_while) {
    Fixture f;
    f.door->look("a");
    f.peers.leave("a");
    f.peers.say("b", "FIND");
    EXPECT_EQ(f.matches("b"), Texts{}) << "a cannot be called";
    f.peers.join("a");
    EXPECT_EQ(f.door->take("a"), Texts{"wait for b"});
}

TEST(Doors, tell_a_guest_whose_partner_vanishes_before_it_calls) {
    Fixture f;
    f.door->look("a");
    f.find("b"); // is told to call, and is gone
    f.peers.leave("b");
    EXPECT_EQ(f.door->take("a"), (Texts{"wait for b", "parted from b"}));
    f.peers.say("c", "FIND");
    EXPECT_EQ(f.matches("c"), Texts{"wait for a"});
}

TEST(Doors, leave_a_call_alone_whose_signaling_is_lost_for_a_moment) {
    Fixture f;
    f.door->look("a");
    f.peers.say("b", "FIND");
    f.peers.met.emit("b", "a");
    f.door->take("a");
    f.peers.leave("b");
    f.peers.join("b");
    EXPECT_EQ(f.door->take("a"), Texts{});
    EXPECT_EQ(f.waiting(), 0);
}

TEST(Doors, look_on_for_who_finds_a_guest_that_cannot_be_told) {
    Fixture f;
    f.door->look("a");
    f.door->deaf.insert("a");
    f.peers.say("b", "FIND");
    EXPECT_EQ(f.matches("b"), Texts{});
    EXPECT_EQ(f.waiting(), 1);
    f.door->deaf.clear();
    EXPECT_TRUE(test::run_until([&] { return f.door->partners["a"] == "b"; }, std::chrono::seconds(5)))
        << "it is tried again";
    EXPECT_EQ(f.matches("b"), Texts{"call a"});
}

TEST(Doors, put_a_guest_back_whose_partner_takes_no_message) {
    Fixture f;
    f.door->look("a");
    f.peers.full.insert("b");
    f.peers.say("b", "FIND");
    EXPECT_EQ(f.door->take("a"), (Texts{"call b", "parted from b"}));
    f.door->look("c");
    EXPECT_EQ(f.door->take("a"), Texts{"call c"});
}

TEST(Doors, do_not_take_the_place_of_who_has_proved_its_id) {
    Fixture f;
    f.peers.say("a", "FIND");
    EXPECT_FALSE(f.door->look("a"));
    f.peers.say("b", "FIND");
    EXPECT_EQ(f.matches("a"), Texts{"wait for b"});
    EXPECT_EQ(f.door->take("a"), Texts{});
    f.door->look("c");
    EXPECT_EQ(f.find("c"), "Wrong token") << "nobody takes away its partner";
}

TEST(Doors, take_nobody_for_a_peer_of_ours_where_ids_have_to_be_proved) {
    Fixture f({{"require-token", true}});
    f.peers.say("a", "FIND");
    f.door->look("b");
    f.door->look("c");
    EXPECT_EQ(f.door->take("b"), Texts{"call c"});
    EXPECT_EQ(f.matches("a"), Texts{});
}

TEST(Doors, forget_their_guests_when_they_close) {
    Fixture f;
    f.door->look("a");
    f.peers.say("b", "FIND");
    f.door->look("c");
    f.door->close();
    EXPECT_EQ(f.waiting(), 0);
    f.peers.say("d", "FIND");
    EXPECT_EQ(f.matches("d"), Texts{});
    f.plugin.reset();
    f.door->close();
}
