// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <set>

#include "address.hpp"
#include "server_wire.hpp"
#include "wire.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/booth.hpp>
#include <callbooth/services/lobby.hpp>
#include <callbooth/services/signaling.hpp>
#include <callbooth/services/status.hpp>
#include <callbooth/util/http_question.hpp>
#include <callbooth/util/peer_id.hpp>
#include <callbooth/util/seconds.hpp>
#include <callbooth/util/server_url.hpp>
#include <callbooth/util/text.hpp>
#include <callbooth/util/websocket_client.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
using namespace callbooth::peerjs;
using std::chrono::milliseconds;

// PeerServer sends no second OPEN to whoever comes back while it still knows the old connection.
constexpr milliseconds silent_takeover{2000};
// Whoever was sent away does not stand at the door again at once.
constexpr milliseconds after_a_kick{15000};
constexpr milliseconds after_a_refusal{60000};
constexpr std::chrono::hours longest_wait{24};
constexpr std::chrono::seconds refusal_timeout{10};
constexpr size_t max_logged_serializations = 16;

template <class... F> struct Cases : F... { using F::operator()...; };
template <class... F> Cases(F...) -> Cases<F...>;

class PeerJs final : public Plugin, public Signaling, public Lobby {
public:
    struct Config {
        std::string url;
        std::string key = "peerjs";
        std::string id;
        std::string token;
        double heartbeat = 5;
        double silence = 15;
        double reconnect_min = 0.5;
        double reconnect_max = 30;
        bool verify_tls = true;
        std::string ca_file;
    };
    static inline const Property<Config> properties[] = {
        {.name = "url",
         .field = &Config::url,
         .doc = "address of the PeerServer with its mount path, ws://127.0.0.1:8080/signaling",
         .required = true,
         .own = {"peerserver", "ws"}},
        {.name = "key", .field = &Config::key, .doc = "API key of the PeerServer"},
        {.name = "id",
         .field = &Config::id,
         .doc = "our id: words of letters and digits joined by space, _ or -; a random one when empty"},
        {.name = "token",
         .field = &Config::token,
         .doc = "proves that the id is ours when we come back; a random one when empty",
         .secret = true},
        {.name = "heartbeat",
         .field = &Config::heartbeat,
         .doc = "seconds between two heartbeats to the server",
         .min = 0.1,
         .max = 60},
        {.name = "silence",
         .field = &Config::silence,
         .doc = "seconds without a sign of life of the server after which we connect again",
         .min = 2,
         .max = 300},
        {.name = "reconnect-min",
         .field = &Config::reconnect_min,
         .doc = "seconds before the first attempt to connect again; doubles with each failure",
         .min = 0.01,
         .max = 3600},
        {.name = "reconnect-max",
         .field = &Config::reconnect_max,
         .doc = "seconds between two attempts to connect, at the most",
         .min = 0.01,
         .max = 3600},
        {.name = "verify-tls",
         .field = &Config::verify_tls,
         .doc = "refuse a wss:// server whose certificate is not trusted; false is for development only"},
        {.name = "ca-file",
         .field = &Config::ca_file,
         .doc =
             "a PEM file: trust only the certificates in it, whatever name they are for, and those they have signed; "
             "empty: the system's"},
    };
    using Provides = Services<Signaling, Lobby>;
    using Requires = Services<Status>;

    static void check_config(const Config &config, ConfigCheck &check);
    PeerJs(Host &host, Config config);

    void start() override { client_->start(); }
    void stop() override;

    bool ready() const override { return ready_; }
    const std::string &own_id() const override { return own_id_; }
    std::string token() const override { return config_.token; }
    std::string new_connection_id(ConnectionKind kind) override;
    const Abilities &abilities() const override { return abilities_; }
    void send_offer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp) override;
    void send_answer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp) override;
    void send_candidate(const std::string &peer, const ConnectionInfo &connection, const IceCandidate &ice) override;
    void send_bye(const std::string &peer) override;
    void refuse_offer(const std::string &peer, const ConnectionInfo &connection, RefusalReason why) override;
    bool find(const Wishes &wishes) override;
    void cancel_find() override;
    bool report(const std::string &peer, const std::string &reason) override;

