// SPDX-License-Identifier: MIT
#include <map>

#include "net/http/client_address.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

using callbooth::net::ClientAddress;

namespace {

using Headers = std::map<std::string, std::string>;

std::string client(const ClientAddress &address, std::string_view peer, const Headers &headers) {
    return address.of(peer, [&](const char *name) -> std::optional<std::string_view> {
        const auto found = headers.find(name);
        return found == headers.end() ? std::nullopt : std::optional<std::string_view>(found->second);
    });
}

/// What comes of `X-Forwarded-For: value` of a proxy in 10.0.0.0/8.
std::string forwarded_for(const std::string &value) {
    return client(ClientAddress({"10.0.0.0/8"}), "10.0.0.1", {{"X-Forwarded-For", value}});
}

std::string forwarded(const std::string &value) {
    return client(ClientAddress({"10.0.0.0/8"}, "Forwarded"), "10.0.0.1", {{"Forwarded", value}});
}

} // namespace

TEST(ClientAddress, is_the_peer_without_proxies) {
    const ClientAddress address({});
    EXPECT_EQ(client(address, "192.0.2.1", {{"X-Forwarded-For", "198.51.100.1"}}), "192.0.2.1");
    EXPECT_EQ(client(address, "2001:DB8:0:0::1", {}), "2001:db8::1");
    EXPECT_EQ(client(address, "fe80::1%eth0", {}), "fe80::1%eth0");
}

TEST(ClientAddress, believes_only_trusted_proxies) {
    const ClientAddress address({"10.0.0.0/8", "192.0.2.7", "fd00::/8"});
    const Headers headers{{"X-Forwarded-For", "198.51.100.1"}};
    for (const auto peer : {"10.255.0.1", "192.0.2.7", "fd12::1", "::ffff:10.0.0.1"})
        EXPECT_EQ(client(address, peer, headers), "198.51.100.1") << peer;
    for (const auto peer : {"11.0.0.1", "192.0.2.8", "fe00::1", "127.0.0.1"})
        EXPECT_EQ(client(address, peer, headers), peer);
}

TEST(ClientAddress, refuses_networks_that_are_none) {
    for (const auto network : {"", "proxy.example", "10.1.0.0/8", "10.0.0.0/33", "::/129", "::/0x", "/8"})
        EXPECT_THROW(ClientAddress({network}), callbooth::Error) << network;
    EXPECT_EQ(client(ClientAddress({"::/0"}), "2001:db8::1", {{"X-Forwarded-For", "192.0.2.1"}}), "192.0.2.1");
}

TEST(ClientAddress, shows_ipv4_within_ipv6_as_ipv4) {
    EXPECT_EQ(client(ClientAddress({}), "::ffff:192.0.2.1", {}), "192.0.2.1");
    EXPECT_EQ(forwarded_for("::ffff:198.51.100.1"), "198.51.100.1");
    EXPECT_EQ(client(ClientAddress({}), "::1", {}), "::1");
}

TEST(ClientAddress, is_the_first_from_the_right_that_is_no_trusted_proxy) {
    EXPECT_EQ(forwarded_for("198.51.100.1, 10.0.0.3, 10.0.0.2"), "198.51.100.1");
    EXPECT_EQ(forwarded_for("203.0.113.9, 198.51.100.1,10.0.0.2"), "198.51.100.1");
    EXPECT_EQ(forwarded_for("10.0.0.3, 10.0.0.2"), "10.0.0.3");
    EXPECT_EQ(forwarded_for("127.0.0.1"), "127.0.0.1");
}

TEST(ClientAddress, takes_the_forms_that_proxies_write) {
    EXPECT_EQ(forwarded_for("198.51.100.1:1234"), "198.51.100.1");
    EXPECT_EQ(forwarded_for("2001:db8::1"), "2001:db8::1");
    EXPECT_EQ(forwarded_for("[2001:db8::1]"), "2001:db8::1");
    EXPECT_EQ(forwarded_for(" [2001:db8::1]:1234 "), "2001:db8::1");
}

TEST(ClientAddress, stops_at_what_is_no_address) {
    for (const auto value : {"", ",", "unknown", "198.51.100.1,", "198.51.100.1, nonsense", "198.51.100.1, _hidden",
                             "[2001:db8::1", "198.51.100", "198.51.100.1/32", "localhost"})
        EXPECT_EQ(forwarded_for(value), "10.0.0.1") << value;
    EXPECT_EQ(forwarded_for("198.51.100.1, unknown, 10.0.0.2"), "10.0.0.2");
    EXPECT_EQ(forwarded_for(std::string(100000, '1')), "10.0.0.1");
}

