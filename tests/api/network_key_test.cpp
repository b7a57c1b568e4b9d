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

TEST(SiteKey, is_the_48_bits_of_ipv6_around_a_network) {
    EXPECT_EQ(callbooth::site_key("2001:db8:1:2::/64"), "2001:db8:1::/48");
    EXPECT_EQ(callbooth::site_key("::/64"), "::/48");
    for (const auto *key : {"192.0.2.1", "localhost", "192.0.2.0/24", ""})
        EXPECT_EQ(callbooth::site_key(key), "") << key;
}

TEST(NetworkCounts, counts_a_site_of_many_networks_by_their_sixteenth) {
    NetworkCounts counts;
    const auto network = [](int number) { return "2001:db8:1:" + std::to_string(number) + "::1"; };
    for (int i = 0; i < 47; ++i)
        counts.add(network(i));
    EXPECT_EQ(counts.of(network(0)), 2U);
    EXPECT_EQ(counts.of(network(99)), 2U) << "one that has none itself";
    EXPECT_EQ(counts.of("2001:db8:2::1"), 0U);
    counts.add(network(0));
    EXPECT_EQ(counts.of(network(0)), 3U);
    counts.remove(network(99)); // which has none
    EXPECT_EQ(counts.of(network(99)), 3U);
    for (int i = 0; i < 47; ++i)
        counts.remove(network(i));
    EXPECT_EQ(counts.of(network(0)), 1U);
    EXPECT_EQ(counts.of(network(1)), 0U);
    EXPECT_EQ(counts.size(), 1U);
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
