// SPDX-License-Identifier: MIT
#include <map>
#include <memory>
#include <random>

#include "socketio/engine/timer_wheel.hpp"
#include <gtest/gtest.h>

using namespace callbooth::socketio;
using std::chrono::milliseconds;

namespace {
struct Fixture {
    milliseconds now{1000000};
    TimerWheel wheel{[this] { return now; }};

    void pass(milliseconds time) {
        now += time;
        wheel.advance();
    }
};
} // namespace

TEST(TimerWheel, calls_what_is_due_once) {
    Fixture f;
    int calls = 0;
    Timer timer([&] { ++calls; });
    f.wheel.start(timer, milliseconds(100));
    f.pass(milliseconds(99));
    EXPECT_EQ(calls, 0);
    f.pass(milliseconds(20));
    EXPECT_EQ(calls, 1);
    EXPECT_FALSE(timer.active());
    f.pass(milliseconds(100000));
    EXPECT_EQ(calls, 1);
}

TEST(TimerWheel, keeps_to_delays_longer_than_one_round) {
    Fixture f;
    int calls = 0;
    Timer timer([&] { ++calls; });
    f.wheel.start(timer, milliseconds(45000));
    for (int i = 0; i < 44; ++i)
        f.pass(milliseconds(1000));
    EXPECT_EQ(calls, 0);
    f.pass(milliseconds(1020));
    EXPECT_EQ(calls, 1);
}

TEST(TimerWheel, forgets_what_is_cancelled_restarted_or_destroyed) {
    Fixture f;
    int calls = 0;
    Timer cancelled([&] { ++calls; });
    Timer restarted([&] { calls += 10; });
    auto destroyed = std::make_unique<Timer>([&] { ++calls; });
    for (Timer *timer : {&cancelled, &restarted, destroyed.get()})
        f.wheel.start(*timer, milliseconds(50));
    cancelled.cancel();
    destroyed.reset();
    f.wheel.start(restarted, milliseconds(500));
    f.pass(milliseconds(200));
    EXPECT_EQ(calls, 0);
    f.pass(milliseconds(400));
    EXPECT_EQ(calls, 10);
}

TEST(TimerWheel, lets_timers_change_each_other_while_it_turns) {
    Fixture f;
    int calls = 0;
    std::unique_ptr<Timer> second;
    Timer first([&] {
        ++calls;
        second.reset();
    });
    auto self = std::make_unique<Timer>([&] { ++calls; });
    Timer destroyer([&] { self.reset(); });
    second = std::make_unique<Timer>([&] {
        ++calls;
        first.cancel();
    });
    for (Timer *timer : {&first, second.get()})
        f.wheel.start(*timer, milliseconds(50));
    f.pass(milliseconds(100));
    EXPECT_EQ(calls, 1);
    f.wheel.start(*self, milliseconds(500));
    f.wheel.start(destroyer, milliseconds(10));
    f.pass(milliseconds(1000));
    EXPECT_EQ(calls, 1);
}

TEST(TimerWheel, says_when_it_wants_to_be_turned) {
    Fixture f;
    int sooner = 0;
    f.wheel.on_sooner = [&] { ++sooner; };
    EXPECT_FALSE(f.wheel.next());
    Timer late([] {});
    Timer soon([] {});
    f.wheel.start(late, milliseconds(5000));
    f.wheel.start(soon, milliseconds(100));
    EXPECT_EQ(sooner, 2);
    EXPECT_GT(*f.wheel.next(), f.now);
    EXPECT_LE(*f.wheel.next(), f.now + milliseconds(100) + 2 * TimerWheel::tick);
    bool called = false;
    f.wheel.later([&] { called = true; });
    EXPECT_LE(*f.wheel.next(), f.now);
    EXPECT_FALSE(called);
    f.wheel.advance();
    EXPECT_TRUE(called);
}

TEST(TimerWheel, agrees_with_a_sorted_list) {
    Fixture f;
    std::mt19937 random(7);
    struct Entry {
        std::unique_ptr<Timer> timer;
        milliseconds due;
        bool done = false;
    };
    std::map<int, Entry> entries;
    for (int i = 0; i < 2000; ++i) {
        auto &entry = entries[i];
        entry.due = f.now + milliseconds(random() % 30000);
        entry.timer = std::make_unique<Timer>([&f, &entry] {
            EXPECT_GE(f.now, entry.due);
            entry.done = true;
        });
        f.wheel.start(*entry.timer, entry.due - f.now);
        f.pass(milliseconds(random() % 20));
        for (auto &[number, other] : entries)
            EXPECT_TRUE(other.done || f.now < other.due + 3 * TimerWheel::tick);
    }
}
