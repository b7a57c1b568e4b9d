// SPDX-License-Identifier: MIT
#include <memory>
#include <vector>

#include <callbooth/event.hpp>
#include <gtest/gtest.h>

using callbooth::Event;
using callbooth::Subscription;

TEST(Event, calls_listeners_in_the_order_of_their_subscription) {
    Event<int> event;
    std::vector<int> got;
    const auto first = event.subscribe([&](int n) { got.push_back(n); });
    const auto second = event.subscribe([&](int n) { got.push_back(n * 10); });
    event.emit(4);
    EXPECT_EQ(got, (std::vector<int>{4, 40}));
}

TEST(Event, forgets_a_listener_whose_subscription_ended) {
    Event<> event;
    int calls = 0;
    {
        const auto here = event.subscribe([&] { ++calls; });
        event.emit();
    }
    event.emit();
    EXPECT_EQ(calls, 1);
}

TEST(Event, lets_a_listener_unsubscribe_itself_and_its_successor) {
    Event<> event;
    int first_calls = 0;
    int second_calls = 0;
    Subscription first;
    Subscription second;
    first = event.subscribe([&] {
        ++first_calls;
        first = Subscription();
        second = Subscription();
    });
    second = event.subscribe([&] { ++second_calls; });
    event.emit();
    event.emit();
    EXPECT_EQ(first_calls, 1);
    EXPECT_EQ(second_calls, 0);
}

TEST(Event, does_not_call_a_listener_that_was_added_during_the_emission) {
    Event<> event;
    int late_calls = 0;
    std::vector<Subscription> late;
    const auto adder = event.subscribe([&] { late.push_back(event.subscribe([&] { ++late_calls; })); });
    event.emit();
    EXPECT_EQ(late_calls, 0);
    event.emit();
    EXPECT_EQ(late_calls, 1);
}

TEST(Event, may_be_destroyed_by_its_listener) {
    auto event = std::make_unique<Event<>>();
    int calls = 0;
    const auto breaker = event->subscribe([&] { event.reset(); });
    const auto last = event->subscribe([&] { ++calls; });
    event->emit();
    EXPECT_EQ(event, nullptr);
    EXPECT_EQ(calls, 1);
}

TEST(Subscription, may_outlive_the_event) {
    Subscription subscription;
    {
        Event<> event;
        subscription = event.subscribe([] {});
    }
    subscription = Subscription();
    SUCCEED();
}

TEST(Subscription, cancels_once_however_often_it_is_moved) {
    int cancels = 0;
    {
        Subscription a([&] { ++cancels; });
        Subscription b(std::move(a));
        Subscription c;
        c = std::move(b);
        EXPECT_EQ(cancels, 0);
    }
    EXPECT_EQ(cancels, 1);
}
