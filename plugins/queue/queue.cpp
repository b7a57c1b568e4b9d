// SPDX-License-Identifier: MIT
#include "rooms.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/socket_io.hpp>
#include <callbooth/services/socket_io_limit.hpp>
#include <callbooth/util/limiter.hpp>
#include <callbooth/util/peer_id.hpp>
#include <callbooth/util/with_member.hpp>

namespace {

using namespace callbooth;
using queue::Member;

constexpr double burst = 10; // of wantToJoin

/// Brings two at a time together: `wantToJoin(peerId)` from each, `new_member(peerId)` to the one who waited and calls
/// the other over PeerJS, `member_left(peerId)` to the one whose partner is gone and who is looking again.
class Queue final : public Plugin {
public:
    using Requires = Services<SocketIo>;

    struct Config {
        std::string name_space = "/queue";
        int64_t clients = 5000;
        double rate = 2;
    };
    static inline const Property<Config> properties[] = {
        {.name = "namespace",
         .field = &Config::name_space,
         .doc = "the namespace of Socket.IO that it serves; '/' for pages that name none",
         .unique = true},
        {"clients", &Config::clients, "clients in the namespace at the same time; others are refused", 2, 100000},
        {"rate", &Config::rate,
         "times a second that one client may ask for a partner, in the long run, ten at once; all of one network have "
         "ten "
         "times as many",
         0.01, 1000},
    };

    Queue(Host &host, Config config) : host_(host), config_(std::move(config)), rate_(config_.rate, burst) {}

    void start() override {
        space_ = &host_.require<SocketIo>().open(config_.name_space);
        subscriptions_.push_back(limit_clients(*space_, config_.clients, "The queue is full."));
        subscriptions_.push_back(space_->on("wantToJoin", [this](auto &socket, auto &arguments, auto &acknowledge) {
            return want(socket, arguments, acknowledge);
        }));
        subscriptions_.push_back(space_->connected.subscribe([this](SocketIoSocket &socket) { come_back(socket); }));
        subscriptions_.push_back(
            space_->disconnected.subscribe([this](SocketIoSocket &socket, auto &) { disconnect(socket); }));
    }

private:
    bool want(SocketIoSocket &socket, const EventArguments &arguments, const SocketIoNamespace::Ack &acknowledge) {
        const auto peer = arguments.find<std::string>(0);
        if (!peer || !is_peer_id(*peer) || !rate_.take(socket.id(), socket.address(), TokenBucket::Time::clock::now()))
            return false;
        const Member *known = rooms_.find(socket.id());
        const bool waits = known != nullptr && known->peer == *peer && rooms_.waits(socket.id());
        const bool called = !waits && move({socket.id(), *peer});
        if (acknowledge)
            acknowledge({called});
        return true;
    }

    /// The partner that is left alone is queued behind the one that leaves: the two meet again only when nobody else
    /// waits.
    bool move(const Member &member) {
        const auto rest = leave(member.socket);
        const bool called = join(member);
        if (rest)
            join(*rest);
        return called;
    }

    /// Returns whether another member waited, which is sent `new_member` and calls.
    bool join(const Member &member) {
        const auto host = rooms_.join(member);
        if (host)
            space_->to(host->socket).emit("new_member", {member.peer});
        return host.has_value();
    }

    /// Returns the member that is left alone, after telling it.
    std::optional<Member> leave(const std::string &socket) {
        const Member *known = rooms_.find(socket);
        const std::string peer = known != nullptr ? known->peer : "";
        auto rest = rooms_.leave(socket);
        if (rest)
            space_->to(rest->socket).emit("member_left", {peer});
        return rest;
    }

    void disconnect(SocketIoSocket &socket) {
        if (const Member *known = rooms_.find(socket.id()))
            socket.data() = with_member(socket.data(), host_.name(), known->peer);
        rate_.forget(socket.id(), TokenBucket::Time::clock::now());
        if (const auto rest = leave(socket.id()))
            join(*rest);
    }

    void come_back(SocketIoSocket &socket) {
        const auto peer = socket.data().member(host_.name());
        if (socket.recovered() && peer)
            join({socket.id(), peer->get<std::string>()});
    }

    Host &host_;
    const Config config_;
    queue::Rooms rooms_;
    ClientLimiter rate_;
    SocketIoNamespace *space_ = nullptr;
    std::vector<Subscription> subscriptions_;
};

} // namespace

CALLBOOTH_PLUGIN(Queue, "queue", "Brings people together two at a time over Socket.IO; they call over PeerJS");
