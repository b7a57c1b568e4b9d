// SPDX-License-Identifier: MIT
#include <vector>

#include "net/throttled_log.hpp"
#include <gtest/gtest.h>

namespace callbooth::test {

TEST(ThrottledLog, are_told_once_in_a_while_with_the_number_of_the_rest) {
    using namespace std::chrono_literals;
    std::vector<std::string> told;
    net::ThrottledLog warnings([&](Level, std::string_view text) { told.emplace_back(text); });
    const auto start = net::ThrottledLog::Clock::now();
    for (int i = 0; i < 1000; ++i)
        warnings.tell("a drops", start + 9ms * i);
    EXPECT_EQ(told, (std::vector<std::string>{"a drops"}));
    warnings.tell("b drops", start + 10s);
    warnings.tell("c drops", start + 20s);
    EXPECT_EQ(told, (std::vector<std::string>{"a drops", "b drops (and 999 warnings before that)", "c drops"}));
}

} // namespace callbooth::test
