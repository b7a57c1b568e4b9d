// SPDX-License-Identifier: MIT
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <callbooth/plugin.hpp>
#include <callbooth/services/booth.hpp>
#include <callbooth/services/commands.hpp>
#include <callbooth/services/matchmaking_commands.hpp>
#include <callbooth/services/signaling.hpp>
#include <callbooth/services/socket_io_client.hpp>
#include <callbooth/services/socket_io_retry.hpp>
#include <callbooth/services/status.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/peer_id.hpp>
#include <callbooth/util/seconds.hpp>
#include <callbooth/util/token_bucket.hpp>
#include <fmt/format.h>

namespace {

using namespace callbooth;
using std::chrono::milliseconds;

/// `wantToJoin(peerId)` asks for a partner; of two, the one who waited gets `new_member(peerId)` and calls the other.
/// `member_left(peerId)`: the partner is gone, and the server has put us into the queue again.
class QueueClient final : public Plugin, public Matchmaking {
public:
    struct Config {
        std::string name_space = "/queue";
        double interval = 1;
        double call_timeout = 60;
    };
    static inline const Property<Config> properties[] = {
        {.name = "namespace",
         .field = &Config::name_space,
         .doc = "the namespace of Socket.IO that the queue is in; '/' for servers of tutorials",
         .form = TextForm::io_namespace,
         .unique = true},
        {.name = "interval",
         .field = &Config::interval,
         .doc = "seconds from the end of a call until we ask for another partner; 'next' asks at once",
         .min = 0.01,
         .max = 3600},
        {.name = "call-timeout",
         .field = &Config::call_timeout,
         .doc = "seconds without a call after which we ask again: the partner may have been one that cannot call",
         .min = 0.01,
         .max = 3600},
    };
    using Provides = Services<Matchmaking>;
    using Requires = Services<Booth, Signaling, SocketIoClient, Commands, Status>;

    QueueClient(Host &host, Config config)
        : host_(host), config_(std::move(config)), booth_(host.require<Booth>()), status_(host.require<Status>()) {
        add_commands(host_.require<Commands>());
        host_.provide<Matchmaking>(*this);
    }

    void start() override;
    void stop() override {
        paused_ = true;
        asking_.cancel();
        leave();
        update();
    }

    void next() override;
    void pause() override {
        paused_ = true;
        update();
    }
    State state() const override;

private:
    void keep(Subscription subscription) { subscriptions_.push_back(std::move(subscription)); }
    void add_commands(Commands &commands);
    void listen_to_calls();
    void enter();
    void leave();
    void update();
    void ask();
    void ask_after(milliseconds wait);
    void add_member(const EventArguments &arguments);
    void remove_member(const EventArguments &arguments);
    void call(const std::string &peer);
    void call_removed(EndReason reason);
    bool is_occupied() const { return booth_.current() || !booth_.waiting_caller().empty(); }
    std::string prospect() const;

