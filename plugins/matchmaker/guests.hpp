// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <callbooth/services/waiting_line.hpp>

namespace callbooth::matchmaker {

/// The clients of doors in other plugins, each by its id in the line: its PeerJS id, or `foreign_id` of that.
class Guests {
public:
    struct Guest {
        WaitingLine::Door *door;
        std::string client; ///< its name at the door
        std::string peer;   ///< its PeerJS id
    };

    /// For a peer of another server. No peer of ours has such an id, as it is not UTF-8.
    static std::string foreign_id(std::string_view peer) { return '\xff' + std::string(peer); }
    static bool is_foreign(std::string_view id) { return id.starts_with('\xff'); }
    /// The PeerJS id of the client that has this id in the line.
    static std::string peer_of(std::string_view id) { return std::string(is_foreign(id) ? id.substr(1) : id); }

    /// Another client with this id is forgotten: a client that was lost has come back.
    void enter(const std::string &id, Guest guest);
    /// Null when nobody has this id.
    const Guest *find(const std::string &id) const;
    /// The id of a client; nullopt when it is not known.
    std::optional<std::string> id_of(const WaitingLine::Door &door, std::string_view client) const;
    void erase(const std::string &id);
    /// The ids of all clients of this door.
    std::vector<std::string> all_of(const WaitingLine::Door &door) const;

private:
    using Clients = std::unordered_map<std::string, std::string>; ///< client to id
    std::unordered_map<std::string, Guest> guests_;               ///< by id
    std::unordered_map<const WaitingLine::Door *, Clients> doors_;
};

/// Who is with whom, by ids of the line: the pairs with a guest, who has to be told when the other one has gone.
class Pairs {
public:
    /// Both are in no other pair. Those that were told know of it; somebody who asks over HTTP may wait without
    /// knowing.
    void join(const std::string &id, bool id_knows, const std::string &other, bool other_knows);
    /// A call between the two was answered.
    void met(const std::string &id, const std::string &other);
    /// Ends the pair of `id`, and returns the other one.
    std::optional<std::string> part(const std::string &id);

    bool contains(const std::string &id) const { return members_.contains(id); }
    bool knows(const std::string &id) const;
    bool has_met(const std::string &id) const;

private:
    struct Member {
        std::string partner;
        bool knows;
        bool met = false;
    };
    std::unordered_map<std::string, Member> members_;
};

} // namespace callbooth::matchmaker
