// SPDX-License-Identifier: MIT
#include <unordered_map>

#include "own_line.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/socket_io.hpp>
#include <callbooth/services/socket_io_limit.hpp>
#include <callbooth/services/waiting_line.hpp>
#include <callbooth/util/limiter.hpp>
#include <callbooth/util/peer_id.hpp>
#include <callbooth/util/with_member.hpp>

namespace {

using namespace callbooth;

constexpr double burst = 10; // of wantToJoin

/// Brings two at a time together: `wantToJoin(peerId)` from each, `new_member(peerId)` to the one who waited and calls
/// the other over PeerJS, `member_left(peerId)` to the one whose partner is gone and who is looking again. With a
/// matchmaker they wait in its line, and meet those who came by other doors.
class Queue final : public Plugin, private WaitingLine::Door {
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
         .form = TextForm::io_namespace,
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
        if (auto *line = host_.find<WaitingLine>())
            line_ = line;
        subscriptions_.push_back(line_->open(*this));
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
        peers_[socket.id()] = *peer;
        const bool called = line_->look(*this, socket.id(), *peer);
        if (acknowledge)
            acknowledge({called});
        return true;
    }

    bool meet(std::string_view client, const WaitingLine::Partner &partner) override {
        SocketIoSocket *socket = space_->find(client);
        return socket != nullptr && (!partner.call || socket->emit("new_member", {partner.peer}));
    }

    void part(std::string_view client, std::string_view peer) override {
        const auto known = peers_.find(std::string(client));
        SocketIoSocket *socket = space_->find(client);
        if (known == peers_.end() || socket == nullptr)
            return;
        socket->emit("member_left", {peer});
        line_->look(*this, client, known->second);
    }

    void disconnect(SocketIoSocket &socket) {
        const auto known = peers_.extract(socket.id());
        if (!known.empty())
            socket.data() = with_member(socket.data(), host_.name(), known.mapped());
        rate_.forget(socket.id(), TokenBucket::Time::clock::now());
        line_->leave(*this, socket.id());
    }

    void come_back(SocketIoSocket &socket) {
        const auto peer = socket.data().member(host_.name());
        if (!socket.recovered() || !peer)
            return;
        peers_[socket.id()] = peer->get<std::string>();
        line_->look(*this, socket.id(), peers_[socket.id()]);
    }

    Host &host_;
    const Config config_;
    queue::OwnLine own_line_;
    WaitingLine *line_ = &own_line_;
    std::unordered_map<std::string, std::string> peers_; ///< who has looked for a partner, by socket
    ClientLimiter rate_;
    SocketIoNamespace *space_ = nullptr;
    std::vector<Subscription> subscriptions_;
};

} // namespace

CALLBOOTH_PLUGIN(Queue, "queue", "Brings people together two at a time over Socket.IO; they call over PeerJS");
