// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <chrono>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "backlog.hpp"
#include "wire.hpp"
#include <callbooth/http.hpp>
#include <callbooth/peers.hpp>
#include <callbooth/token_bucket.hpp>

namespace callbooth::peerserver {

struct BrokerLimits {
    std::chrono::milliseconds alive{90000}; ///< without a HEARTBEAT
    std::chrono::milliseconds grace{10000}; ///< a lost id stays its token's
    size_t connections = 5000;              ///< and as many lost ids
    double offers_per_second = 10;          ///< OFFER and LEAVE of one peer, in the long run
    double offers_at_once = 100;
    BacklogLimits backlog = {};
};

/// What has happened so far.
struct BrokerCounts {
    std::array<uint64_t, 5> messages{}; ///< by their Type
    uint64_t nonsense = 0;              ///< messages that are none
    uint64_t limited = 0;               ///< messages beyond the rate of their sender
    uint64_t expired = 0;               ///< messages whose sender was told that the other is not there
    uint64_t refused_invalid = 0;
    uint64_t refused_taken = 0;
    uint64_t refused_full = 0;
};

/// What a client says of itself when it connects.
struct Claim {
    std::string id;
    std::string token;
};

/// PeerServer's rules: who is connected under which id, and which message goes where. Without clock or I/O but
/// `WebSocket::send` and `close`, which do not call back. Sets no listeners; drops those of a socket that it lets go.
class Broker final : public Peers {
public:
    explicit Broker(BrokerLimits limits);

    /// Answers the claim on the socket: OPEN, or a refusal and a close. True when the socket is the peer's now.
    bool connect(WebSocket &socket, const Claim &claim, Time now);
    /// A message of a socket; ignored when it makes no sense, or the socket is nobody's.
    void message(WebSocket &socket, std::string_view text, Time now);
    /// The socket is gone.
    void disconnect(WebSocket &socket, Time now);
    /// Once a second or so: time-outs.
    void tick(Time now);
    /// Lets go of all sockets without a word.
    void release();

    std::vector<std::string> ids() const;
    size_t size() const { return connected_.size(); }
    const BrokerCounts &counts() const { return counts_; }
    bool connected(std::string_view id) const override;
    bool proves(std::string_view id, std::string_view token) const override;

private:
    struct Peer {
        std::string id;
        std::string token;
        std::string address;
        WebSocket *socket; ///< null while the id is only reserved
        Time since;        ///< the last sign of life; the loss of a reserved one
        TokenBucket bucket;
        std::list<Peer *>::iterator place;
    };
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    static void refuse(WebSocket &socket, std::string_view message, WebSocket::Code code);
    void refuse_full(WebSocket &socket);
    /// The connected peer, or null.
    const Peer *find(std::string_view id) const;
    bool full() const { return connected_.size() >= limits_.connections; }
    bool enroll(WebSocket &socket, const Claim &claim, Time now);
    void take_over(Peer &peer, WebSocket &socket, Time now);
    void seat(Peer &peer, WebSocket &socket, Time now);
    void refresh(Peer &peer, Time now);
    void route(Peer &peer, const Message &message, Time now);
    void keep_for_later(Peer &peer, const Message &message, Time now);
    void expire(std::string_view dst, const Peer &sender);
    void let_go(WebSocket &socket);
    void forget(Peer &peer);
    void remove(Peer &peer, WebSocket::Code code, std::string_view why);

    const BrokerLimits limits_;
    std::unordered_map<std::string, Peer, Hash, std::equal_to<>> peers_;
    std::unordered_map<WebSocket *, Peer *> sockets_;
    std::list<Peer *> connected_; ///< longest silent first
    std::list<Peer *> reserved_;  ///< longest lost first
    Backlog backlog_;
    Reader reader_;
    std::string relay_;
    BrokerCounts counts_;
};

} // namespace callbooth::peerserver
