// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <callbooth/event.hpp>

namespace callbooth {

/// The ways in which a client can be called, one bit each. Two clients can meet when they have one in common.
enum class CallKind : unsigned {
    peerjs = 1,  ///< by its PeerJS id, as a peer of this server
    foreign = 2, ///< by its PeerJS id, as a peer of another server
};
using CallKinds = unsigned;
constexpr CallKinds bit(CallKind kind) { return static_cast<CallKinds>(kind); }

/// The one waiting line of a server, for clients of all protocols. A plugin whose clients look for a partner is a
/// *door* to it. The plugin that has the line tells both of a pair, each through its own door. Main context only.
class WaitingLine {
public:
    static constexpr const char *service = "waiting-line";

    /// The partner of a client, as the client is told.
    struct Partner {
        std::string peer;  ///< its PeerJS id
        bool call = false; ///< the client calls it; otherwise it calls the client
    };

    /// One protocol's clients, each under a name that the door chooses.
    class Door {
    public:
        virtual ~Door() = default;

        /// The client has met somebody, and does not wait any more. Returns false when it cannot be told: the partner
        /// looks on, and the client waits again later, unless it has left until then.
        virtual bool meet(std::string_view client, const Partner &partner) = 0;
        /// The partner has left or looks for somebody else. The client does not wait; the door may call `look` at once.
        virtual void part(std::string_view client, std::string_view peer) = 0;
    };
    virtual ~WaitingLine() = default;

    /// Opens `door`, which outlives the subscription; its clients leave with that.
    virtual Subscription open(Door &door) = 0;

    /// `client` looks for a partner, who finds it as the peer `peer` (`is_peer_id`). It parts from the partner that it
    /// has; when it waits already, it keeps its place. `Door::meet` may be called before this returns. Returns true
    /// when it has met somebody who calls it.
    virtual bool look(Door &door, std::string_view client, std::string_view peer) = 0;
    /// `client` is gone: it does not wait any more, and its partner is told.
    virtual void leave(Door &door, std::string_view client) = 0;
};

} // namespace callbooth
