// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace callbooth::queue {

/// A client that looks for a partner.
struct Member {
    std::string socket;
    std::string peer; ///< the id under which PeerJS finds it
};

/// Rooms of two, and those in which one waits for another; first come, first served. Nobody is in two rooms, and no
/// peer meets itself. So all who wait at the same time are the same peer, in several tabs or after a lost connection,
/// and only the first of them has to be looked at.
class Rooms {
public:
    /// Returns the member that waited; nullopt when `member`, who is in no room, waits from now on.
    std::optional<Member> join(Member member);
    /// Returns the other one in the room, who is in no room then either; nullopt when there is none.
    std::optional<Member> leave(const std::string &socket);

    /// Null when the socket is in no room.
    const Member *find(const std::string &socket) const;
    bool waits(const std::string &socket) const;
    size_t waiting() const { return waiting_.size(); }

private:
    struct Place {
        Member member;
        std::string partner; ///< its socket; empty while the member waits
        std::list<std::string>::iterator waiting = {};
    };

    std::unordered_map<std::string, Place> places_; ///< by socket
    std::list<std::string> waiting_;                ///< sockets, the longest wait first
};

} // namespace callbooth::queue