private:
    WebSocketClient::Options client_options() const;
    void connecting();
    void connected();
    void received(std::string_view text);
    void become_ready();
    void take_offer(const Offer &offer);
    void refuse_serialization(const UnknownSerialization &offer);
    void refuse(const std::string &peer, const ConnectionInfo &connection, std::string_view sdp,
                const std::string &why);
    void notice(const Notice &notice);
    void refused(const std::string &why);
    void dismissed(const Dismissed &message);
    void ask_why();
    void on_lost(const WebSocketClient::Loss &loss);
    void send(const std::string &message);

    Host &host_;
    Config config_;
    const Abilities abilities_{.separate_data = true};
    const Trust trust_;
    Address address_;
    std::random_device random_;
    Status *status_ = nullptr;
    std::string own_id_;                           ///< what the server has confirmed
    std::string partner_;                          ///< the last one that we sent a description
    std::string_view offered_sdp_;                 ///< while `offered` tells of it
    std::set<std::string> unknown_serializations_; ///< names that were logged
    bool may_take_over_ = false;
    bool ready_ = false;
    HttpQuestion why_refused_;
    std::optional<WebSocketClient> client_; ///< made once id and token are there
    std::vector<Subscription> listening_;
    Source heartbeat_;
    Source takeover_;
};

void check_id(const std::string &id) {
    if (!id.empty() && !is_peer_id(id))
        throw Error(fmt::format("id: '{}' is not possible; use at most 128 letters and digits, joined by single "
                                "spaces, _ or -",
                                id));
}

void PeerJs::check_config(const Config &config, ConfigCheck &check) {
    check_server_url(check, "url", config.url, websocket_schemes);
    if (config.url.find('?') != std::string::npos)
        check.error("url", fmt::format("'{}' ends in a query", config.url), "give the address up to the mount path");
    check.attempt("id", [&] { check_id(config.id); });
    check_ca_file(check, config.ca_file);
}

PeerJs::PeerJs(Host &host, Config config)
    : host_(host), config_(std::move(config)),
      trust_(config_.verify_tls, config_.ca_file.empty() ? "" : host.resolve_path(config_.ca_file)),
      address_(config_.url), status_(&host.require<Status>()), why_refused_({refusal_timeout, trust_}) {
    check_id(config_.id);
    // Somebody who gives both may come back as a new process before the server has noticed that the old one is gone.
    may_take_over_ = !config_.id.empty() && !config_.token.empty();
    const auto random = [this] { return random_(); };
    if (config_.id.empty())
        config_.id = random_uuid(random);
    if (config_.token.empty())
        config_.token = random_base36(32, random);
    client_.emplace(client_options());
    listening_.push_back(client_->connecting.subscribe([this] { connecting(); }));
    listening_.push_back(client_->delayed.subscribe([this](const std::string &what) {
        host_.log(Level::warning, fmt::format("connecting to {}: {}", address_.base(), what));
    }));
    listening_.push_back(client_->opened.subscribe([this] { connected(); }));
    listening_.push_back(client_->received.subscribe([this](std::string_view text, auto) { received(text); }));
    listening_.push_back(client_->lost.subscribe([this](const WebSocketClient::Loss &loss) { on_lost(loss); }));
    host_.provide<Signaling>(*this);
    host_.provide<Lobby>(*this);
}

WebSocketClient::Options PeerJs::client_options() const {
    return {.url = address_.websocket(config_.key, config_.id, config_.token),
            .max_message = max_message_bytes,
            .silence = from_seconds(config_.silence),
            .first_retry = from_seconds(config_.reconnect_min),
            .longest_retry = from_seconds(std::max(config_.reconnect_min, config_.reconnect_max)),
            .verify_tls = config_.verify_tls,
            .ca_file = config_.ca_file.empty() ? "" : host_.resolve_path(config_.ca_file)};
}

