// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "wire.hpp"
#include <callbooth/services/presence.hpp>
#include <callbooth/services/websocket.hpp>
#include <callbooth/util/limiter.hpp>
#include <callbooth/util/network_key.hpp>

namespace callbooth::rooms {

using Time = std::chrono::steady_clock::time_point;

struct RoomLimits {
    size_t rooms = 5000;
    size_t network_rooms = 250;                  ///< of these, created from one network
    double creations_per_second = 1;             ///< from one network, in the long run; ten times as many at once
    std::chrono::milliseconds grace{30000};      ///< that a room waits for a creator that gave a token
    std::chrono::milliseconds idle{60 * 60'000}; ///< that a creator may wait for a partner; zero: for ever
};

/// What has happened so far.
struct RoomCounts {
    uint64_t created = 0;
    uint64_t joined = 0;
    uint64_t relayed = 0;
    uint64_t nonsense = 0;    ///< messages without a usable type, or of a type that the server alone sends
    uint64_t undelivered = 0; ///< nobody else is in the room, or too much waits for it
    uint64_t expired = 0;     ///< rooms that ended because nobody came, or their creator did not come back
    uint64_t refused_full = 0;
    uint64_t refused_unknown = 0;
    uint64_t refused_limit = 0; ///< too many rooms
    uint64_t refused_rate = 0;  ///< too many creations
    uint64_t refused_guarded = 0;
};

/// Who is in which room, and which message goes to whom. Without clock or I/O but `WebSocket::send` and `close`, which
/// do not call back. Sets no listeners of sockets; drops those of a socket that it lets go.
class RoomTable final : public Crowd {
public:
    RoomTable(RoomLimits limits, std::string kind);

    /// The socket may create and join rooms from now on. Returns false when a guard refuses it; it gets the reason, and
    /// is closed.
    bool connect(WebSocket &socket, Time now);
    /// A message of a socket; ignored when the socket is not connected here.
    void message(WebSocket &socket, std::string_view text, Time now);
    /// The socket is gone.
    void disconnect(WebSocket &socket, Time now);
    /// Once a second or so: time-outs.
    void tick(Time now);
    /// Releases all sockets, and sends nothing.
    void release();

    /// The creator of a public room, a member of this id, has met somebody elsewhere, whom it calls unless `peer` is
    /// empty. Returns false when it cannot be told.
    bool meet(std::string_view id, std::string_view peer, Time now);
    /// That one has gone: the creator is told, and waits again.
    void part(std::string_view id, Time now);

    size_t rooms() const { return rooms_.size(); }
    const RoomCounts &counts() const { return counts_; }

    const std::string &kind() const override { return kind_; }
    size_t size() const override { return members_.size(); }
    std::vector<Attendee> list() const override;
    std::optional<Attendee> find(std::string_view id) const override;
    bool notify(std::string_view id, std::string_view text) override;
    bool expel(std::string_view id, const Expulsion &why) override;

    /// Whether a visitor is refused; asked for each socket. Null: nobody is.
    std::function<std::optional<Expulsion>(const Visitor &)> check;
    /// The creator of a public room waits for a partner from elsewhere, or does not any more: the member's id and its
    /// PeerJS id. `wait` may call `meet`. Null: no room is public.
    std::function<void(const std::string &id, const std::string &peer)> wait;
    std::function<void(const std::string &id)> stop_waiting;

private:
    struct Room;
    struct Member {
        std::string id; ///< of the visitor
        WebSocket *socket;
        Time since;
        Room *room = nullptr;
        std::string refused = {}; ///< the room that it was refused last: it gets one error for it
    };
    struct Room {
        std::string id;
        std::string address;       ///< of the one who created it
        bool returnable;           ///< its creator has a token
        Member *creator;           ///< null while it is away
        Member *partner = nullptr; ///< null while there is none
        std::string partner_token = {};
        Time since;            ///< when it lost its creator or its partner
        std::string peer = {}; ///< of the creator; empty: not public
        bool has_met = false;  ///< the creator is with somebody from elsewhere
    };

    void act(Member &member, const Message &message, Time now);
    void create(Member &member, const Message &message, Time now);
    bool may_create(Member &member);
    void open(Member &member, const std::string &id, const Message &message, Time now);
    void come_back(Member &member, Room &room, const Message &message, Time now);
    void join(Member &member, const Message &message, Time now);
    Room *joinable(Member &member, const Message &message);
    void seat(Member &member, Room &room, const Message &message);
    void relay(Member &member, const Message &message);
    void refuse_outsider(Member &member, const std::string &id);
    void refuse(Member &member, const std::string &id, const char *why, uint64_t &count);
    void leave(Member &member, Time now, bool may_return);
    void leave_call(Member &member, Time now);
    void dismiss_partner(Room &room, Time now);
    void publish(const Room &room);
    void withdraw(Room &room, const Member &creator);
    void end(Room &room);
    void forget(Member &member, Time now);
    Member *member_of(std::string_view id);
    Attendee attendee(const Member &member) const;

    const RoomLimits limits_;
    const std::string kind_;
    uint64_t last_id_ = 0;
    Time last_tick_{};
    std::unordered_map<WebSocket *, Member> members_;
    std::unordered_map<std::string, Member *> ids_;
    std::unordered_map<std::string, Room> rooms_;
    NetworkCounts networks_; ///< of rooms
    NetworkLimiter creations_;
    RoomCounts counts_;
};

} // namespace callbooth::rooms
