// SPDX-License-Identifier: MIT
#include <set>

#include "peerjs/address.hpp"
#include <callbooth/error.hpp>
#include <callbooth/util/peer_id.hpp>
#include <gtest/gtest.h>

namespace callbooth::peerjs {
namespace {

std::string refusal(const std::string &url) {
    try {
        Address{url};
    } catch (const Error &e) {
        return e.what();
    }
    return "accepted";
}

TEST(PeerJsAddress, appends_what_the_server_wants_to_know) {
    EXPECT_EQ(Address("ws://127.0.0.1:8080/signaling").websocket("peerjs", "ann", "t0k"),
              "ws://127.0.0.1:8080/signaling/peerjs?key=peerjs&id=ann&token=t0k&version=1.5.5");
    EXPECT_EQ(Address("wss://chat.example/").websocket("k", "i", "t"),
              "wss://chat.example/peerjs?key=k&id=i&token=t&version=1.5.5");
}

TEST(PeerJsAddress, escapes_key_id_and_token) {
    EXPECT_EQ(Address("ws://h").websocket("a&b", "two words", "ü=?"),
              "ws://h/peerjs?key=a%26b&id=two%20words&token=%C3%BC%3D%3F&version=1.5.5");
}

TEST(PeerJsAddress, says_what_is_wrong_with_an_address) {
    EXPECT_EQ(refusal("http://chat.example"), "url: 'http://chat.example' has to begin with ws:// or wss://");
    EXPECT_EQ(refusal("ws:///signaling"), "url: 'ws:///signaling' names no host");
    EXPECT_EQ(refusal("ws://h/?key=peerjs"),
              "url: 'ws://h/?key=peerjs' ends in a query; give the address up to the mount path");
    EXPECT_EQ(refusal("nowhere").substr(0, 26), "url: 'nowhere' is no addre");
}

TEST(PeerJsId, follows_the_clients_pattern) {
    for (const char *id : {"a", "7", "Ann-2_x y", "0e5a7d3c-93a1-4c0e-a3e2-35b6a1f6a111"})
        EXPECT_TRUE(is_peer_id(id)) << id;
    for (const char *id : {"", " a", "a ", "a--b", "_a", "__proto__", "ü", "a/b", "a\n"})
        EXPECT_FALSE(is_peer_id(id)) << id;
    EXPECT_TRUE(is_peer_id(std::string(128, 'x')));
    EXPECT_FALSE(is_peer_id(std::string(129, 'x')));
}

TEST(PeerJsId, a_random_one_is_a_version_4_uuid) {
    unsigned ones = UINT32_MAX;
    EXPECT_EQ(random_uuid([&] { return ones; }), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    EXPECT_EQ(random_uuid([] { return 0U; }), "00000000-0000-4000-8000-000000000000");
    EXPECT_TRUE(is_peer_id(random_uuid([] { return 0x12345678U; })));
}

TEST(PeerJsId, base36_skips_the_numbers_that_would_favour_a_digit) {
    unsigned next = UINT32_MAX;
    EXPECT_EQ(random_base36(3, [&] { return std::exchange(next, next == UINT32_MAX ? 35U : next + 1); }), "z01");
}

} // namespace
} // namespace callbooth::peerjs
