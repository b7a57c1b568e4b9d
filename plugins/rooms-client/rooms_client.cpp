// SPDX-License-Identifier: MIT
#include <algorithm>
#include <optional>
#include <random>

#include "exchange.hpp"
#include "invitation.hpp"
#include "redial.hpp"
#include "settings.hpp"
#include "wire.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/booth.hpp>
#include <callbooth/services/commands.hpp>
#include <callbooth/services/signaling.hpp>
#include <callbooth/services/status.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/seconds.hpp>
#include <callbooth/util/server_url.hpp>
#include <callbooth/util/trust.hpp>
#include <callbooth/util/websocket_client.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
using namespace callbooth::rooms_client;
using std::chrono::milliseconds;

// Of the two in a room; each calls the other by its part. The names decide whose offer stands when both offer.
const std::string creator = "creator";
const std::string partner = "partner";

constexpr milliseconds after_a_refusal{5000};
constexpr int64_t shortest_token = 16; // bytes

template <class... F> struct Cases : F... { using F::operator()...; };
template <class... F> Cases(F...) -> Cases<F...>;

/// Signaling in a room for two: creates one and waits in it, or joins one and calls.
class RoomsClient final : public Plugin, public Signaling {
public:
    using Config = Settings;
    static inline const auto &properties = rooms_client::properties;
    using Provides = Services<Signaling>;
    using Requires = Services<Booth, Commands, Status>;

    static void check_config(const Config &config, ConfigCheck &check);
    RoomsClient(Host &host, Config config);

    void start() override;
    void stop() override;

    bool ready() const override { return ready_; }
    const std::string &own_id() const override { return own_id_; }
    std::string new_connection_id(ConnectionKind) override { return fmt::format("{:016x}", random64()); }
    const Abilities &abilities() const override { return abilities_; }
    void send_offer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp) override;
    void send_answer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp) override;
    void send_candidate(const std::string &peer, const ConnectionInfo &connection, const IceCandidate &ice) override;
    void send_bye(const std::string &peer) override;
    void refuse_offer(const std::string &peer, const ConnectionInfo &connection, RefusalReason why) override;

private:
    static void check(const Config &config);
    WebSocketClient::Options client_options() const;
    void listen();
    void add_commands();
    std::string join(std::string_view room);
    bool creates() const { return target_.empty(); }
    const std::string &peer() const { return creates() ? partner : creator; }
    const std::string &room() const { return creates() ? invitation_.room : target_; }
    uint64_t random64() { return uint64_t{random_()} << 32 | random_(); }

    void connected();
    void received(std::string_view text);
    void created(const std::string &room);
    void announce(const Invitation &invitation);
    void withdraw();
    void become_ready();
    void take_offer(const std::string &sdp);
    void give_up_former_try();
    void take_answer(const std::string &sdp);
    void take_candidate(const IceCandidate &candidate);
    void partner_left();
    void partner_returned();
    void refused(const std::string &why);
    void on_lost(const WebSocketClient::Loss &loss);
    void call();
    void call_ended(EndReason reason);
    void send(const std::string &message);

    Host &host_;
    Config config_;
    Booth &booth_;
    Commands &commands_;
    Status &status_;
    const Abilities abilities_{.renegotiation = true}; ///< offers for a running connection are recognized
    std::random_device random_;
    const std::string seat_token_; ///< proves that the partner's place in a room is ours
    std::string target_;           ///< the room that we join; empty: we create one
    Invitation invitation_;        ///< to the room that we created; without an id before
    std::string own_id_;
    bool ready_ = false;
    Exchange exchange_;
    Redial redial_;
    std::optional<WebSocketClient> client_;
    std::vector<Subscription> subscriptions_;
};

RoomsClient::RoomsClient(Host &host, Config config)
    : host_(host), config_(std::move(config)), booth_(host.require<Booth>()), commands_(host.require<Commands>()),
      status_(host.require<Status>()), seat_token_(fmt::format("{:016x}{:016x}", random64(), random64())),
      target_(config_.room),
      redial_(
          {from_seconds(config_.reconnect_min), from_seconds(std::max(config_.reconnect_min, config_.reconnect_max)),
           config_.call_again},
          [this] { call(); }, host.context()) {
    check(config_);
    if (config_.token.empty())
        config_.token = fmt::format("{:016x}{:016x}", random64(), random64());
    client_.emplace(client_options());
    host_.provide<Signaling>(*this);
}

void RoomsClient::check_config(const Config &config, ConfigCheck &check) {
    check_server_url(check, "url", config.url, websocket_schemes);
    if (!config.room.empty() && !is_room(config.room))
        check.error("room", fmt::format("'{}' is not the id of a room", config.room),
                    "the command 'room' of the booth in it prints the id");
    if (!config.token.empty() && config.token.size() < shortest_token)
        check.error("token", fmt::format("it has to have at least {} characters", shortest_token),
                    "'openssl rand -hex 16' prints one");
    check.attempt("link", [&] { check_link(config.link); });
    check_ca_file(check, config.ca_file);
}

