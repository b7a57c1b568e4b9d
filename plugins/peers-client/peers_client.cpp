// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "links.hpp"
#include "wire.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/booth.hpp>
#include <callbooth/services/commands.hpp>
#include <callbooth/services/signaling.hpp>
#include <callbooth/services/socket_io_client.hpp>
#include <callbooth/services/socket_io_retry.hpp>
#include <callbooth/services/status.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/seconds.hpp>
#include <callbooth/util/token_bucket.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace {

using namespace callbooth;
using namespace callbooth::peers_client;
using std::chrono::milliseconds;

class PeersClient final : public Plugin, public Signaling {
public:
    struct Config {
        std::string name_space = "/peers";
        std::string protocol = "events";
        std::string channel = "chat";
        std::string call;
        double interval = 5;
    };
    static inline const Property<Config> properties[] = {
        {.name = "namespace",
         .field = &Config::name_space,
         .doc = "the namespace of Socket.IO that the peers are in; '/' for servers of tutorials",
         .form = TextForm::io_namespace,
         .unique = true},
        {.name = "protocol",
         .field = &Config::protocol,
         .doc = "how the peers signal: 'events' is peerOffer, peerAnswer and peerIce of pages with an "
                "RTCPeerConnection of their own, 'simple-peer' is signal of pages with simple-peer",
         .choices = {"events", "simple-peer"}},
        {.name = "channel",
         .field = &Config::channel,
         .doc =
             "label of the data channel that is always there when we call: simple-peer is not connected without one, "
             "and its end says that we hang up"},
        {.name = "call",
         .field = &Config::call,
         .doc =
             "peer to call as soon as it is connected: its id, or 'first' for the first one of the list; empty: none"},
        {.name = "interval",
         .field = &Config::interval,
         .doc = "seconds from the end of a call until such a peer is called again",
         .min = 0.01,
         .max = 3600},
    };
    using Provides = Services<Signaling>;
    using Requires = Services<SocketIoClient, Status, Commands>;

    PeersClient(Host &host, Config config)
        : host_(host), config_(std::move(config)),
          protocol_(config_.protocol == "events" ? Protocol::events : Protocol::simple_peer),
          abilities_{.renegotiation = true, .channel = config_.channel}, status_(host.require<Status>()) {
        keep(host.require<Commands>().add(
            {"peers", "", "Lists the peers that can be called", [this](auto) { return list(); }}));
        host_.provide<Signaling>(*this);
    }

    void start() override {
        socket_ = host_.require<SocketIoClient>().open(config_.name_space);
        retry_.emplace(*socket_, [this](const std::string &why) { refused(why); });
        keep(socket_->connected.subscribe([this] { connected(); }));
        keep(socket_->disconnected.subscribe([this](const std::string &reason) { disconnected(reason); }));
        keep(socket_->on("clients", [this](const EventArguments &clients, auto &) { set_peers(clients); }));
        for (const auto &event : events_of(protocol_))
            keep(socket_->on(event,
                             [this, event](const EventArguments &arguments, auto &) { received(event, arguments); }));
        listen_to_calls();
        status_.set("signaling.state", "connecting");
    }

    void stop() override {
        call_again_.cancel();
        retry_.reset();
        socket_.reset();
        own_id_.clear();
        status_.set("signaling.state", "lost");
    }

    bool ready() const override { return socket_ && socket_->is_connected(); }
    const std::string &own_id() const override { return own_id_; }
    std::string new_connection_id(ConnectionKind) override { return fmt::format("connection-{}", ++connections_); }
    const Abilities &abilities() const override { return abilities_; }

    void send_offer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp) override {
        links_.send_offer(peer, connection.id);
        send(peer, Offer{sdp});
        if (is_known_ && std::find(peers_.begin(), peers_.end(), peer) == peers_.end())
            host_.post([this, peer] { unreachable.emit(peer); });
    }
    void send_answer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp) override {
        links_.send_answer(peer, connection.id);
        send(peer, Answer{sdp});
    }
    void send_candidate(const std::string &peer, const ConnectionInfo &, const IceCandidate &ice) override {
        send(peer, ice);
    }
    /// There is no message for it: the peer notices that the channel and the connection are closed.
    void send_bye(const std::string &peer) override { links_.forget(peer); }
    /// Nor for this: the caller gives up by itself.
    void refuse_offer(const std::string &peer, const ConnectionInfo &, RefusalReason why) override {
        if (why != RefusalReason::unsupported)
            links_.forget(peer);
    }

private:
    void keep(Subscription subscription) { subscriptions_.push_back(std::move(subscription)); }
    void listen_to_calls();
    void connected();
    void disconnected(const std::string &reason);
    void refused(const std::string &why);
    void set_peers(const EventArguments &clients);
    void received(const std::string &event, const EventArguments &arguments);
    void take(const std::string &peer, const Offer &offer);
    void take(const std::string &peer, const Answer &answer);
    void take(const std::string &peer, const IceCandidate &ice);
    void take(const std::string &peer, const OfferRequest &);
    void send(const std::string &peer, const Signal &signal);
    /// Of what others can cause as often as they like: one a minute is more than a debug message.
    void warn(const std::string &text);
    void call_wanted();
    std::string wanted() const;
    std::string list() const;

    Host &host_;
    const Config config_;
    const Protocol protocol_;
    const Abilities abilities_;
    Status &status_;
    Booth *booth_ = nullptr; ///< null without media
    std::string own_id_;
    std::vector<std::string> peers_; ///< the others, in the server's order
    bool is_known_ = false;          ///< the list of this connection has come
    Links links_;
    uint64_t connections_ = 0;
    TokenBucket warnings_{1.0 / 60, 1};
    std::string hung_up_; ///< the peer that a person here has hung up on: it is not called by itself
    Source call_again_;
    std::unique_ptr<SocketIoClientSocket> socket_;
    std::optional<SocketIoRetry> retry_;
    std::vector<Subscription> subscriptions_;
};

