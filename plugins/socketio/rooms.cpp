// SPDX-License-Identifier: MIT
#include "rooms.hpp"

#include <algorithm>

namespace callbooth::socketio {

struct Occupant::Room {
    struct Member {
        Occupant *occupant;
        size_t place; ///< in its places
    };
    std::string_view name; ///< the table's key
    std::vector<Member> members = {};
};

std::vector<std::string> Occupant::room_names() const {
    std::vector<std::string> names;
    for (const Place &place : places_)
        names.emplace_back(place.room->name);
    return names;
}

Rooms::Rooms() = default;
Rooms::~Rooms() = default;

bool Occupant::is_in(const Room &room) const {
    return std::any_of(places_.begin(), places_.end(), [&](const Place &place) { return place.room == &room; });
}

bool Rooms::join(Occupant &occupant, const std::string &name, size_t max) {
    const auto found = rooms_.find(name);
    if (found != rooms_.end() && occupant.is_in(found->second))
        return true;
    auto &places = occupant.places_;
    if (places.size() >= max)
        return false;
    const auto entry = found != rooms_.end() ? found : rooms_.try_emplace(name).first;
    Room &room = entry->second;
    room.name = entry->first;
    room.members.push_back({&occupant, places.size()});
    places.push_back({&room, room.members.size() - 1});
    return true;
}

void Rooms::leave(Occupant &occupant, std::string_view name) {
    const auto found = rooms_.find(name);
    if (found == rooms_.end())
        return;
    const auto &places = occupant.places_;
    for (size_t i = 0; i < places.size(); ++i)
        if (places[i].room == &found->second)
            return leave_place(occupant, i);
}

void Rooms::leave_all(Occupant &occupant) {
    while (!occupant.places_.empty())
        leave_place(occupant, occupant.places_.size() - 1);
}

/// The last of each list takes the place of what goes.
void Rooms::leave_place(Occupant &occupant, size_t place) {
    const auto [room, index] = occupant.places_[place];
    auto &members = room->members;
    members[index] = members.back();
    members[index].occupant->places_[members[index].place].index = index;
    members.pop_back();
    occupant.places_[place] = occupant.places_.back();
    occupant.places_.pop_back();
    if (place < occupant.places_.size()) {
        const auto &moved = occupant.places_[place];
        moved.room->members[moved.index].place = place;
    }
    if (members.empty())
        rooms_.erase(rooms_.find(room->name));
}

void Rooms::list(std::string_view name, const std::function<void(Occupant &)> &add) const {
    if (const auto found = rooms_.find(name); found != rooms_.end())
        for (const auto &member : found->second.members)
            add(*member.occupant);
}

} // namespace callbooth::socketio