void RoomsClient::check(const Config &config) {
    if (!config.url.starts_with("ws://") && !config.url.starts_with("wss://"))
        throw Error(fmt::format("url: '{}' has to begin with ws:// or wss://", config.url));
    if (!config.room.empty() && !is_room(config.room))
        throw Error(fmt::format("room: '{}' is not the id of a room", config.room));
    if (!config.token.empty() && config.token.size() < shortest_token)
        throw Error(fmt::format("token: it has to have at least {} characters", shortest_token));
    check_link(config.link);
}

WebSocketClient::Options RoomsClient::client_options() const {
    return {.url = config_.url,
            .max_message = max_message,
            .silence = from_seconds(config_.silence),
            .first_retry = from_seconds(config_.reconnect_min),
            .longest_retry = from_seconds(std::max(config_.reconnect_min, config_.reconnect_max)),
            .verify_tls = config_.verify_tls,
            .ca_file = config_.ca_file.empty() ? "" : host_.resolve_path(config_.ca_file)};
}

void RoomsClient::start() {
    listen();
    add_commands();
    client_->start();
}

void RoomsClient::stop() {
    ready_ = false;
    redial_.pause();
    subscriptions_.clear();
    client_->stop();
    status_.set("signaling.state", "lost");
}

void RoomsClient::listen() {
    const auto keep = [this](Subscription subscription) { subscriptions_.push_back(std::move(subscription)); };
    keep(client_->connecting.subscribe([this] { status_.set("signaling.state", "connecting"); }));
    keep(client_->delayed.subscribe([this](const std::string &what) {
        host_.log(Level::warning, fmt::format("connecting to the server of rooms: {}", what));
    }));
    keep(client_->opened.subscribe([this] { connected(); }));
    keep(client_->received.subscribe([this](std::string_view text, auto) { received(text); }));
    keep(client_->lost.subscribe([this](const WebSocketClient::Loss &loss) { on_lost(loss); }));
    keep(booth_.call_connected.subscribe([this](Call &) { redial_.connected(); }));
    keep(booth_.call_removed.subscribe([this](Call &, EndReason reason) { call_ended(reason); }));
}

void RoomsClient::add_commands() {
    subscriptions_.push_back(
        commands_.add({"room", "", "shows the id, the link and the QR code of our room", [this](std::string_view) {
                           if (room().empty())
                               throw Error("there is no room yet: the server does not answer");
                           return creates() ? describe(invitation_) : fmt::format("room {}, joined", target_);
                       }}));
    subscriptions_.push_back(commands_.add({"join", "[ROOM]", "joins a room, or calls again in the one that we joined",
                                            [this](std::string_view room) { return join(room); }}));
}

std::string RoomsClient::join(std::string_view room) {
    if (room.empty() && creates())
        throw Error("name a room: we wait in our own");
    if (room.empty() || room == target_) {
        redial_.now();
        return {};
    }
    if (!is_room(room))
        throw Error("this is not the id of a room");
    if (Call *const call = booth_.current())
        call->hang_up(EndReason::local_hangup);
    target_ = room;
    withdraw();
    redial_.now();
    client_->reconnect("joining another room");
    return fmt::format("joining {}", room);
}

void RoomsClient::connected() {
    if (creates())
        client_->send(create(config_.token));
    else
        become_ready();
}

void RoomsClient::received(std::string_view text) {
    std::visit(Cases{
                   [&](const RoomCreated &m) { created(m.room); },
                   [&](const Offer &m) { take_offer(m.sdp); },
                   [&](const Answer &m) { take_answer(m.sdp); },
                   [&](const IceCandidate &m) { take_candidate(m); },
                   [&](const PartnerLeft &) { partner_left(); },
                   [&](const PartnerReturned &) { partner_returned(); },
                   [&](const Refused &m) { refused(m.why); },
                   [&](const Notice &m) {
                       host_.log(Level::info, "the server says: " + m.text);
                       status_.set("signaling.notice", m.text);
                   },
                   [&](const Ignored &m) { host_.log(Level::debug, "ignored " + m.why); },
               },
               parse(text));
}

void RoomsClient::created(const std::string &room) {
    if (!creates())
        return;
    if (room != invitation_.room)
        try {
            announce(invite(room, config_.link));
        } catch (const Error &e) {
            host_.log(Level::error, e.what());
            announce({room, "", ""});
        }
    become_ready();
}

void RoomsClient::announce(const Invitation &invitation) {
    withdraw();
    invitation_ = invitation;
    host_.log(Level::info, fmt::format("room {} is open{}{}", invitation.room, invitation.link.empty() ? "" : ": ",
                                       invitation.link));
    status_.set("room.id", invitation.room);
    if (!invitation.link.empty()) {
        status_.set("room.link", invitation.link);
        status_.set("room.qr", invitation.qr);
    }
}

