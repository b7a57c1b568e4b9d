// SPDX-License-Identifier: MIT
#include <algorithm>

#include "support/loop.hpp"
#include <callbooth/util/in_turns.hpp>
#include <gtest/gtest.h>

using namespace callbooth;

namespace {

std::vector<std::string> ids(size_t count) {
    std::vector<std::string> all;
    for (size_t i = 0; i < count; ++i)
        all.push_back(std::to_string(i));
    return all;
}

} // namespace

TEST(InTurns, does_a_few_at_once) {
    InTurns<std::string> turns;
    std::string done;
    turns.run(ids(3), [&](const std::string &id) { done += id; });
    EXPECT_EQ(done, "012");
    EXPECT_FALSE(turns.busy());
    turns.run({}, nullptr);
    EXPECT_FALSE(turns.busy());
}

TEST(InTurns, lets_others_have_their_turns_between_many) {
    InTurns<std::string> turns;
    size_t done = 0, most = 0, before = 0;
    turns.run(ids(10 * InTurns<std::string>::at_once),
              [&](const std::string &id) { EXPECT_EQ(id, std::to_string(done++)); });
    EXPECT_EQ(done, InTurns<std::string>::at_once);
    while (turns.busy()) {
        before = done;
        g_main_context_iteration(nullptr, TRUE);
        most = std::max(most, done - before);
    }
    EXPECT_EQ(done, 10 * InTurns<std::string>::at_once);
    EXPECT_EQ(most, InTurns<std::string>::at_once);
}

TEST(InTurns, keeps_the_order_of_what_is_begun_within) {
    InTurns<std::string> turns;
    std::string done;
    turns.run({"a", "b"}, [&](const std::string &id) {
        done += id;
        turns.run({id + "1"}, [&](const std::string &inner) { done += inner; });
    });
    EXPECT_TRUE(test::run_until([&] { return !turns.busy(); }));
    EXPECT_EQ(done, "aba1b1");
}

TEST(InTurns, ends_with_its_object) {
    size_t done = 0;
    {
        InTurns<std::string> turns;
        turns.run(ids(1000), [&](const std::string &) { ++done; });
    }
    while (g_main_context_iteration(nullptr, FALSE) != FALSE)
        ;
    EXPECT_EQ(done, InTurns<std::string>::at_once);
}
