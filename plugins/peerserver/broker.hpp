// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "backlog.hpp"
#include "wire.hpp"
#include <callbooth/services/http.hpp>
#include <callbooth/services/peers.hpp>
#include <callbooth/util/network_key.hpp>
#include <callbooth/util/token_bucket.hpp>

namespace callbooth::peerserver {

struct BrokerLimits {
    std::chrono::milliseconds alive{90000}; ///< without a HEARTBEAT
    std::chrono::milliseconds grace{10000}; ///< a lost id stays its token's
    size_t connections = 5000;              ///< and as many lost ids
    size_t network_connections = 250;       ///< of these, for each network
    double offers_per_second = 10;          ///< OFFER and LEAVE of one peer, in the long run
    double offers_at_once = 100;
    double requests_per_second = 10; ///< messages of one peer to the server itself, in the long run
    double requests_at_once = 100;
    BacklogLimits backlog = {};
};

/// What has happened so far.
struct BrokerCounts {
    std::array<uint64_t, 5> messages{}; ///< by their Type, without `other`
    uint64_t nonsense = 0;              ///< messages that are none, or of a type that nobody handles
    uint64_t limited = 0;               ///< messages beyond the rate of their sender
    uint64_t expired = 0;               ///< messages whose sender was told that the other is not there
    uint64_t undelivered = 0;           ///< messages whose receiver had too much waiting; the sender was told
    uint64_t refused_invalid = 0;
    uint64_t refused_taken = 0;
    uint64_t refused_full = 0;
    uint64_t refused_network = 0;
    uint64_t refused_guarded = 0;
};

/// PeerServer's rules: who is connected under which id, and which message goes where. Without clock or I/O but
/// `WebSocket::send` and `close`, which do not call back. Sets no listeners; drops those of a socket that it lets go.
class Broker final : public Peers, public Crowd {
public:
    explicit Broker(BrokerLimits limits, std::string kind = "peerserver");

    /// Answers the claim on the socket: OPEN, or a refusal and a close. True when the socket is the peer's now. The
    /// address is the socket's.
    bool connect(WebSocket &socket, Visitor visitor, Time now);
    /// A message of a socket; ignored when it makes no sense, or the socket is nobody's.
    void message(WebSocket &socket, std::string_view text, Time now);
    /// The socket is gone.
    void disconnect(WebSocket &socket, Time now);
    /// Once a second or so: time-outs.
    void tick(Time now);
    /// Lets go of all sockets without a word.
    void release();

    std::vector<std::string> ids() const;
    const BrokerCounts &counts() const { return counts_; }
    /// Bytes of the messages that wait for peers that are not there.
    size_t backlog() const { return backlog_.bytes(); }

    bool connected(std::string_view id) const override;
    bool proves(std::string_view id, std::string_view token) const override;
    std::optional<Visitor> claim(std::string_view id) const override;
    size_t size() const override { return connected_.size(); }
    Subscription handle(std::string type, Handler handler) override;
    bool tell(std::string_view id, std::string_view text) override;

    const std::string &kind() const override { return kind_; }
    std::vector<Attendee> list() const override;
    std::optional<Attendee> find(std::string_view id) const override;
    bool notify(std::string_view id, std::string_view text) override;
    bool expel(std::string_view id, const Expulsion &why) override;

    /// Whether a visitor is refused; asked for each claim. Null: nobody is.
    std::function<std::optional<Expulsion>(const Visitor &)> check;

    /// Somebody handles a type from now on: its name, and how many such messages there were. The number lives as long
    /// as the broker.
    std::function<void(const std::string &, const uint64_t &)> on_handled;

private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    /// Whom a peer has called of late. Whole ids: another one with the same hash is easily found.
    struct Called {
        std::array<std::string, 4> ids{};
        size_t next = 0;
        void add(std::string_view id) { ids[next++ % ids.size()] = id; }
        bool contains(std::string_view id) const { return std::find(ids.begin(), ids.end(), id) != ids.end(); }
    };
    struct Peer {
        std::string id;
        std::string token;
        std::string address;
        WebSocket *socket; ///< null while the id is only reserved
        Time entered;      ///< when the id was taken
        Time since;        ///< the last sign of life; the loss of a reserved one
        TokenBucket bucket;
        TokenBucket requests; ///< to the server itself
        Called called;
        std::list<Peer *>::iterator place;
    };
    struct Handling {
        std::shared_ptr<const Handler> handler; ///< null when nobody wants them any more
        uint64_t messages = 0;
    };
    /// What subscriptions of others refer to, as long as it is there.
    struct Extensions {
        std::unordered_map<std::string, Handling, Hash, std::equal_to<>> handlings;
    };

    /// Whether another peer at this address is too many; refuses the socket then.
    bool overcrowded(WebSocket &socket);
    static void refuse(WebSocket &socket, std::string_view message, WebSocket::Code code);
    /// The connected peer, or null.
    const Peer *connected_peer(std::string_view id) const;
    Attendee attendee(const Peer &peer) const;
    bool full() const { return connected_.size() >= limits_.connections; }
    bool expelled(WebSocket &socket, const Visitor &visitor);
    bool enroll(WebSocket &socket, const Visitor &visitor, Time now);
    void take_over(Peer &peer, WebSocket &socket, Time now);
    void seat(Peer &peer, WebSocket &socket, Time now);
    void refresh(Peer &peer, Time now);
    void act(Peer &peer, const Message &message, Time now);
    void route(Peer &peer, const Message &message, Time now);
    void hand_over(Peer &peer, const Message &message, Time now);
    void relay(const Peer &target, const Peer &sender, const Message &message);
    void keep_for_later(Peer &peer, const Message &message, Time now);
    void deliver_backlog(Peer &peer);
    void expire(std::string_view dst, const Peer &sender);
    static void tell_expired(std::string_view dst, const Peer &sender);
    void let_go(WebSocket &socket);
    /// From the connected to the reserved ones.
    void reserve(Peer &peer);
    void forget(Peer &peer);
    void remove(Peer &peer, WebSocket::Code code, std::string_view why);

    const BrokerLimits limits_;
    const std::string kind_;
    std::unordered_map<std::string, Peer, Hash, std::equal_to<>> peers_;
    std::unordered_map<WebSocket *, Peer *> sockets_;
    std::list<Peer *> connected_; ///< longest silent first
    std::list<Peer *> reserved_;  ///< longest lost first
    NetworkCounts connected_networks_;
    NetworkCounts reserved_networks_;
    Backlog backlog_;
    Reader reader_;
    std::string relay_;
    BrokerCounts counts_;
    std::shared_ptr<Extensions> extensions_ = std::make_shared<Extensions>();
};

} // namespace callbooth::peerserver
