// SPDX-License-Identifier: MIT
#include "find/search.hpp"
#include <gtest/gtest.h>

namespace callbooth::find {
namespace {

using std::chrono::milliseconds;
using State = Matchmaking::State;

std::string meaning(unsigned status, std::string_view body) {
    const Answer answer = judge(status, body, "me");
    if (const auto *found = std::get_if<Found>(&answer))
        return "found " + found->peer;
    if (const auto *failed = std::get_if<Failed>(&answer))
        return failed->why;
    return "nobody";
}

TEST(FindSearch, takes_the_id_of_an_answer) {
    EXPECT_EQ(meaning(200, "ann-1"), "found ann-1");
    EXPECT_EQ(meaning(404, "Not found"), "nobody");
}

TEST(FindSearch, distrusts_other_answers) {
    EXPECT_EQ(meaning(200, "me"), "the server answered our own id");
    EXPECT_EQ(meaning(500, "ann"), "the server answered 500");
    EXPECT_EQ(meaning(302, ""), "the server answered 302");
    for (const auto &body : {std::string(), std::string("<html>"), std::string("a\x1b[2J"), std::string(129, 'a')})
        EXPECT_EQ(meaning(200, body), "the server answered something that is no peer's id") << body;
    EXPECT_EQ(meaning(200, std::string(128, 'a')), "found " + std::string(128, 'a'));
}

TEST(FindSearch, searches_while_signaling_is_ready_and_there_is_no_call_and_no_pause) {
    Search search(milliseconds(1000), milliseconds(30000));
    EXPECT_EQ(search.state(), State::idle);
    search.set_ready(true);
    EXPECT_EQ(search.state(), State::searching);
    search.set_paused(true);
    EXPECT_EQ(search.state(), State::idle);
    search.set_in_call(true);
    EXPECT_EQ(search.state(), State::in_call);
    search.set_ready(false);
    EXPECT_EQ(search.state(), State::in_call) << "a call outlives the signaling";
    search.set_in_call(false);
    search.set_paused(false);
    EXPECT_EQ(search.state(), State::idle);
}

TEST(FindSearch, asks_again_after_the_interval_and_a_random_quarter_of_it) {
    Search search(milliseconds(1000), milliseconds(30000));
    EXPECT_EQ(search.wait_after(Nobody{}, 0), milliseconds(750));
    EXPECT_EQ(search.wait_after(Nobody{}, 0.5), milliseconds(1000));
    EXPECT_EQ(search.wait_after(Nobody{}, 1), milliseconds(1250));
    EXPECT_EQ(search.wait_after(Nobody{}, 99), milliseconds(1250));
}

TEST(FindSearch, waits_longer_with_each_failure_until_an_answer_comes) {
    Search search(milliseconds(1000), milliseconds(5000));
    for (const int wait : {1000, 2000, 4000, 5000, 5000})
        EXPECT_EQ(search.wait_after(Failed{}, 0.5), milliseconds(wait));
    EXPECT_EQ(search.failures(), 5);
    EXPECT_EQ(search.wait_after(Nobody{}, 0.5), milliseconds(1000));
    EXPECT_EQ(search.failures(), 0);
}

TEST(FindSearch, never_waits_less_than_the_interval_because_of_failures) {
    Search search(milliseconds(60000), milliseconds(5000));
    EXPECT_EQ(search.wait_after(Failed{}, 0.5), milliseconds(60000));
    EXPECT_EQ(search.wait_after(Failed{}, 0.5), milliseconds(60000));
}

} // namespace
} // namespace callbooth::find
