// SPDX-License-Identifier: MIT
#include "ice/servers.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

namespace callbooth::ice {
namespace {

std::string problem(const Servers &servers) {
    try {
        check(servers);
        return "";
    } catch (const Error &e) {
        return e.what();
    }
}

// Expectations by: printf %s USERNAME | openssl dgst -sha1 -hmac SECRET -binary | base64
TEST(TurnCredentials, are_what_coturn_computes) {
    const auto credentials = make_credentials("north", "some guest", 1433895918);
    EXPECT_EQ(credentials.username, "1433895918:some guest");
    EXPECT_EQ(credentials.password, "aiCvKIucB4h7MpUJjIlP6iIN1ic=");
    EXPECT_EQ(make_credentials("s3cr3t", "a-peer", 1893456000).password, "3WFK9bgSLfnrs1VSNMkIJQ1xILo=");
}

TEST(IceServers, are_described_as_a_page_takes_them) {
    const Servers servers{.stun = {"stun:a.example:3478"},
                          .turn = {"turn:a.example:3478", "turns:a.example:5349?transport=tcp"},
                          .secret = "s3cr3t",
                          .ttl = 600};
    EXPECT_EQ(describe(servers, "a-peer", 1893455400),
              R"({"iceServers":[{"urls":["stun:a.example:3478"]},)"
              R"({"urls":["turn:a.example:3478","turns:a.example:5349?transport=tcp"],)"
              R"("username":"1893456000:a-peer","credential":"3WFK9bgSLfnrs1VSNMkIJQ1xILo="}],"ttl":600})");
    EXPECT_EQ(describe({.stun = {"stun:a.example"}}, "a-peer", 0),
              R"({"iceServers":[{"urls":["stun:a.example"]}],"ttl":3600})");
    EXPECT_EQ(describe({}, "a-peer", 0), R"({"iceServers":[],"ttl":3600})");
}

TEST(IceServers, may_be_written_in_all_the_forms_of_the_standard) {
    EXPECT_EQ(problem({.stun = {"stun:a.example", "stun:192.0.2.1:3478", "stuns:[2001:db8::1]:5349"},
                       .turn = {"turn:a.example", "turns:a.example:443?transport=tcp", "turn:a_b?transport=udp"},
                       .secret = "s"}),
              "");
}

TEST(IceServers, are_refused_with_what_to_do) {
    for (const auto stun : {"a.example:3478", "stun:", "stun:a example", "turn:a.example", "stun:a?transport=udp",
                            "stun://a.example", "STUN:a", ""})
        EXPECT_EQ(problem({.stun = {stun}}), "'" + std::string(stun) +
                                                 "' in stun is no server: write stun:HOST:PORT, or stuns:HOST:PORT for "
                                                 "TLS");
    EXPECT_EQ(problem({.turn = {"turn:a?transport=sctp"}, .secret = "s"}),
              "'turn:a?transport=sctp' in turn is no server: write turn:HOST:PORT, or turns:HOST:PORT for TLS, with "
              "?transport=tcp behind it for TCP");
    EXPECT_EQ(problem({.turn = {"turn:a"}}),
              "turn servers need a secret: the one that they have as static-auth-secret");
    EXPECT_EQ(problem({.stun = {"stun:a"}, .secret = "s"}),
              "there is a secret and no turn server that it is for: name it, or leave the secret out");
}

TEST(IceIds, are_words) {
    for (const auto id : {"a", "0b8f5c0e-7a3c-4a59-8f0a-1c6f1f3b2a11", "some guest", "A_b.c"})
        EXPECT_TRUE(is_id(id)) << id;
    for (const auto id : {"", "a:b", "a\nb", "ä", "a/b", "a\"b"})
        EXPECT_FALSE(is_id(id)) << id;
    EXPECT_TRUE(is_id(std::string(64, 'a')));
    EXPECT_FALSE(is_id(std::string(65, 'a')));
}

} // namespace
} // namespace callbooth::ice
