// SPDX-License-Identifier: MIT
#include "support/fake_peers.hpp"
#include "support/test_host.hpp"
#include <callbooth/services/bans.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using Texts = std::vector<std::string>;

namespace {

class FakeBans final : public Bans {
public:
    Ban ban_network(const std::string &, std::chrono::seconds, std::string_view) override { return {}; }
    Ban ban_visitor(const Visitor &peer, bool with_address, std::chrono::seconds time, std::string_view) override {
        banned.push_back(peer.id + " " + peer.token + (with_address ? " and " + peer.address : "") + " for " +
                         std::to_string(time.count()));
        return {};
    }
    bool lift(uint64_t) override { return false; }
    std::vector<Ban> list() override { return {}; }

    Texts banned;
};

struct Fixture {
    explicit Fixture(Values values = {}) {
        values.try_emplace("rate", 1000.0);
        values.try_emplace("together", 0.0);
        host.offer<Bans>(bans);
        host.offer<Peers>(peers);
        for (int i = 0; i < 5; ++i)
            peers.join("p" + std::to_string(i), "192.0.2." + std::to_string(10 + i));
        plugin = host.create(values);
        plugin->start();
    }
    /// The server matches the two, and one calls the other.
    void meet(const std::string &id, const std::string &other) {
        peers.matched.emit(id, other);
        peers.met.emit(id, other);
    }
    void report(const std::string &id, const std::string &about, const std::string &payload = "") {
        peers.say(id, "REPORT", payload, about);
    }
    double count(const std::string &outcome) { return host.metrics.get("callbooth_reports_total " + outcome); }

    FakeBans bans;
    test::FakePeers peers;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
};

Texts refused(const std::string &peer, const std::string &why) {
    return {R"({"type":"REPORT-ERROR","payload":{"peer":")" + peer + R"(","msg":")" + why + "\"}}"};
}
const Texts reported_x = {R"({"type":"REPORTED","payload":{"peer":"x"}})"};

} // namespace

TEST(ReportsPlugin, takes_reports_about_who_was_met_and_logs_both) {
    Fixture f;
    f.peers.join("x", "198.51.100.1");
    f.meet("p0", "x");
    f.report("p0", "x", R"({"reason":"noise"})");
    EXPECT_EQ(f.peers.take("p0"), reported_x);
    EXPECT_TRUE(f.host.logged("p0 (192.0.2.10) reports x (198.51.100.1), 1 of late: noise", Level::info));
    EXPECT_FALSE(f.host.logged("token"));
    EXPECT_EQ(f.count("accepted"), 1);
    EXPECT_TRUE(f.bans.banned.empty());
}

TEST(ReportsPlugin, takes_no_reports_about_strangers) {
    Fixture f;
    for (const auto *about : {"p1", "p0", "nobody", ""}) {
        f.report("p0", about);
        EXPECT_EQ(f.peers.take("p0"), refused(about, "only somebody whom you have just met can be reported"));
    }
    f.report("p0", std::string(100000, 'x'));
    EXPECT_LT(f.peers.take("p0").at(0).size(), 500U);
    EXPECT_EQ(f.count("stranger"), 5);
}

TEST(ReportsPlugin, takes_no_reports_about_whom_one_has_only_called) {
    Fixture f;
    f.peers.join("x", "198.51.100.1");
    f.peers.met.emit("x", "p0"); // x's peerjs has answered a data channel
    f.report("p0", "x");
    EXPECT_EQ(f.peers.take("p0"), refused("x", "only somebody whom you have just met can be reported"));
    EXPECT_EQ(f.count("stranger"), 1);
}

TEST(ReportsPlugin, counts_no_reports_about_whom_one_has_hardly_met) {
    Fixture f({{"reports", int64_t{1}}, {"together", 3600.0}});
    f.peers.join("x", "198.51.100.1");
    f.meet("x", "p0");
    f.report("p0", "x", R"({"reason":"noise"})");
    EXPECT_EQ(f.peers.take("p0"), reported_x);
    EXPECT_TRUE(f.host.logged("p0 (192.0.2.10) reports x (198.51.100.1), too early to count: noise", Level::info));
    EXPECT_EQ(f.count("brief"), 1);
    EXPECT_TRUE(f.bans.banned.empty());
}

TEST(ReportsPlugin, bans_whom_several_report) {
    Fixture f({{"reports", int64_t{3}}, {"ban", int64_t{60}}});
    f.peers.join("x", "198.51.100.1");
    for (const auto *id : {"p0", "p1", "p2"})
        f.meet("x", id);
    f.report("p0", "x");
    f.report("p0", "x");
    f.report("p1", "x");
    EXPECT_TRUE(f.bans.banned.empty());
    f.peers.leave("x");
    f.report("p2", "x");
    EXPECT_EQ(f.bans.banned, Texts{"x token of x and 198.51.100.1 for 60"}) << "gone or not";
    EXPECT_TRUE(f.host.logged("x (198.51.100.1) is banned for 60 s", Level::warning));
    EXPECT_EQ(f.count("repeated"), 1);
    EXPECT_EQ(f.host.metrics.get("callbooth_reports_bans_total"), 1);
    f.report("p3", "x");
    EXPECT_EQ(f.bans.banned.size(), 1U) << "p3 has not met x";
}

TEST(ReportsPlugin, counts_an_address_once_unless_it_is_told_not_to) {
    for (const bool distinct : {true, false}) {
        Fixture f({{"reports", int64_t{2}}, {"distinct-addresses", distinct}, {"ban-address", false}});
        for (const auto *id : {"a", "b"}) { // both from one address
            f.meet(id, "p0");
            f.report(id, "p0");
        }
        EXPECT_EQ(f.bans.banned, distinct ? Texts{} : Texts{"p0 token of p0 for 900"});
    }
}

TEST(ReportsPlugin, counts_a_network_of_ipv6_once) {
    Fixture f({{"reports", int64_t{2}}});
    for (const auto *address : {"2001:db8::1", "2001:db8::2", "2001:db8::3"}) {
        f.peers.join(address, address);
        f.meet(address, "p0");
        f.report(address, "p0");
    }
    EXPECT_TRUE(f.bans.banned.empty()) << "all three may be one person";
    EXPECT_EQ(f.count("repeated"), 2);
}

TEST(ReportsPlugin, bans_nobody_when_it_is_told_so) {
    Fixture f({{"reports", int64_t{0}}});
    for (const auto *id : {"p0", "p1", "p2", "p3"}) {
        f.meet(id, "a");
        f.report(id, "a");
    }
    EXPECT_TRUE(f.bans.banned.empty());
    EXPECT_EQ(f.count("accepted"), 4);
}

TEST(ReportsPlugin, limits_the_reports_of_one_peer) {
    Fixture f({{"rate", 0.001}});
    f.meet("p0", "x");
    for (int i = 0; i < 5; ++i)
        f.report("p0", "x");
    f.peers.take("p0");
    f.report("p0", "x");
    EXPECT_EQ(f.peers.take("p0"), refused("x", "too many reports; wait a little"));
    EXPECT_EQ(f.count("rate"), 1);
}

TEST(ReportsPlugin, says_what_is_wrong_with_a_report) {
    Fixture f;
    f.report("p0", "x", "7");
    EXPECT_EQ(f.peers.take("p0"), refused("x", "the payload is an object with a reason, which may be missing"));
    EXPECT_EQ(f.count("malformed"), 1);
}
