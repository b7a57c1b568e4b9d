// SPDX-License-Identifier: MIT
#include <callbooth/util/limiter.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using namespace std::chrono_literals;

namespace {
const TokenBucket::Time start{std::chrono::hours(1)};
}

TEST(TokenBucket, allows_a_burst_and_then_its_rate) {
    TokenBucket bucket(2, 3);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(bucket.take(start));
    EXPECT_FALSE(bucket.take(start));
    EXPECT_FALSE(bucket.take(start + 499ms));
    EXPECT_TRUE(bucket.take(start + 500ms));
    EXPECT_FALSE(bucket.take(start + 501ms));
    EXPECT_FALSE(bucket.full(start + 1000ms));
    EXPECT_TRUE(bucket.full(start + 10s));
}

TEST(TokenBucket, is_not_confused_by_a_time_that_goes_back) {
    TokenBucket bucket(1, 1);
    EXPECT_TRUE(bucket.take(start));
    EXPECT_FALSE(bucket.take(start - 10s));
    EXPECT_FALSE(bucket.take(start + 500ms));
    EXPECT_TRUE(bucket.take(start + 1s));
}

TEST(Limiter, counts_each_key_for_itself) {
    Limiter limiter(1, 1);
    EXPECT_TRUE(limiter.take("a", start));
    EXPECT_FALSE(limiter.take("a", start));
    EXPECT_TRUE(limiter.take("b", start));
}

TEST(Limiter, forgets_the_idle_alone) {
    Limiter limiter(1, 1);
    limiter.take("a", start);
    limiter.take("b", start + 900ms);
    limiter.forget_idle(start + 1s);
    EXPECT_EQ(limiter.size(), 1U);
    EXPECT_FALSE(limiter.take("b", start + 1s));
}

TEST(NetworkLimiter, gives_the_networks_of_a_site_no_more_than_16_of_them) {
    NetworkLimiter limiter(1, 2);
    const auto take = [&](int network, TokenBucket::Time now) {
        return limiter.take("2001:db8:1:" + std::to_string(network) + "::1", now);
    };
    int taken = 0;
    for (int network = 0; network < 100; ++network)
        for (int i = 0; i < 3; ++i)
            taken += take(network, start) ? 1 : 0;
    EXPECT_EQ(taken, 32) << "two of each network, and 16 times as many of all";
    EXPECT_TRUE(limiter.take("2001:db8:2::1", start)) << "of another site";
    EXPECT_TRUE(limiter.take("192.0.2.1", start));
    EXPECT_FALSE(take(200, start));
    EXPECT_TRUE(take(201, start + 1s));
    limiter.forget_idle(start + 60s);
    EXPECT_EQ(limiter.size(), 0U);
}

TEST(ClientLimiter, gives_a_client_no_more_under_ever_new_ids) {
    ClientLimiter limiter(1, 2);
    int taken = 0;
    for (int i = 0; i < 100; ++i) {
        const auto id = std::to_string(i);
        for (int j = 0; j < 3; ++j)
            taken += limiter.take(id, "192.0.2.1", start) ? 1 : 0;
        limiter.forget(id, start);
    }
    EXPECT_EQ(taken, 20) << "ten times as many as one client";
    EXPECT_TRUE(limiter.take("a", "192.0.2.2", start)) << "of another network";
    EXPECT_TRUE(limiter.take("b", "192.0.2.1", start + 1s));
}