void RoomsClient::withdraw() {
    invitation_ = {};
    for (const char *key : {"room.id", "room.link", "room.qr"})
        status_.erase(key);
}

void RoomsClient::become_ready() {
    if (std::exchange(ready_, true))
        return;
    own_id_ = creates() ? creator : partner;
    status_.erase("signaling.refusal");
    status_.set("room.id", room());
    status_.set("signaling.id", own_id_);
    status_.set("signaling.state", "ready");
    became_ready.emit(own_id_);
    if (!creates())
        redial_.now_if_wanted();
}

void RoomsClient::take_offer(const std::string &sdp) {
    switch (exchange_.judge(sdp, creates())) {
    case Exchange::Kind::crossed: return host_.log(Level::debug, "an offer crossed ours, which stands");
    case Exchange::Kind::renewed: return reoffered.emit(peer(), {.id = exchange_.current()}, sdp);
    case Exchange::Kind::fresh: break;
    }
    give_up_former_try();
    const ConnectionInfo connection{.id = new_connection_id(ConnectionKind::media)};
    exchange_.accept(connection.id, sdp);
    offered.emit(peer(), connection, sdp);
}

/// A page that calls anew has given up what it offered before. The booth would still wait for that, and refuse this.
void RoomsClient::give_up_former_try() {
    const Call *call = booth_.current();
    if (call != nullptr && call->state() == CallState::connecting && !call->outgoing() && !exchange_.current().empty())
        left.emit(peer());
}

void RoomsClient::take_answer(const std::string &sdp) {
    if (const auto connection = exchange_.answered(sdp); !connection.empty())
        answered.emit(peer(), connection, sdp);
}

void RoomsClient::take_candidate(const IceCandidate &ice) {
    if (!exchange_.current().empty())
        candidate.emit(peer(), exchange_.current(), ice);
}

void RoomsClient::partner_left() {
    exchange_.end();
    left.emit(peer());
}

void RoomsClient::partner_returned() {
    if (!creates())
        redial_.now_if_wanted();
}

// Who joins is refused its offer. Otherwise we have no room any more, or are sent away.
void RoomsClient::refused(const std::string &why) {
    status_.set("signaling.refusal", why);
    if (creates() || !exchange_.is_offering())
        return client_->reconnect("the server says: " + why, after_a_refusal);
    host_.log(Level::warning, fmt::format("room {}: {}", target_, why));
    unreachable.emit(creator);
}

void RoomsClient::on_lost(const WebSocketClient::Loss &loss) {
    host_.log(Level::warning, fmt::format("{} the server of rooms: {}; next attempt in {:.1f} s",
                                          loss.was_open ? "disconnected from" : "cannot connect to", loss.text(),
                                          static_cast<double>(loss.retry.count()) / 1000));
    status_.set("signaling.state", "lost");
    redial_.pause();
    if (booth_.current() != nullptr)
        redial_.interrupt();
    if (std::exchange(ready_, false))
        lost.emit(loss.why);
}

void RoomsClient::call() {
    if (!ready_ || booth_.current() != nullptr)
        return;
    try {
        booth_.call(creator);
    } catch (const Error &e) {
        host_.log(Level::warning, fmt::format("cannot call in room {}: {}", target_, e.what()));
    }
}

void RoomsClient::call_ended(EndReason reason) {
    exchange_.end();
    if (!creates())
        redial_.ended(reason);
}

void RoomsClient::send(const std::string &message) {
    if (!ready_ || !client_->send(message))
        host_.log(Level::warning, "a message to the other one in the room is lost, because there is no connection to "
                                  "the server");
}

void RoomsClient::send_offer(const std::string &, const ConnectionInfo &connection, const std::string &sdp) {
    exchange_.offer(connection.id);
    send(rooms_client::offer(room(), sdp, creates() ? "" : seat_token_));
}

void RoomsClient::send_answer(const std::string &, const ConnectionInfo &connection, const std::string &sdp) {
    if (connection.id == exchange_.current())
        send(rooms_client::answer(room(), sdp));
}

void RoomsClient::send_candidate(const std::string &, const ConnectionInfo &connection, const IceCandidate &ice) {
    if (connection.id == exchange_.current())
        send(rooms_client::candidate(room(), ice));
}

void RoomsClient::send_bye(const std::string &) {
    exchange_.end();
    if (ready_)
        client_->send(leave(room()));
}

// Servers and pages of tutorials do not know `leave`; there the end of the connection shows the end of the call.
void RoomsClient::refuse_offer(const std::string &peer, const ConnectionInfo &, RefusalReason why) {
    if (why != RefusalReason::unsupported)
        send_bye(peer);
}

} // namespace

CALLBOOTH_PLUGIN(RoomsClient, "rooms-client", "Signaling in a room by invitation: creates one, or joins one");
