// SPDX-License-Identifier: MIT
/// A booth whose calls, channels and signaling do what a test tells them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <callbooth/error.hpp>
#include <callbooth/services/booth.hpp>
#include <callbooth/services/lobby.hpp>
#include <callbooth/services/signaling.hpp>

namespace callbooth::test {

class FakeChannel final : public DataChannel {
public:
    struct Sent {
        std::string bytes;
        bool binary;
        bool operator==(const Sent &) const = default;
    };

    FakeChannel(std::string label, std::string protocol) : label_(std::move(label)), protocol_(std::move(protocol)) {}

    const std::string &label() const override { return label_; }
    const std::string &protocol() const override { return protocol_; }
    bool open() const override { return is_open; }
    size_t buffered() const override { return 0; }
    size_t max_message() const override { return 65536; }
    void close() override { become_closed(); }
    void set_drain_threshold(size_t) override {}
    void send(Message message_) override {
        if (!is_open)
            throw Error("the channel is not open");
        sent.push_back({std::string(message_.bytes), message_.binary});
    }

    void become_open() {
        is_open = true;
        opened.emit();
    }
    void become_closed() {
        is_open = false;
        closed.emit();
    }
    void receive(std::string_view bytes, bool binary) { message.emit({bytes, binary}); }

    bool is_open = false;
    std::vector<Sent> sent;

private:
    std::string label_;
    std::string protocol_;
};

class FakeBooth final : public Booth {
public:
    Call &call(std::string_view peer) override {
        if (!refuses_calls.empty())
            throw Error(refuses_calls);
        return begin(peer, true);
    }
    Call *current() override { return call_.get(); }
    Subscription screen(Screen screen) override {
        screens.push_back(std::move(screen));
        return {};
    }
    Subscription claim_channel(ChannelClaim claim) override {
        claims.push_back(std::move(claim));
        return {};
    }
    std::string waiting_caller() const override { return waiting; }
    Call &accept_caller() override {
        const std::string peer = std::exchange(waiting, {});
        Call &call = begin(peer);
        caller_gone.emit(peer);
        return call;
    }
    void refuse_caller() override { caller_gone.emit(std::exchange(waiting, {})); }
    Call &call_with(std::string_view peer, const std::string &text) override {
        metadata = text;
        return call(peer);
    }
    void want_channel(ChannelOptions options) override { wanted.push_back(std::move(options)); }
    void use_ice_servers(std::vector<IceServer> servers) override { ice_servers = std::move(servers); }

    /// A call begins; `outgoing` false: the partner called.
    Call &begin(std::string_view peer, bool outgoing = false) {
        if (call_)
            throw Error("busy");
        calls.emplace_back(peer);
        call_ = std::make_unique<FakeCall>(*this, std::string(peer), outgoing);
        call_added.emit(*call_);
        return *call_;
    }
    void let_wait(std::string peer) {
        waiting = std::move(peer);
        caller_waits.emit(waiting, {});
    }
    void connect() {
        call_->state_ = CallState::connected;
        call_connected.emit(*call_);
    }
    FakeChannel &add_channel(std::string label, std::string protocol, bool open = true) {
        channels_.push_back(std::make_unique<FakeChannel>(std::move(label), std::move(protocol)));
        FakeChannel &channel = *channels_.back();
        channel.is_open = open;
        for (const auto &claim : claims)
            if (claim(*call_, channel))
                break;
        channel_added.emit(*call_, channel);
        return channel;
    }
    /// As the program does it: there is no current call any more when the listeners hear of its end.
    void end(EndReason reason) {
        if (!call_)
            return;
        const auto call = std::move(call_);
        const auto channels = std::move(channels_);
        channels_.clear();
        call->state_ = CallState::ended;
        ends.push_back(reason);
        call_removed.emit(*call, reason);
    }

    std::string refuses_calls; ///< why `call` throws; empty: it does not
    std::vector<ChannelOptions> wanted;
    std::vector<Screen> screens;
    std::vector<ChannelClaim> claims;
    std::string metadata; ///< of the last call_with()
    std::string waiting;  ///< the caller that waits to be accepted
    std::vector<IceServer> ice_servers;
    std::vector<std::string> calls; ///< the peers
    std::vector<EndReason> ends;

private:
    struct FakeCall final : Call {
        FakeCall(FakeBooth &booth, std::string peer, bool outgoing)
            : booth_(booth), peer_(std::move(peer)), outgoing_(outgoing) {}
        const std::string &peer() const override { return peer_; }
        CallState state() const override { return state_; }
        bool outgoing() const override { return outgoing_; }
        void hang_up(EndReason why) override { booth_.end(why); }
        DataChannel &open_channel(const ChannelOptions &options) override {
            return booth_.add_channel(options.label, options.protocol, false);
        }

        FakeBooth &booth_;
        std::string peer_;
        bool outgoing_;
        CallState state_ = CallState::connecting;
    };
    std::unique_ptr<FakeCall> call_;
    std::vector<std::unique_ptr<FakeChannel>> channels_;
};

/// Notes what is sent as `offer ann`, `bye ann`, ...
class FakeSignaling final : public Signaling {
public:
    bool ready() const override { return is_ready; }
    const std::string &own_id() const override { return id; }
    std::string token() const override { return proof; }
    std::string new_connection_id(ConnectionKind kind) override {
        return (kind == ConnectionKind::media ? "mc_" : "dc_") + std::to_string(++last_);
    }
    const Abilities &abilities() const override { return abilities_; }
    void send_offer(const std::string &peer, const ConnectionInfo &, const std::string &) override {
        sent.push_back("offer " + peer);
    }
    void send_answer(const std::string &peer, const ConnectionInfo &, const std::string &) override {
        sent.push_back("answer " + peer);
    }
    void send_candidate(const std::string &peer, const ConnectionInfo &, const IceCandidate &) override {
        sent.push_back("candidate " + peer);
    }
    void send_bye(const std::string &peer) override { sent.push_back("bye " + peer); }
    void refuse_offer(const std::string &peer, const ConnectionInfo &, RefusalReason) override {
        sent.push_back("refuse " + peer);
    }

    void become_ready(std::string own_id) {
        id = std::move(own_id);
        is_ready = true;
        became_ready.emit(id);
    }
    void lose(const std::string &why) {
        is_ready = false;
        lost.emit(why);
    }

    bool is_ready = false;
    std::string id;
    std::string proof; ///< what token() returns
    std::vector<std::string> sent;

private:
    const Abilities abilities_{.separate_data = true};
    int last_ = 0;
};

/// The lobby of a FakeSignaling's server. Notes what is sent as `cancel find`, `report ann: noise`.
class FakeLobby final : public Lobby {
public:
    explicit FakeLobby(const FakeSignaling &signaling) : signaling_(signaling) {}

    bool find(const Wishes &asked) override {
        wishes.push_back(asked);
        return signaling_.is_ready;
    }
    void cancel_find() override { sent.push_back("cancel find"); }
    bool report(const std::string &peer, const std::string &reason) override {
        sent.push_back("report " + peer + ": " + reason);
        return signaling_.is_ready;
    }

    std::vector<Wishes> wishes; ///< that partners were asked for with
    std::vector<std::string> sent;

private:
    const FakeSignaling &signaling_;
};

} // namespace callbooth::test
