// SPDX-License-Identifier: MIT
#include <callbooth/util/networks.hpp>
#include <gtest/gtest.h>

namespace callbooth {

namespace {

bool contains(const std::string &network, const std::string &address) {
    return Network::parse(network).contains(*Network::address(address));
}

} // namespace

TEST(Network, reads_ipv4_within_ipv6_as_ipv4) {
    EXPECT_EQ(Network::parse("::ffff:192.0.2.1").text(), "192.0.2.1");
    EXPECT_EQ(Network::parse("::ffff:10.0.0.0/104").text(), "10.0.0.0/8");
    EXPECT_EQ(Network::parse("::ffff:0:0/96").text(), "0.0.0.0/0");
    for (const auto *text : {"::ffff:10.0.0.0/8", "::ffff:10.0.0.0/129", "10.0.0.0/104", "::ffff:10.0.0.0/95"})
        EXPECT_FALSE(Network::read(text)) << text;
}

TEST(Network, contains_what_begins_with_its_bits) {
    EXPECT_TRUE(contains("10.0.0.0/8", "10.255.0.1"));
    EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.0"));
    EXPECT_TRUE(contains("192.0.2.128/25", "192.0.2.129"));
    EXPECT_FALSE(contains("192.0.2.128/25", "192.0.2.127"));
    EXPECT_TRUE(contains("2001:db8::/33", "2001:db8:7fff::1"));
    EXPECT_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
    EXPECT_TRUE(contains("192.0.2.1", "::ffff:192.0.2.1"));
    EXPECT_FALSE(Network::parse("10.0.0.1").contains(Network::parse("10.0.0.0/8")));
}

TEST(Network, contains_addresses_of_its_family_alone) {
    EXPECT_TRUE(contains("0.0.0.0/0", "192.0.2.1"));
    EXPECT_TRUE(contains("::/0", "2001:db8::1"));
    EXPECT_FALSE(contains("::/0", "192.0.2.1"));
    EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
}

TEST(Network, refuses_other_texts) {
    for (const auto *text : {"", "/", "10.0.0.0/", "10.0.0.0/+8", "10.0.0.0/ 8", "10.0.0.0/8/8", "10.1.0.0/8", "10/8",
                             "::/129", "fe80::1%lo", "host", " 10.0.0.1", "10.0.0.0/4294967304"})
        EXPECT_FALSE(Network::read(text)) << text;
}

TEST(Networks, contain_what_one_of_them_contains) {
    const Networks networks({"10.0.0.0/8", "fd00::/8"});
    for (const std::string address : {"10.1.2.3", "fd12::1", "::ffff:10.1.2.3"})
        EXPECT_TRUE(networks.contain(address)) << address;
    for (const std::string address : {"11.0.0.1", "fe80::1", "", "10.0.0.0/8", "host"})
        EXPECT_FALSE(networks.contain(address)) << address;
    EXPECT_THROW(Networks({"10.0.0.0/8", "10.1.0.0/8"}), Error);
}

} // namespace callbooth
