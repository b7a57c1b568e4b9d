// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "media/call/booth_call.hpp"
#include "media/call/early_candidates.hpp"
#include "media/call/registry.hpp"
#include "media/call/waiting_caller.hpp"
#include "media/devices_service.hpp"
#include "media/local/capture.hpp"
#include "media/local/render.hpp"
#include "media/mute_service.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/booth.hpp>
#include <callbooth/services/commands.hpp>
#include <callbooth/services/signaling.hpp>
#include <callbooth/services/status.hpp>

namespace callbooth::media {

/// The booth of a pipeline file: capture and render for its whole life, calls one after the other. Main context only.
class Booth final : public callbooth::Booth {
public:
    using Log = std::function<void(Level, std::string_view)>;

    /// Throws Error when a fragment cannot be built. The file outlives the booth.
    Booth(const config::PipelineFile &file, const config::MediaPlan &plan, Status &status, Commands &commands, Log log);
    ~Booth() override;

    /// Opens capture and render. `signaling` may be null: then there is nobody to call.
    void start(Signaling *signaling);
    /// Hangs up and calls `done` when everybody has been told, after 2 s at the latest.
    void shut_down(std::function<void()> done);

    callbooth::Devices &devices() { return *devices_; }
    callbooth::Mute &mute() { return *mute_; }

    Call &call(std::string_view peer) override { return call_with(peer, {}); }
    Call &call_with(std::string_view peer, const std::string &metadata) override;
    Call *current() override { return current_.get(); }
    Subscription screen(Screen screen) override { return screens_.add(std::move(screen)); }
    std::string waiting_caller() const override { return waiting_ ? waiting_->peer() : std::string(); }
    Call &accept_caller() override;
    void refuse_caller() override;
    Subscription claim_channel(ChannelClaim claim) override { return claims_.add(std::move(claim)); }
    void want_channel(ChannelOptions options) override { channels_.push_back(std::move(options)); }
    void use_ice_servers(std::vector<IceServer> servers) override;

private:
    void add_commands(Commands &commands);
    void add_caller_commands(Commands &commands);
    void listen(Signaling &signaling);
    void listen_for_ends(Signaling &signaling);
    void refuse_renegotiation(Signaling &signaling);
    void take_offer(const std::string &peer, const ConnectionInfo &info, const std::string &sdp);
    void answer(BoothCall &call, const ConnectionInfo &info, const std::string &sdp);
    void take_answer(BoothCall &call, const std::string &connection, const std::string &sdp);
    void hand_over_candidates(BoothCall &call, const std::string &connection);
    void require_no_call() const;
    bool may_call(const std::string &peer) const;
    bool make_way(const std::string &peer, const ConnectionInfo &info);
    bool may_begin(const std::string &peer, const ConnectionInfo &info, const std::string &sdp);
    Screening judge(const std::string &peer, const ConnectionInfo &info) const;
    void let_wait(const std::string &peer, const ConnectionInfo &info, const std::string &sdp);
    WaitingCaller end_waiting();
    void forget_caller();
    void send_away(RefusalReason why);
    void refuse(const std::string &peer, const ConnectionInfo &info, RefusalReason why);
    bool yields_to(const std::string &peer) const;
    BoothCall &begin(const std::string &peer, bool outgoing);
    bool is_claimed(BoothCall &call, DataChannel &channel);
    void add_channel(DataChannel &channel, bool opened_here);
    void ended(EndReason reason);
    void show_partner();
    void publish();
    void publish_call();
    void publish_device(DeviceKind kind);
    void set(const char *key, const std::string &value) { status_.set(key, value); }

    const config::PipelineFile &file_;
    Status &status_;
    Log log_;
    Timeline timeline_ = Timeline::start_now();
    Worker device_worker_{Worker::unlimited};
    ConnectionWorkers connection_workers_;
    std::unique_ptr<Capture> capture_;
    std::unique_ptr<Render> render_;
    std::unique_ptr<DevicesService> devices_;
    std::unique_ptr<MuteService> mute_;
    Signaling *signaling_ = nullptr;
    PeerConnectionOptions media_;
    std::string refused_servers_; ///< the last that were logged
    std::vector<ChannelOptions> channels_;
    EarlyCandidates early_;
    EndedConnections ended_connections_;
    Registry<Screening(const std::string &, const ConnectionInfo &)> screens_;
    Registry<bool(Call &, DataChannel &)> claims_;
    std::optional<WaitingCaller> waiting_; ///< never beside a call
    Source patience_;                      ///< with it
    std::unique_ptr<BoothCall> current_;
    std::vector<std::unique_ptr<BoothCall>> ended_calls_;
    uint64_t calls_ = 0;
    std::vector<Subscription> subscriptions_;
    Source ticker_;
    Source drain_;
    Mailbox mailbox_;
};

/// What `check --verbose` shows: the pipelines in gst-launch syntax, with all that was added between the fragments.
std::string describe(const config::MediaPlan &plan);

} // namespace callbooth::media
