// SPDX-License-Identifier: MIT
#include "peerserver/backlog.hpp"
#include <gtest/gtest.h>

using namespace callbooth::peerserver;
using namespace std::chrono_literals;

namespace {

const Time start{};

std::vector<std::string> texts(std::vector<Backlog::Waiting> messages) {
    std::vector<std::string> all;
    for (auto &message : messages)
        all.push_back(message.text);
    return all;
}

} // namespace

TEST(Backlog, keeps_the_order) {
    Backlog backlog({});
    EXPECT_TRUE(backlog.add("b", {"a", "ip", "1"}, start));
    EXPECT_TRUE(backlog.add("b", {"c", "ip", "2"}, start));
    EXPECT_TRUE(backlog.add("b", {"a", "ip", "3"}, start));
    EXPECT_EQ(texts(backlog.take("b")), (std::vector<std::string>{"1", "2", "3"}));
    EXPECT_TRUE(backlog.take("b").empty());
    EXPECT_EQ(backlog.size(), 0U);
}

TEST(Backlog, tells_each_pair_once_when_it_expires) {
    Backlog backlog({.expire = 5s});
    backlog.add("b", {"a", "ip", "1"}, start);
    backlog.add("b", {"a", "ip", "2"}, start + 4s);
    backlog.add("b", {"c", "ip", "3"}, start + 4s);
    backlog.add("d", {"a", "ip", "4"}, start + 4s);
    EXPECT_TRUE(backlog.expire(start + 4999ms).empty());
    const auto pairs = backlog.expire(start + 5s);
    ASSERT_EQ(pairs.size(), 2U);
    EXPECT_EQ(pairs[0].dst + pairs[0].sender, "ba");
    EXPECT_EQ(pairs[1].dst + pairs[1].sender, "bc");
    EXPECT_EQ(backlog.size(), 1U);
    EXPECT_EQ(backlog.expire(start + 9s).size(), 1U);
}

TEST(Backlog, starts_a_new_age_after_a_delivery) {
    Backlog backlog({.expire = 5s});
    backlog.add("b", {"a", "ip", "1"}, start);
    backlog.take("b");
    backlog.add("b", {"a", "ip", "2"}, start + 4s);
    EXPECT_TRUE(backlog.expire(start + 8s).empty());
    EXPECT_EQ(backlog.expire(start + 9s).size(), 1U);
}

TEST(Backlog, limits_messages_by_destination_sender_and_network) {
    Backlog by_destination({.messages = 2, .network_factor = 100});
    EXPECT_TRUE(by_destination.add("b", {"a1", "ip", ""}, start));
    EXPECT_TRUE(by_destination.add("b", {"a2", "ip", ""}, start));
    EXPECT_FALSE(by_destination.add("b", {"a3", "ip", ""}, start));
    EXPECT_TRUE(by_destination.add("c", {"a3", "ip", ""}, start));

    Backlog by_sender({.messages = 2, .network_factor = 100});
    EXPECT_TRUE(by_sender.add("b1", {"a", "ip", ""}, start));
    EXPECT_TRUE(by_sender.add("b2", {"a", "ip", ""}, start));
    EXPECT_FALSE(by_sender.add("b3", {"a", "ip", ""}, start));

    Backlog by_network({.messages = 2, .network_factor = 2});
    for (const auto n : {"1", "2", "3", "4"})
        EXPECT_TRUE(by_network.add(n, {n, "ip", ""}, start));
    EXPECT_FALSE(by_network.add("5", {"5", "ip", ""}, start));
    EXPECT_TRUE(by_network.add("5", {"5", "other", ""}, start));
}

TEST(Backlog, limits_bytes_and_frees_them_again) {
    Backlog backlog({.expire = 5s, .bytes = 10});
    EXPECT_TRUE(backlog.add("b", {"a", "ip", "123456"}, start));
    EXPECT_FALSE(backlog.add("b", {"c", "ip", "12345"}, start));
    EXPECT_FALSE(backlog.add("d", {"a", "ip", "12345"}, start));
    EXPECT_TRUE(backlog.add("b", {"c", "ip", "1234"}, start));
    backlog.take("b");
    EXPECT_TRUE(backlog.add("d", {"a", "ip", "1234567890"}, start));
    backlog.expire(start + 5s);
    EXPECT_TRUE(backlog.add("d", {"a", "ip", "1234567890"}, start));
}

TEST(Backlog, limits_the_bytes_of_all_together) {
    Backlog backlog({.expire = 5s, .total = 4 * Backlog::least_cost});
    for (const auto n : {"1", "2", "3", "4"})
        EXPECT_TRUE(backlog.add(n, {n, n, "short"}, start));
    EXPECT_EQ(backlog.bytes(), 4 * Backlog::least_cost);
    EXPECT_FALSE(backlog.add("5", {"5", "5", "short"}, start)) << "another network does not help";
    backlog.take("1");
    EXPECT_TRUE(backlog.add("5", {"5", "5", std::string(Backlog::least_cost, 'x')}, start));
    backlog.expire(start + 5s);
    EXPECT_EQ(backlog.bytes(), 0U);
    EXPECT_FALSE(backlog.add("5", {"5", "5", std::string(4 * Backlog::least_cost + 1, 'x')}, start));
}
