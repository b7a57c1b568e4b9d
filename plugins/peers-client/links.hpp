// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace callbooth::peers_client {

/// Gives connections the ids that these protocols do not send: between two peers there is one connection at a time. A
/// description belongs to the connection before when its `o=` names the same session (RFC 8829 section 5.2.2).
class Links {
public:
    using MakeId = std::function<std::string()>;
    struct Offered {
        std::string connection;
        bool again; ///< it describes a running connection anew
    };

    void send_offer(const std::string &peer, const std::string &connection);
    void send_answer(const std::string &peer, const std::string &connection);

    /// `keeps_own`: of two offers that cross, ours stands. Nullopt when there are too many links.
    std::optional<Offered> take_offer(const std::string &peer, std::string_view sdp, bool keeps_own,
                                      const MakeId &make_id);
    /// Nullopt when no answer is due.
    std::optional<std::string> take_answer(const std::string &peer, std::string_view sdp);
    /// Of the connection that the peer's candidates belong to; empty without one.
    std::string connection(const std::string &peer) const;
    /// Both sides have described the connection with `peer`.
    bool is_agreed(const std::string &peer) const;

    void forget(const std::string &peer) { links_.erase(peer); }
    void clear() { links_.clear(); }

private:
    struct Link {
        std::string connection;
        std::string offered; ///< by us; its answer is due
        std::string session; ///< of the peer's last description
        bool agreed = false;
    };

    std::map<std::string, Link> links_; ///< by peer
};

/// What identifies the session in the line `o=` of a description: user and id. Empty without one.
std::string session_of(std::string_view sdp);

} // namespace callbooth::peers_client
