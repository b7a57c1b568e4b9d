// SPDX-License-Identifier: MIT
#include "reports/ledger.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

namespace callbooth::reports {
namespace {

using namespace std::chrono_literals;

const Time noon{12h};

Visitor peer(const std::string &id) { return {id, "token of " + id, "192.0.2.1"}; }

void meet(Acquaintances &known, const std::string &one, const std::string &other, Time now) {
    known.matched(peer(one), peer(other), now);
    known.met(one, other, now);
}

std::string trouble(const std::string &payload) {
    try {
        return "taken: " + read_reason(payload);
    } catch (const Error &e) {
        return e.what();
    }
}

} // namespace

TEST(Acquaintances, are_those_whom_the_server_matched_and_who_called_each_other) {
    Acquaintances known(4);
    known.met("a", "b", noon);
    EXPECT_EQ(known.find("a", "b"), nullptr) << "a call alone is easily made";
    known.matched(peer("a"), peer("b"), noon);
    EXPECT_EQ(known.find("a", "b"), nullptr) << "nobody has called yet";
    known.met("a", "b", noon);
    ASSERT_NE(known.find("a", "b"), nullptr);
    EXPECT_EQ(known.find("a", "b")->claim.token, "token of b");
    EXPECT_NE(known.find("b", "a"), nullptr);
    for (const auto *other : {"a", "c", ""})
        EXPECT_EQ(known.find("a", other), nullptr);
    EXPECT_EQ(known.find("c", "a"), nullptr);
}

TEST(Acquaintances, remember_the_last_few) {
    Acquaintances known(2);
    for (const auto *id : {"b", "c", "b", "d"})
        meet(known, "a", id, noon);
    EXPECT_EQ(known.find("a", "c"), nullptr);
    EXPECT_NE(known.find("a", "b"), nullptr) << "the last time counts";
    EXPECT_NE(known.find("a", "d"), nullptr);
}

TEST(Acquaintances, remember_who_has_gone) {
    Acquaintances known(2);
    meet(known, "a", "b", noon);
    known.left("b", noon);
    EXPECT_NE(known.find("a", "b"), nullptr);
    known.left("a", noon);
    EXPECT_EQ(known.size(), 0U);
}

TEST(Acquaintances, are_together_until_either_goes_or_meets_somebody_else) {
    Acquaintances known(4);
    meet(known, "a", "b", noon);
    known.met("b", "a", noon + 1s); // another connection of the same call
    EXPECT_EQ(known.find("a", "b")->together(noon + 2s), 2s);
    meet(known, "b", "c", noon + 3s);
    EXPECT_EQ(known.find("a", "b")->together(noon + 9s), 3s);
    EXPECT_EQ(known.find("b", "a")->together(noon + 9s), 3s);
    known.left("c", noon + 5s);
    EXPECT_EQ(known.find("b", "c")->together(noon + 9s), 2s);
    meet(known, "a", "b", noon + 10s);
    EXPECT_EQ(known.find("a", "b")->together(noon + 11s), 1s) << "a new call";
}

TEST(Ledger, counts_each_reporter_once) {
    Ledger ledger(60s, 10);
    const Time now{1h};
    EXPECT_EQ(ledger.add("x", "a", now).reporters, 1U);
    const auto again = ledger.add("x", "a", now + 1s);
    EXPECT_EQ(again.reporters, 1U);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(ledger.add("x", "b", now + 1s).reporters, 2U);
    EXPECT_EQ(ledger.add("y", "b", now + 1s).reporters, 1U);
}

TEST(Ledger, forgets_what_is_long_ago) {
    Ledger ledger(60s, 10);
    const Time now{1h};
    ledger.add("x", "a", now);
    EXPECT_EQ(ledger.add("x", "b", now + 59s).reporters, 2U);
    const auto later = ledger.add("x", "a", now + 60s);
    EXPECT_EQ(later.reporters, 2U);
    EXPECT_FALSE(later.repeated);
    ledger.forget("x");
    ledger.forget("nobody");
    EXPECT_EQ(ledger.add("x", "b", now + 60s).reporters, 1U);
}

TEST(Ledger, has_limits) {
    Ledger ledger(60s, 2);
    const Time now{1h};
    for (const auto *id : {"x", "y", "x", "z"})
        ledger.add(id, "a", now);
    EXPECT_EQ(ledger.size(), 2U);
    EXPECT_FALSE(ledger.add("y", "a", now).repeated) << "y's report was the oldest";
    for (int i = 0; i < 2000; ++i)
        ledger.add("y", std::to_string(i), now);
    EXPECT_EQ(ledger.add("y", "one more", now).reporters, 1000U);
}

TEST(ReadReason, makes_it_fit_to_be_logged) {
    EXPECT_EQ(trouble(""), "taken: ");
    EXPECT_EQ(trouble("{}"), "taken: ");
    EXPECT_EQ(trouble(R"({"reason":"r\u00fcde\n\u001b[2J\u0000!"})"), "taken: r\xc3\xbc"
                                                                      "de  [2J!");
    std::string umlauts;
    for (int i = 0; i < 200; ++i)
        umlauts += "\xc3\xbc";
    EXPECT_EQ(trouble(R"({"reason":")" + umlauts + "xyz\"}"), "taken: " + umlauts);
}

TEST(ReadReason, refuses_what_is_none) {
    for (const auto *payload : {"1", "[]", "{", "\"noise\"", "\xff"})
        EXPECT_EQ(trouble(payload), "the payload is an object with a reason, which may be missing") << payload;
    EXPECT_EQ(trouble(R"({"reason":7})"), "a reason is a text");
    EXPECT_EQ(trouble(R"({"reason":")" + std::string(5000, 'x') + "\"}"), "the payload has more than 4096 bytes");
}

} // namespace callbooth::reports
