// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace callbooth::socketio {

class Rooms;

/// A member of rooms.
class Occupant {
public:
    size_t room_count() const { return places_.size(); }
    std::vector<std::string> room_names() const;

protected:
    Occupant() = default;
    ~Occupant() = default; ///< has left all rooms

private:
    friend class Rooms;
    struct Room;
    struct Place {
        Room *room;
        size_t index; ///< in its members
    };

    bool is_in(const Room &room) const;

    std::vector<Place> places_;
};

/// The members of each room. Joining and leaving cost the same in rooms of any size.
class Rooms {
public:
    Rooms();
    Rooms(const Rooms &) = delete;
    Rooms &operator=(const Rooms &) = delete;
    ~Rooms();

    /// False when it is in `max` others already.
    bool join(Occupant &occupant, const std::string &room, size_t max);
    void leave(Occupant &occupant, std::string_view room);
    void leave_all(Occupant &occupant);
    /// Adds the members of the room.
    void list(std::string_view room, const std::function<void(Occupant &)> &add) const;
    size_t size() const { return rooms_.size(); }

private:
    using Room = Occupant::Room;
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    void leave_place(Occupant &occupant, size_t place);

    std::unordered_map<std::string, Room, Hash, std::equal_to<>> rooms_;
};

} // namespace callbooth::socketio