TEST(ClientAddress, follows_a_limited_number_of_hops) {
    std::string many = "198.51.100.1";
    for (int i = 0; i < 1000; ++i)
        many += ", 10.0.0.2";
    EXPECT_EQ(forwarded_for(many), "10.0.0.2");
}

TEST(ClientAddress, reads_the_standard_header) {
    EXPECT_EQ(forwarded("for=198.51.100.1"), "198.51.100.1");
    EXPECT_EQ(forwarded("by=10.0.0.9; FOR = \"198.51.100.1:80\" ;proto=https"), "198.51.100.1");
    EXPECT_EQ(forwarded("for=203.0.113.9, for=\"[2001:db8::1]:4711\", for=10.0.0.2"), "2001:db8::1");
    for (const auto value :
         {"for", "for=", "for=_hidden", "for=unknown", "proto=https", "for=\"", ";;", "xfor=1.1.1.1"})
        EXPECT_EQ(forwarded(value), "10.0.0.1") << value;
}

TEST(ClientAddress, takes_x_forwarded_for_alone_unless_it_is_told_otherwise) {
    const ClientAddress address({"10.0.0.0/8"});
    Headers headers{{"X-Forwarded-For", "192.0.2.1"}, {"Forwarded", "for=192.0.2.2"}, {"X-Real-IP", "192.0.2.3"}};
    EXPECT_EQ(client(address, "10.0.0.1", headers), "192.0.2.1");
    headers.erase("X-Forwarded-For"); // a client may have sent the other two
    EXPECT_EQ(client(address, "10.0.0.1", headers), "10.0.0.1");
}

TEST(ClientAddress, warns_once_of_a_proxy_that_does_not_name_its_clients) {
    std::vector<std::string> lines;
    const ClientAddress address({"10.0.0.0/8"}, "X-Forwarded-For",
                                [&](callbooth::Level, std::string_view text) { lines.emplace_back(text); });
    client(address, "192.0.2.1", {});
    client(address, "10.0.0.1", {{"X-Forwarded-For", "192.0.2.1"}, {"X-Real-IP", "192.0.2.1"}});
    EXPECT_TRUE(lines.empty());
    client(address, "10.0.0.1", {{"X-Real-IP", "192.0.2.3"}});
    client(address, "10.0.0.1", {});
    EXPECT_EQ(lines, std::vector<std::string>{"the trusted proxy 10.0.0.1 has sent a request without its client's "
                                              "address: name the header that it sets in [http] client-header, now "
                                              "X-Forwarded-For"});
}

TEST(ClientAddress, warns_of_a_proxy_that_passes_on_what_a_client_made_up) {
    std::vector<std::string> lines;
    const ClientAddress address({"10.0.0.0/8"}, "X-Forwarded-For",
                                [&](callbooth::Level, std::string_view text) { lines.emplace_back(text); });
    client(address, "10.0.0.1", {{"X-Forwarded-For", "127.0.0.1"}, {"X-Real-IP", "192.0.2.3"}});
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NE(lines[0].find("with another address in X-Real-IP"), std::string::npos);
}

TEST(ClientAddress, takes_the_first_header_that_is_there_where_any_counts) {
    const ClientAddress address({"10.0.0.0/8"}, "any");
    Headers headers{{"X-Forwarded-For", "192.0.2.1"}, {"Forwarded", "for=192.0.2.2"}, {"X-Real-IP", "192.0.2.3"}};
    EXPECT_EQ(client(address, "10.0.0.1", headers), "192.0.2.1");
    headers.erase("X-Forwarded-For");
    EXPECT_EQ(client(address, "10.0.0.1", headers), "192.0.2.2");
    headers.erase("Forwarded");
    EXPECT_EQ(client(address, "10.0.0.1", headers), "192.0.2.3");
}

TEST(ClientAddress, takes_only_the_header_that_it_is_told_to) {
    const Headers headers{{"X-Forwarded-For", "192.0.2.1"}, {"Forwarded", "for=192.0.2.2"}, {"X-Real-IP", "192.0.2.3"}};
    EXPECT_EQ(client(ClientAddress({"10.0.0.1"}, "X-Real-IP"), "10.0.0.1", headers), "192.0.2.3");
    EXPECT_EQ(client(ClientAddress({"10.0.0.1"}, "Forwarded"), "10.0.0.1", headers), "192.0.2.2");
    EXPECT_EQ(client(ClientAddress({"10.0.0.1"}, "Forwarded"), "10.0.0.1", {{"X-Real-IP", "192.0.2.3"}}), "10.0.0.1");
}
