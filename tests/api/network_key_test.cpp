// SPDX-License-Identifier: MIT
#include <callbooth/util/network_key.hpp>
#include <gtest/gtest.h>

using callbooth::network_key;
using callbooth::NetworkCounts;

TEST(NetworkKey, is_the_address_of_ipv4) {
    EXPECT_EQ(network_key("192.0.2.1"), "192.0.2.1");
    EXPECT_NE(network_key("192.0.2.1"), network_key("192.0.2.2"));
}

TEST(NetworkKey, is_the_64_bits_of_ipv6_that_one_customer_has) {
    EXPECT_EQ(network_key("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    EXPECT_EQ(network_key("2001:0DB8:0001:0002::ffff"), "2001:db8:1:2::/64");
    EXPECT_EQ(network_key("::1"), "::/64");
    EXPECT_NE(network_key("2001:db8:1:2::1"), network_key("2001:db8:1:3::1"));
}

TEST(NetworkKey, takes_ipv4_within_ipv6_as_ipv4) {
    EXPECT_EQ(network_key("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(network_key("::ffff:c000:201"), "192.0.2.1");
}

TEST(NetworkKey, leaves_other_texts_as_they_are) {
    for (const auto *text : {"", "localhost", "192.0.2.0/24", "2001:db8::/32", "2001:db8::g"})
        EXPECT_EQ(network_key(text), text);
}

TEST(NetworkCounts, counts_a_network_together) {
    NetworkCounts counts;
    counts.add("2001:db8::1");
    counts.add("2001:db8::2");
    counts.add("192.0.2.1");
    EXPECT_EQ(counts.of("2001:db8::3"), 2U);
    EXPECT_EQ(counts.of("2001:db8:0:1::"), 0U);
    counts.remove("2001:db8::4");
    counts.remove("192.0.2.1");
    counts.remove("192.0.2.1");
    EXPECT_EQ(counts.of("2001:db8::1"), 1U);
    EXPECT_EQ(counts.of("192.0.2.1"), 0U);
    EXPECT_EQ(counts.size(), 1U);
}