    Host &host_;
    const Config config_;
    Booth &booth_;
    Status &status_;
    Signaling *signaling_ = nullptr;
    SocketIoClient *client_ = nullptr;
    bool paused_ = false;
    TokenBucket calls_{1, 10}; ///< that the server may cause
    Source asking_;            ///< runs while nothing is to be asked, yet
    std::vector<Subscription> subscriptions_;
    std::unique_ptr<SocketIoClientSocket> socket_; ///< null while we do not take part
    std::optional<SocketIoRetry> retry_;
    std::vector<Subscription> listening_; ///< to the socket
};

void QueueClient::add_commands(Commands &commands) {
    const auto resume = [this] {
        paused_ = false;
        update();
    };
    for (auto &command : add_matchmaking_commands(commands, *this, resume, [this] { return prospect(); }))
        keep(std::move(command));
}

std::string QueueClient::prospect() const {
    return state() == State::idle ? "looking for a partner as soon as the server is there" : "";
}

void QueueClient::start() {
    signaling_ = &host_.require<Signaling>();
    client_ = &host_.require<SocketIoClient>();
    status_.set("matchmaking.via", "socketio");
    keep(signaling_->became_ready.subscribe([this](auto &) { ask_after(milliseconds(0)); }));
    keep(signaling_->lost.subscribe([this](auto &) { update(); }));
    listen_to_calls();
    update();
}

void QueueClient::listen_to_calls() {
    keep(booth_.caller_waits.subscribe([this](auto &, auto &) { update(); }));
    keep(booth_.caller_gone.subscribe([this](auto &) { ask_after(from_seconds(config_.interval)); }));
    keep(booth_.call_added.subscribe([this](Call &) { update(); }));
    keep(booth_.call_removed.subscribe([this](Call &, EndReason reason) { call_removed(reason); }));
}

QueueClient::State QueueClient::state() const {
    if (is_occupied())
        return State::in_call;
    const bool is_ready = signaling_ && signaling_->ready() && socket_ && socket_->is_connected();
    return paused_ || !is_ready ? State::idle : State::searching;
}

void QueueClient::enter() {
    socket_ = client_->open(config_.name_space);
    retry_.emplace(*socket_, [this](const std::string &why) {
        host_.log(Level::error, fmt::format("{} does not let us in: {}", config_.name_space, why));
    });
    const auto listen = [this](Subscription subscription) { listening_.push_back(std::move(subscription)); };
    listen(socket_->connected.subscribe([this] { ask_after(milliseconds(0)); }));
    listen(socket_->disconnected.subscribe([this](auto &) { update(); }));
    listen(socket_->on("new_member", [this](const EventArguments &arguments, auto &) { add_member(arguments); }));
    listen(socket_->on("member_left", [this](const EventArguments &arguments, auto &) { remove_member(arguments); }));
}

void QueueClient::leave() {
    listening_.clear();
    retry_.reset();
    socket_.reset();
}

/// Everything that changes ends here. There is no message for leaving the queue but leaving the namespace; in a call
/// that would tell the partner that we are gone.
void QueueClient::update() {
    if (client_ && !paused_ && !socket_)
        enter();
    if (paused_ && !is_occupied())
        leave();
    const auto now = state();
    if (now != State::searching)
        asking_.cancel();
    else if (!asking_.active())
        ask();
    status_.set("matchmaking.state", to_string(now));
}

void QueueClient::ask() {
    socket_->emit("wantToJoin", {signaling_->own_id()});
    ask_after(from_seconds(config_.call_timeout));
}

void QueueClient::ask_after(milliseconds wait) {
    asking_ = Source::after(wait, [this] {
        asking_.cancel();
        update();
    });
    update();
}

void QueueClient::add_member(const EventArguments &arguments) {
    const auto peer = arguments.find<std::string>(0);
    const bool is_wanted = peer && is_peer_id(*peer) && state() == State::searching;
    if (!is_wanted || !calls_.take(TokenBucket::Time::clock::now()))
        return host_.log(Level::debug, "ignored new_member");
    if (*peer == signaling_->own_id()) // a server has put us together with ourselves
        return ask();
    call(*peer);
}

/// Looking again would take us out of the queue, or from a partner that the server has found meanwhile.
void QueueClient::remove_member(const EventArguments &arguments) {
    const auto peer = arguments.find<std::string>(0);
    Call *current = booth_.current();
    if (current && peer && current->peer() == *peer)
        current->hang_up(EndReason::remote_hangup);
    if (!is_occupied())
        ask_after(from_seconds(config_.call_timeout));
}

void QueueClient::call(const std::string &peer) {
    host_.log(Level::info, "found " + peer);
    try {
        booth_.call(peer);
    } catch (const Error &e) {
        host_.log(Level::warning, fmt::format("cannot call {}: {}", peer, e.what()));
        ask_after(from_seconds(config_.interval));
    }
}

void QueueClient::call_removed(EndReason reason) {
    if (reason == EndReason::shutdown)
        paused_ = true;
    ask_after(reason == EndReason::local_next ? milliseconds(0) : from_seconds(config_.interval));
}

void QueueClient::next() {
    paused_ = false;
    if (Call *current = booth_.current())
        current->hang_up(EndReason::local_next);
    else
        ask_after(milliseconds(0));
}

} // namespace

CALLBOOTH_PLUGIN(QueueClient, "queue-client", "Matchmaking: a queue over Socket.IO that brings two at a time together");
