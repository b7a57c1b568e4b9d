// SPDX-License-Identifier: MIT
#include "host/metrics.hpp"
#include "host/presence.hpp"
#include "support/fake_crowd.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

namespace callbooth::test {
namespace {

struct Fixture {
    host::MetricTable metrics;
    host::PresenceList presence{metrics};
    FakeCrowd one{"one"};
    FakeCrowd two{"two"};
};

TEST(Presence, lists_the_visitors_of_all_protocols) {
    Fixture f;
    f.one.join("a");
    f.two.join("a");
    f.two.join("b");
    const auto first = f.presence.add(f.one);
    {
        const auto second = f.presence.add(f.two);
        EXPECT_EQ(f.presence.size(), 3U);
        EXPECT_EQ(f.presence.list().size(), 3U);
        EXPECT_EQ(f.presence.find("a")->visitor.kind, "one");
        EXPECT_EQ(f.presence.find("a", "two")->visitor.kind, "two");
        EXPECT_FALSE(f.presence.find("b", "one"));
        EXPECT_NE(f.metrics.text().find("callbooth_presence{kind=\"two\"} 2"), std::string::npos);
    }
    EXPECT_EQ(f.presence.size(), 1U);
    EXPECT_EQ(f.metrics.text().find("kind=\"two\""), std::string::npos);
}

TEST(Presence, collects_what_plugins_know_of_a_visitor) {
    Fixture f;
    const auto first =
        f.presence.describe([](const Visitor &visitor, VisitorFacts &facts) { facts["partner"] = "of " + visitor.id; });
    {
        const auto second =
            f.presence.describe([](const Visitor &, VisitorFacts &facts) { facts["waiting"] = int64_t{3}; });
        EXPECT_EQ(f.presence.facts({.id = "a", .token = ""}),
                  (VisitorFacts{{"partner", std::string("of a")}, {"waiting", int64_t{3}}}));
    }
    EXPECT_EQ(f.presence.facts({.id = "a", .token = ""}).size(), 1U);
}

TEST(Presence, has_one_crowd_of_a_kind) {
    Fixture f;
    FakeCrowd other("one");
    const auto first = f.presence.add(f.one);
    EXPECT_THROW((void)f.presence.add(other), Error);
}

TEST(Presence, reaches_a_visitor_through_its_crowd) {
    Fixture f;
    f.one.join("a");
    f.two.join("a");
    const auto first = f.presence.add(f.one);
    const auto second = f.presence.add(f.two);
    EXPECT_TRUE(f.presence.notify({.id = "a", .kind = "two"}, "hello"));
    EXPECT_TRUE(f.presence.expel({.id = "a", .kind = "two"}, {"noise", std::chrono::seconds(60)}));
    EXPECT_FALSE(f.presence.expel({.id = "a", .kind = "two"}, {"noise"}));
    EXPECT_FALSE(f.presence.notify({.id = "a", .kind = "three"}, "hello"));
    EXPECT_EQ(f.two.take("a"), (std::vector<std::string>{"hello", "noise (banned for 60 s)"}));
    EXPECT_TRUE(f.one.take("a").empty());
}

TEST(Presence, refuses_as_its_guards_say) {
    Fixture f;
    const Visitor bad{.id = "a", .token = "bad"};
    EXPECT_FALSE(f.presence.check(bad));
    {
        const auto guard = f.presence.guard([](const Visitor &visitor) {
            return visitor.token == "bad" ? std::optional(Expulsion{"no"}) : std::nullopt;
        });
        EXPECT_EQ(f.presence.check(bad)->reason, "no");
        EXPECT_FALSE(f.presence.check({.id = "a", .token = "good"}));
    }
    EXPECT_FALSE(f.presence.check(bad)) << "the guard has gone";
}

TEST(Presence, may_end_before_its_subscriptions) {
    host::MetricTable metrics;
    FakeCrowd crowd("one");
    Subscription added, guarded;
    {
        host::PresenceList presence(metrics);
        added = presence.add(crowd);
        guarded = presence.guard([](const Visitor &) { return std::nullopt; });
    }
}

} // namespace
} // namespace callbooth::test
