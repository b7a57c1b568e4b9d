// SPDX-License-Identifier: MIT
#include "support/loop.hpp"
#include <callbooth/util/announcer.hpp>
#include <gtest/gtest.h>

namespace callbooth {
namespace {

using Texts = std::vector<std::string>;
using std::chrono::milliseconds;
using test::run_until;

struct Crowd {
    Announcer announcer;
    Texts told;
    double bytes = 0;

    explicit Crowd(Announcer::Pace pace)
        : announcer(pace, [this](const Announcer::Ids &only, bool skip_slow) {
              std::string text = only.empty() ? (skip_slow ? "ready" : "all") : "to";
              for (const auto &id : only)
                  text += " " + id;
              told.push_back(text);
              return bytes;
          }) {}
    void wait(milliseconds time) {
        bool passed = false;
        const auto timer = Source::after(time, [&] { passed = true; });
        run_until([&] { return passed; });
    }
    /// It changes all the time, until it was told so often.
    void stream(size_t times) {
        run_until([&] {
            if (told.size() < times)
                announcer.change();
            return told.size() >= times;
        });
    }
};

constexpr milliseconds hour = std::chrono::hours(1);

} // namespace

TEST(Announcer, tells_of_a_change_at_once_and_of_many_together) {
    Crowd crowd({hour, 1e9});
    for (int i = 0; i < 100; ++i)
        crowd.announcer.change();
    EXPECT_EQ(crowd.told, Texts{}) << "not before it returns";
    run_until([&] { return !crowd.told.empty(); });
    crowd.announcer.change();
    test::run_pending();
    EXPECT_EQ(crowd.told, Texts{"all"}) << "the second waits for its interval";
}

TEST(Announcer, goes_on_in_intervals_and_rests_when_nothing_changes) {
    Crowd crowd({milliseconds(10), 1e9});
    crowd.stream(3);
    EXPECT_EQ(crowd.told, (Texts{"all", "all", "all"}));
    crowd.wait(milliseconds(30));
    EXPECT_EQ(crowd.told.size(), 3U);
}

TEST(Announcer, skips_the_slow_within_a_row_and_repeats_its_last_for_all) {
    Crowd crowd({milliseconds(10), 1e9, true});
    crowd.stream(4);
    run_until([&] { return crowd.told.size() == 5; });
    EXPECT_EQ(crowd.told, (Texts{"all", "ready", "ready", "ready", "all"}));
    crowd.wait(milliseconds(30));
    EXPECT_EQ(crowd.told.size(), 5U);
    crowd.announcer.change();
    crowd.wait(milliseconds(30));
    EXPECT_EQ(crowd.told.size(), 6U) << "a single one is not repeated";
    EXPECT_EQ(crowd.told.back(), "all");
}

TEST(Announcer, greets_newcomers_in_between) {
    Crowd crowd({hour, 1e9});
    crowd.announcer.add("a");
    run_until([&] { return !crowd.told.empty(); });
    test::run_pending();
    EXPECT_EQ(crowd.told, Texts{"all"}) << "a is one of all";
    crowd.announcer.add("b");
    crowd.announcer.add("c");
    run_until([&] { return crowd.told.size() == 2; });
    EXPECT_EQ(crowd.told.back(), "to b c");
}

TEST(Announcer, greets_newcomers_whom_a_skipping_one_may_miss) {
    Crowd crowd({milliseconds(200), 1e9, true});
    crowd.stream(2);
    crowd.announcer.add("a");
    run_until([&] { return crowd.told.back() == "to a"; });
}

TEST(Announcer, takes_longer_for_more) {
    Crowd crowd({milliseconds(1), 1000});
    crowd.bytes = 1e9;
    crowd.stream(1);
    crowd.announcer.change();
    crowd.wait(milliseconds(30));
    EXPECT_EQ(crowd.told.size(), 1U);
}

} // namespace callbooth
