// SPDX-License-Identifier: MIT
#include <map>
#include <random>

#include "queue/rooms.hpp"
#include <gtest/gtest.h>

namespace callbooth::queue {
namespace {

std::string joined(Rooms &rooms, const std::string &socket, const std::string &peer) {
    const auto host = rooms.join({socket, peer});
    return host ? host->socket : "waits";
}
std::string left(Rooms &rooms, const std::string &socket) {
    const auto rest = rooms.leave(socket);
    return rest ? rest->socket : "nobody";
}

} // namespace

TEST(Rooms, are_filled_in_the_order_of_those_who_come) {
    Rooms rooms;
    EXPECT_EQ(joined(rooms, "a", "A"), "waits");
    EXPECT_TRUE(rooms.waits("a"));
    EXPECT_EQ(joined(rooms, "b", "B"), "a");
    EXPECT_FALSE(rooms.waits("a"));
    EXPECT_EQ(joined(rooms, "c", "C"), "waits");
    EXPECT_EQ(rooms.waiting(), 1U);
}

TEST(Rooms, disappear_with_whoever_waits_in_them) {
    Rooms rooms;
    joined(rooms, "a", "A");
    EXPECT_EQ(left(rooms, "a"), "nobody");
    EXPECT_EQ(rooms.find("a"), nullptr);
    EXPECT_EQ(joined(rooms, "b", "B"), "waits");
}

TEST(Rooms, let_both_out_when_one_leaves) {
    Rooms rooms;
    joined(rooms, "a", "A");
    joined(rooms, "b", "B");
    EXPECT_EQ(left(rooms, "a"), "b");
    EXPECT_EQ(rooms.find("b"), nullptr);
    EXPECT_EQ(left(rooms, "b"), "nobody");
    EXPECT_EQ(left(rooms, "stranger"), "nobody");
}

TEST(Rooms, never_bring_a_peer_together_with_itself) {
    Rooms rooms;
    for (const auto *tab : {"a1", "a2", "a3"})
        EXPECT_EQ(joined(rooms, tab, "A"), "waits");
    EXPECT_EQ(left(rooms, "a2"), "nobody");
    EXPECT_EQ(joined(rooms, "b", "B"), "a1");
    EXPECT_EQ(joined(rooms, "c", "C"), "a3");
}

TEST(Rooms, hold_what_they_promise_whoever_comes_and_goes) {
    std::mt19937 random(7);
    Rooms rooms;
    std::map<std::string, std::string> partners; // empty for those who wait
    for (int step = 0; step < 20000; ++step) {
        const std::string socket = std::to_string(random() % 40);
        if (const auto known = partners.find(socket); known != partners.end()) {
            const std::string partner = known->second;
            EXPECT_EQ(left(rooms, socket), partner.empty() ? "nobody" : partner);
            partners.erase(socket);
            partners.erase(partner);
        } else {
            const std::string host = joined(rooms, socket, "peer" + std::to_string(random() % 10));
            partners[socket] = host == "waits" ? "" : host;
            if (host != "waits") {
                EXPECT_EQ(partners.at(host), "");
                partners[host] = socket;
            }
        }
        size_t waiting = 0;
        for (const auto &[one, partner] : partners) {
            waiting += partner.empty();
            EXPECT_EQ(rooms.waits(one), partner.empty());
            EXPECT_TRUE(partner.empty() || rooms.find(one)->peer != rooms.find(partner)->peer);
        }
        ASSERT_EQ(rooms.waiting(), waiting);
    }
}

} // namespace callbooth::queue