void PeerJs::connecting() {
    status_->set("signaling.state", "connecting");
    why_refused_.cancel(); // this attempt will tell
}

void PeerJs::connected() {
    heartbeat_ = Source::every(from_seconds(config_.heartbeat), [this] {
        client_->send(peerjs::heartbeat());
        return true;
    });
    if (may_take_over_)
        takeover_ = Source::after(silent_takeover, [this] { become_ready(); });
}

void PeerJs::received(std::string_view text) {
    const Incoming message = parse(text);
    // What peers say reaches only those who are registered.
    if (may_take_over_ && !std::holds_alternative<IdTaken>(message) && !std::holds_alternative<Refusal>(message) &&
        !std::holds_alternative<Dismissed>(message) && !std::holds_alternative<Ignored>(message))
        become_ready();
    std::visit(Cases{
                   [&](const Opened &) { become_ready(); },
                   [&](const IdTaken &) { refused(fmt::format("somebody else has the id '{}'", config_.id)); },
                   [&](const Refusal &m) { refused("the server says: " + m.why); },
                   [&](const Offer &m) { take_offer(m); },
                   [&](const UnknownSerialization &m) { refuse_serialization(m); },
                   [&](const Answer &m) { answered.emit(m.peer, m.connection, m.sdp); },
                   [&](const Candidate &m) { Signaling::candidate.emit(m.peer, m.connection, m.candidate); },
                   [&](const Leave &m) {
                       if (m.peer == partner_)
                           partner_.clear();
                       left.emit(m.peer);
                   },
                   [&](const Expire &m) { unreachable.emit(m.peer); },
                   [&](const Match &m) { matched.emit(m); },
                   [&](const Waiting &m) { waiting.emit(m.online, m.waiting); },
                   [&](const FindRefused &m) { find_refused.emit(m.why, m.retry); },
                   [&](const Reported &m) { reported.emit(m.peer); },
                   [&](const ReportRefused &m) { report_refused.emit(m.peer, m.why); },
                   [&](const Notice &m) { notice(m); },
                   [&](const Dismissed &m) { dismissed(m); },
                   [&](const Ignored &m) { host_.log(Level::debug, "ignored " + m.why); },
               },
               message);
}

void PeerJs::become_ready() {
    takeover_.cancel();
    if (ready_)
        return;
    ready_ = true;
    may_take_over_ = true;
    own_id_ = config_.id;
    status_->erase("signaling.refusal");
    status_->set("signaling.id", own_id_);
    status_->set("signaling.state", "ready");
    host_.log(Level::info, fmt::format("ready as {} at {}", own_id_, address_.base()));
    became_ready.emit(own_id_);
}

void PeerJs::refused(const std::string &why) {
    host_.log(Level::error, fmt::format("{} refuses us: {}", address_.base(), why));
    client_->reconnect(why);
}

void PeerJs::take_offer(const Offer &offer) {
    offered_sdp_ = offer.sdp;
    offered.emit(offer.peer, offer.connection, offer.sdp);
    offered_sdp_ = {};
}

void PeerJs::refuse_serialization(const UnknownSerialization &offer) {
    if (unknown_serializations_.size() < max_logged_serializations && unknown_serializations_.insert(offer.name).second)
        host_.log(Level::warning, fmt::format("{} offers a data connection with serialization '{}', which is unknown: "
                                              "refused",
                                              offer.peer, offer.name));
    refuse(offer.peer, offer.connection, offer.sdp, fmt::format("The serialization '{}' is unknown here.", offer.name));
}

/// The page's Peer gets an error at once: it tells of an answer that it cannot read, as `webrtc`, with the text. Then
/// the connection ends. LEAVE ends it in every browser, and with it all others of a partner; so that one gets a
/// rejection, which Chromium takes for an end.
void PeerJs::refuse(const std::string &peer, const ConnectionInfo &connection, std::string_view sdp,
                    const std::string &why) {
    send(peerjs::answer(peer, connection, why));
    auto *booth = host_.find<Booth>();
    if (peer == partner_ && (booth == nullptr || booth->current() != nullptr)) // not every end is told to us
        send(peerjs::answer(peer, connection, rejection_of(sdp)));
    else
        send(leave(peer));
}

