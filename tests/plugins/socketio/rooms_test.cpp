// SPDX-License-Identifier: MIT
#include <map>
#include <random>
#include <set>

#include "socketio/rooms.hpp"
#include <gtest/gtest.h>

using namespace callbooth::socketio;

namespace {
class Guest : public Occupant {};

std::set<Occupant *> members(const Rooms &rooms, std::string_view room) {
    std::set<Occupant *> found;
    rooms.list(room, [&](Occupant &occupant) { EXPECT_TRUE(found.insert(&occupant).second); });
    return found;
}
} // namespace

TEST(Rooms, agree_with_plain_sets) {
    Rooms rooms;
    std::vector<Guest> guests(20);
    std::map<std::string, std::set<Occupant *>> model;
    std::mt19937 random(7);
    for (int i = 0; i < 20000; ++i) {
        Guest &guest = guests[random() % guests.size()];
        const auto room = std::to_string(random() % 10);
        if (const auto step = random() % 20; step < 11) {
            ASSERT_TRUE(rooms.join(guest, room, 10));
            model[room].insert(&guest);
        } else if (step < 19) {
            rooms.leave(guest, room);
            model[room].erase(&guest);
        } else {
            rooms.leave_all(guest);
            for (auto &[name, set] : model)
                set.erase(&guest);
        }
        ASSERT_EQ(members(rooms, room), model[room]);
    }
    for (Guest &guest : guests)
        rooms.leave_all(guest);
    EXPECT_EQ(rooms.size(), 0U);
}

TEST(Rooms, limit_how_many_one_is_in) {
    Rooms rooms;
    Guest guest;
    EXPECT_TRUE(rooms.join(guest, "a", 1));
    EXPECT_TRUE(rooms.join(guest, "a", 1));
    EXPECT_FALSE(rooms.join(guest, "b", 1));
    EXPECT_EQ(rooms.size(), 1U);
    EXPECT_EQ(guest.room_names(), std::vector<std::string>{"a"});
    rooms.leave_all(guest);
}
