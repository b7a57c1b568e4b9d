// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <callbooth/event.hpp>

namespace callbooth {

/// Properties that a partner should have; each may be empty. docs/matchmaking.md has their meaning and their limits.
struct Wishes {
    std::vector<std::string> tags;
    std::string language = {};           ///< BCP 47
    std::vector<std::string> block = {}; ///< ids of peers that are never to be matched with us
};

/// A partner that the server has found.
struct Match {
    std::string peer;
    bool call = false;             ///< we call the peer; otherwise the peer calls us
    std::vector<std::string> tags; ///< that both have
    std::string language;          ///< that both wish; empty when they differ
    size_t online = 0;             ///< number of connected peers
};

/// Matchmaking and reports by the signaling server. Provided beside Signaling by a plugin whose protocol has messages
/// for them; the server at the other end may still not know them, and then does not answer. Main context only.
/// Sizes and shapes of what came from the wire are checked by the provider.
class Lobby {
public:
    static constexpr const char *service = "lobby";
    virtual ~Lobby() = default;

    /// Asks the server for a partner: `matched`, `waiting` or `find_refused` follow, or nothing where the server does
    /// not know the question. Asking again replaces the wishes. Returns false while Signaling is not ready.
    virtual bool find(const Wishes &wishes) = 0;
    /// Withdraws the question. Does nothing while Signaling is not ready.
    virtual void cancel_find() = 0;
    /// Reports one of our last partners for misbehaviour; `reason` may be empty. `reported` or `report_refused`
    /// follows, or nothing as above. Returns false while Signaling is not ready.
    virtual bool report(const std::string &peer, const std::string &reason) = 0;

    Event<const Match &> matched;
    Event<size_t, size_t> waiting; ///< number of connected peers, and of those that wait for a partner
    /// Reason, and the time after which to ask again; zero: not with these wishes.
    Event<const std::string &, std::chrono::milliseconds> find_refused;
    Event<const std::string &> reported;                            ///< peer
    Event<const std::string &, const std::string &> report_refused; ///< peer (empty: not an id), reason
};

} // namespace callbooth