void PeerJs::notice(const Notice &notice) {
    host_.log(Level::info, "the server says: " + notice.text);
    status_->set("signaling.notice", notice.text);
}

void PeerJs::dismissed(const Dismissed &message) {
    status_->set("signaling.refusal", message.why);
    client_->reconnect("the server sends us away: " + message.why,
                       message.banned.count() > 0 ? std::min<milliseconds>(message.banned, longest_wait)
                                                  : after_a_kick);
}

// A refused handshake has no text that could be read; the server's answer over HTTP may have one.
void PeerJs::ask_why() {
    why_refused_.ask(address_.root(), {}, [this](const HttpQuestion::Reply &reply) {
        const auto text = one_line(reply.body, 200);
        const auto end = text.find_last_not_of(' ');
        if (reply.status != SOUP_STATUS_FORBIDDEN || end == std::string::npos)
            return;
        const auto why = text.substr(0, end + 1);
        status_->set("signaling.refusal", why);
        host_.log(Level::error, fmt::format("{} does not let us in: {}", address_.base(), why));
        client_->retry_after(after_a_refusal);
    });
}

void PeerJs::on_lost(const WebSocketClient::Loss &loss) {
    heartbeat_.cancel();
    takeover_.cancel();
    host_.log(Level::warning, fmt::format("no connection to {}: {}; next attempt in {:.1f} s", address_.base(),
                                          loss.text(), static_cast<double>(loss.retry.count()) / 1000));
    status_->set("signaling.state", "lost");
    if (!loss.was_open)
        ask_why();
    if (std::exchange(ready_, false))
        lost.emit(loss.why);
}

void PeerJs::stop() {
    // Only the socket is closed: a LEAVE would end the calls of pages that are to outlive it.
    ready_ = false;
    why_refused_.cancel();
    heartbeat_.cancel();
    takeover_.cancel();
    client_->stop();
    status_->set("signaling.state", "lost");
}

void PeerJs::send(const std::string &message) {
    if (!ready_ || !client_->send(message))
        host_.log(Level::warning, "a message to a peer is lost, because there is no connection to the server");
}

std::string PeerJs::new_connection_id(ConnectionKind kind) {
    return (kind == ConnectionKind::media ? "mc_" : "dc_") + random_base36(16, [this] { return random_(); });
}

void PeerJs::send_offer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp) {
    partner_ = peer;
    send(peerjs::offer(peer, connection, sdp));
}

void PeerJs::send_answer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp) {
    partner_ = peer;
    send(peerjs::answer(peer, connection, sdp));
}

void PeerJs::send_candidate(const std::string &peer, const ConnectionInfo &connection, const IceCandidate &ice) {
    send(peerjs::candidate(peer, connection, ice));
}

void PeerJs::send_bye(const std::string &peer) {
    if (peer == partner_)
        partner_.clear();
    send(leave(peer));
}

// Of the three ways to say no, EXPIRE is reserved to the server and a rejected ANSWER leaves the caller waiting for a
// while; LEAVE closes its connections with us at once. It closes all of them, so a partner gets answers.
void PeerJs::refuse_offer(const std::string &peer, const ConnectionInfo &connection, RefusalReason why) {
    if (why == RefusalReason::too_many)
        refuse(peer, connection, offered_sdp_, "There are too many connections already.");
    else
        send(leave(peer));
}

bool PeerJs::find(const Wishes &wishes) { return ready_ && client_->send(peerjs::find(wishes)); }

void PeerJs::cancel_find() {
    if (ready_)
        client_->send(peerjs::cancel_find());
}

bool PeerJs::report(const std::string &peer, const std::string &reason) {
    return ready_ && client_->send(peerjs::report(peer, reason));
}

} // namespace

CALLBOOTH_PLUGIN(PeerJs, "peerjs", "Signaling over a PeerServer, as the peerjs client does it");
