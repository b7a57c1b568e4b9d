// SPDX-License-Identifier: MIT
#include <random>

#include "bans/ban_list.hpp"
#include <callbooth/error.hpp>
#include <callbooth/util/networks.hpp>
#include <gtest/gtest.h>

namespace callbooth::bans {
namespace {

using namespace std::chrono_literals;

const Clock::time_point noon = Clock::from_time_t(1800000000);

Ban of_network(const std::string &network, std::chrono::seconds time = 60s) {
    return {0, network, "", "", "", noon + time};
}
Ban of_token(const std::string &token, std::chrono::seconds time = 60s) { return {0, "", token, "", "", noon + time}; }

std::string trouble(const std::string &network) {
    try {
        return "taken as " + read_network(network).text();
    } catch (const Error &e) {
        return e.what();
    }
}

} // namespace

TEST(Network, is_written_in_one_way) {
    for (const auto &[text, same] : {std::pair("192.0.2.1", "192.0.2.1"),
                                     {"192.0.2.0/24", "192.0.2.0/24"},
                                     {"192.0.2.1/32", "192.0.2.1"},
                                     {"::ffff:192.0.2.1", "192.0.2.1"},
                                     {"2001:DB8:0::/48", "2001:db8::/48"},
                                     {"10.0.0.0/8", "10.0.0.0/8"}})
        EXPECT_EQ(trouble(text), std::string("taken as ") + same);
}

TEST(Network, is_refused_when_it_is_none_or_too_large) {
    for (const auto *text : {"", "somewhere", "192.0.2.1/24", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/x", "/24",
                             "192.0.2.0/24 ", "2001:db8::1/48", "2001:db8::/129", "192.0.2.0/4294967320"})
        EXPECT_NE(trouble(text).find("is no network"), std::string::npos) << text << ": " << trouble(text);
    for (const auto *text : {"0.0.0.0/0", "128.0.0.0/7", "::/0", "2000::/15"})
        EXPECT_NE(trouble(text).find("larger than any provider's"), std::string::npos) << text;
    EXPECT_FALSE(Network::address("192.0.2.0/24"));
}

TEST(BanList, finds_an_address_and_what_is_in_a_network) {
    BanList list(10);
    list.add(of_network("192.0.2.1"));
    list.add(of_network("198.51.100.0/25"));
    list.add(of_network("2001:db8::/48"));
    for (const auto *address : {"192.0.2.1", "198.51.100.127", "2001:db8:0:ffff::1", "::ffff:192.0.2.1"})
        EXPECT_NE(list.by_address(address), nullptr) << address;
    for (const auto *address : {"192.0.2.2", "198.51.100.128", "2001:db8:1::1", "", "nonsense"})
        EXPECT_EQ(list.by_address(address), nullptr) << address;
}

TEST(BanList, counts_the_longest_of_several) {
    BanList list(10);
    const auto longer = list.add(of_network("192.0.2.0/24", 120s));
    const auto shorter = list.add(of_network("192.0.2.1", 60s));
    list.add(of_network("192.0.2.0/24", 30s));
    EXPECT_EQ(list.by_address("192.0.2.1")->number, longer.number);
    list.lift(longer.number);
    EXPECT_EQ(list.by_address("192.0.2.1")->number, shorter.number);
}

TEST(BanList, goes_by_token_and_network_alike) {
    BanList list(10);
    const auto ban = list.add({0, "192.0.2.1", "abc", "somebody", "noise", noon + 60s});
    EXPECT_EQ(list.by_token("abc")->number, ban.number);
    EXPECT_EQ(list.by_address("192.0.2.1")->number, ban.number);
    EXPECT_TRUE(list.lift(ban.number));
    EXPECT_FALSE(list.lift(ban.number));
    EXPECT_EQ(list.by_token("abc"), nullptr);
    EXPECT_EQ(list.by_address("192.0.2.1"), nullptr);
    EXPECT_FALSE(list.has_tokens());
}

TEST(BanList, forgets_what_is_over) {
    BanList list(10);
    list.add(of_network("192.0.2.1", 60s));
    list.add(of_token("abc", 90s));
    EXPECT_FALSE(list.expire(noon + 59s));
    EXPECT_TRUE(list.expire(noon + 60s));
    EXPECT_EQ(list.by_address("192.0.2.1"), nullptr);
    EXPECT_NE(list.by_token("abc"), nullptr);
}

TEST(BanList, lets_that_go_which_ends_first_when_it_is_full) {
    BanList list(2);
    list.add(of_token("long", 300s));
    list.add(of_token("short", 60s));
    list.add(of_token("new", 120s));
    EXPECT_EQ(list.all().size(), 2U);
    EXPECT_EQ(list.by_token("short"), nullptr);
    EXPECT_NE(list.by_token("long"), nullptr);
}

TEST(BanList, changes_nothing_for_what_is_no_network) {
    BanList list(2);
    EXPECT_THROW(list.add({0, "nonsense", "abc", "", "", noon}), Error);
    EXPECT_TRUE(list.all().empty());
    EXPECT_FALSE(list.has_tokens());
}

TEST(BanList, is_the_same_after_a_restart) {
    BanList list(10);
    list.add({0, "192.0.2.0/24", "abc", "some\"body", "no\xc3\xafse", noon + 60s});
    list.add(of_token("def"));
    BanList again(10);
    from_text(again, to_text(list));
    EXPECT_EQ(to_text(again), to_text(list));
    EXPECT_NE(again.by_address("192.0.2.7"), nullptr);
    EXPECT_EQ(again.by_token("abc")->until, noon + 60s);
}

TEST(BanList, does_not_take_any_text_for_bans) {
    for (const auto *text : {"", "{}", "[]", R"({"bans":1})", R"({"bans":[{"network":"192.0.2.1"}]})",
                             R"({"bans":[{"network":1,"token":"","id":"","reason":"","until":1}]})",
                             R"({"bans":[{"network":"","token":"","id":"","reason":"","until":1e300}]})",
                             R"({"bans":[{"network":"x","token":"","id":"","reason":"","until":1}]})"}) {
        BanList list(10);
        EXPECT_THROW(from_text(list, text), Error) << text;
    }
}

TEST(BanList, knows_no_end_of_the_world) {
    BanList list(10);
    from_text(list, R"({"bans":[{"network":"192.0.2.1","token":"","id":"","reason":"","until":9223372036854775807}]})");
    EXPECT_GT(list.by_address("192.0.2.1")->until, noon + std::chrono::hours(24 * 365));
}

TEST(BanList, tells_the_banned_for_how_long_and_why) {
    Ban ban = of_token("abc", 600s);
    ban.reason = "noise";
    EXPECT_EQ(sentence(ban, noon), "You are banned for another 10 minutes: noise");
    EXPECT_EQ(expulsion(ban, noon).reason, sentence(ban, noon));
    EXPECT_EQ(expulsion(ban, noon).banned, 600s);
    for (const auto &[left, words] : {std::pair(1s, "1 second"),
                                      {60s, "60 seconds"},
                                      {61s, "2 minutes"},
                                      {3600s, "60 minutes"},
                                      {7201s, "3 hours"},
                                      {172800s, "2 days"},
                                      {0s, "1 second"}})
        EXPECT_EQ(sentence(of_token("abc", left), noon), std::string("You are banned for another ") + words);
}

TEST(BanList, is_what_a_plain_list_is) {
    std::mt19937 random(7);
    const auto pick = [&](unsigned count) { return static_cast<unsigned>(random() % count); };
    BanList list(1000);
    std::vector<Ban> plain;
    const std::vector<std::string> networks = {"10.0.0.0/8",    "10.1.0.0/16", "10.1.2.0/24",   "10.1.2.3",
                                               "2001:db8::/32", "2001:db8::1", "2001:db8::/64", "192.0.2.1"};
    const std::vector<std::string> addresses = {"10.1.2.3",        "10.1.2.4",    "10.1.3.1",
                                                "10.2.0.1",        "2001:db8::1", "2001:db8::2",
                                                "2001:db8:0:1::1", "192.0.2.1",   "192.0.2.2"};
    for (int step = 0; step < 3000; ++step) {
        const auto now = noon + std::chrono::seconds(step);
        if (pick(3) != 0)
            plain.push_back(list.add({0, networks[pick(8)], pick(2) ? "t" : "", "", "", now + 1s * (1 + pick(20))}));
        else if (!plain.empty()) {
            const auto lifted = plain.begin() + pick(static_cast<unsigned>(plain.size()));
            ASSERT_TRUE(list.lift(lifted->number));
            plain.erase(lifted);
        }
        list.expire(now);
        std::erase_if(plain, [&](const Ban &ban) { return ban.until <= now; });
        ASSERT_EQ(list.all().size(), plain.size());
        for (const auto &address : addresses) {
            const auto *found = list.by_address(address);
            Clock::time_point until{};
            for (const auto &ban : plain) {
                const Networks network({ban.network});
                if (network.contain(address))
                    until = std::max(until, ban.until);
            }
            ASSERT_EQ(found ? found->until : Clock::time_point(), until) << address << " in step " << step;
        }
    }
}

} // namespace callbooth::bans