void PeersClient::listen_to_calls() {
    booth_ = host_.find<Booth>();
    if (!booth_)
        return;
    keep(booth_->call_added.subscribe([this](Call &) { hung_up_.clear(); }));
    keep(booth_->call_removed.subscribe([this](Call &call, EndReason reason) {
        if (reason == EndReason::local_hangup)
            hung_up_ = call.peer();
        if (reason != EndReason::shutdown)
            call_again_ = Source::after(from_seconds(config_.interval), [this] { call_wanted(); });
    }));
}

void PeersClient::connected() {
    own_id_ = socket_->id();
    status_.erase("signaling.refusal");
    status_.set("signaling.id", own_id_);
    status_.set("signaling.state", "ready");
    host_.log(Level::info, fmt::format("ready as {} in {}", own_id_, config_.name_space));
    became_ready.emit(own_id_);
}

/// We get another id; what comes for the old one is lost.
void PeersClient::disconnected(const std::string &reason) {
    links_.clear();
    peers_.clear();
    is_known_ = false;
    status_.erase("signaling.peers");
    status_.set("signaling.state", "lost");
    host_.log(Level::warning, fmt::format("not in {} any more: {}", config_.name_space, reason));
    lost.emit(reason);
}

void PeersClient::refused(const std::string &why) {
    status_.set("signaling.refusal", why);
    host_.log(Level::error, fmt::format("{} does not let us in: {}", config_.name_space, why));
}

void PeersClient::set_peers(const EventArguments &clients) {
    const auto before = std::exchange(peers_, read_peers(clients, own_id_));
    is_known_ = true;
    status_.set("signaling.peers", std::to_string(peers_.size()));
    const std::unordered_set<std::string> present(peers_.begin(), peers_.end());
    for (const auto &peer : before)
        if (!present.contains(peer)) {
            links_.forget(peer);
            left.emit(peer);
        }
    if (!call_again_.active())
        call_wanted();
}

void PeersClient::received(const std::string &event, const EventArguments &arguments) {
    const auto peer = sender_of(arguments);
    const auto signal = read_signal(event, arguments);
    if (!peer || *peer == own_id_ || !signal)
        return host_.log(Level::debug, fmt::format("ignored {}", event));
    std::visit([&](const auto &each) { take(*peer, each); }, *signal);
}

void PeersClient::take(const std::string &peer, const Offer &offer) {
    const auto make_id = [this] { return new_connection_id(ConnectionKind::media); };
    // As the booth decides: the smaller id's offer stands.
    const auto link = links_.take_offer(peer, offer.sdp, own_id_ < peer, make_id);
    if (!link)
        return warn(fmt::format("{} calls while there are too many callers", peer));
    (link->again ? reoffered : offered).emit(peer, {link->connection, ConnectionKind::media, {}, {}}, offer.sdp);
}

void PeersClient::take(const std::string &peer, const Answer &answer) {
    if (const auto connection = links_.take_answer(peer, answer.sdp))
        answered.emit(peer, *connection, answer.sdp);
}

void PeersClient::take(const std::string &peer, const IceCandidate &ice) {
    if (const auto connection = links_.connection(peer); !connection.empty())
        candidate.emit(peer, connection, ice);
}

/// Before a connection is agreed on, our first offer has all that we can do anyway.
void PeersClient::take(const std::string &peer, const OfferRequest &) {
    if (links_.is_agreed(peer))
        wants_offer.emit(peer, {links_.connection(peer), ConnectionKind::media, {}, {}});
}

void PeersClient::send(const std::string &peer, const Signal &signal) {
    const auto message = message_of(protocol_, signal);
    if (!socket_ || !socket_->emit(message.event, {peer, message.payload}))
        warn("a message to a peer is lost, because there is no connection to the server");
}

void PeersClient::warn(const std::string &text) {
    host_.log(warnings_.take(TokenBucket::Time::clock::now()) ? Level::warning : Level::debug, text);
}

void PeersClient::call_wanted() {
    const auto peer = wanted();
    if (peer.empty() || !booth_ || !ready() || booth_->current() || !booth_->waiting_caller().empty())
        return;
    try {
        booth_->call(peer);
    } catch (const Error &e) {
        host_.log(Level::warning, fmt::format("cannot call {}: {}", peer, e.what()));
    }
}

std::string PeersClient::wanted() const {
    const auto found = std::find_if(peers_.begin(), peers_.end(), [this](const std::string &peer) {
        return peer != hung_up_ && (config_.call == "first" || config_.call == peer);
    });
    return found == peers_.end() ? "" : *found;
}

std::string PeersClient::list() const {
    if (!ready())
        return "not connected to the server";
    return peers_.empty() ? "nobody else is here" : fmt::format("{}", fmt::join(peers_, "\n"));
}

} // namespace

CALLBOOTH_PLUGIN(PeersClient, "peers-client",
                 "Signaling over Socket.IO with a list of peers, for pages with an RTCPeerConnection or simple-peer");
