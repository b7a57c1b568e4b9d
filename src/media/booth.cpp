// SPDX-License-Identifier: MIT
#include "media/booth.hpp"

#include <algorithm>

#include "media/connection/ice_servers.hpp"
#include "media/connection/transport_properties.hpp"
#include "media/local/pipeline_text.hpp"
#include <callbooth/util/text.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace callbooth::media {

using namespace std::chrono_literals;

namespace {

constexpr auto tick = 200ms;
constexpr auto drain_limit = 2s;
constexpr size_t max_logged_label = 64;
constexpr size_t max_metadata_bytes = 16 * 1024; // of ConnectionInfo

PeerConnectionOptions media_options(const config::PipelineFile &file, const config::MediaPlan &plan, Capture *capture,
                                    const Timeline &timeline) {
    PeerConnectionOptions options;
    options.pipeline.timeline = timeline;
    options.pipeline.transport = file.transport;
    options.pipeline.receive_video = plan.video.render.has_value();
    options.pipeline.receive_audio = plan.audio.render.has_value();
    if (capture && capture->video())
        options.send.push_back({plan.video.encoding, capture->video()});
    if (capture && capture->audio())
        options.send.push_back({plan.audio.encoding, capture->audio()});
    return options;
}

} // namespace

std::string describe(const config::MediaPlan &plan) {
    std::string text;
    const auto add = [&](const char *title, const std::vector<std::string> &pipelines) {
        if (!pipelines.empty())
            text += fmt::format("{}:\n{}\n", title, fmt::join(pipelines, "\n"));
    };
    add("capture and encode", describe_capture(plan));
    add("render", describe_render(plan));
    return text;
}

Booth::Booth(const config::PipelineFile &file, const config::MediaPlan &plan, Status &status, Commands &commands,
             Log log)
    : file_(file), status_(status), log_(std::move(log)) {
    if (!describe_capture(plan).empty())
        capture_ = std::make_unique<Capture>(plan, timeline_, device_worker_, log_);
    Feed *preview = capture_ ? capture_->preview() : nullptr;
    if (!describe_render(plan).empty())
        render_ = std::make_unique<Render>(plan, timeline_, device_worker_, preview,
                                           transport_latency(file.transport ? &*file.transport : nullptr), log_);
    devices_ = std::make_unique<DevicesService>(std::vector<DeviceSlot *>{capture_ ? capture_->camera() : nullptr,
                                                                          capture_ ? capture_->microphone() : nullptr,
                                                                          render_ ? render_->speaker() : nullptr},
                                                device_worker_, log_);
    mute_ = std::make_unique<MuteService>(capture_ ? capture_->audio_gate() : nullptr,
                                          capture_ ? capture_->video_gate() : nullptr, status_);
    subscriptions_.push_back(devices_->changed.subscribe([this](DeviceKind kind) { publish_device(kind); }));
    media_ = media_options(file, plan, capture_.get(), timeline_);
    add_commands(commands);
    add_caller_commands(commands);
}

Booth::~Booth() {
    if (render_)
        render_->show_nobody(); // the call's pictures go before the screen does
}

void Booth::add_commands(Commands &commands) {
    subscriptions_.push_back(
        commands.add({"call", "PEER", "calls the peer with this id", [this](std::string_view peer) {
                          call(peer);
                          return fmt::format("calling {}", peer);
                      }}));
    subscriptions_.push_back(commands.add({"hangup", "", "ends the call", [this](std::string_view) -> std::string {
                                               if (!current_)
                                                   throw Error("there is no call");
                                               current_->hang_up(EndReason::local_hangup);
                                               return {};
                                           }}));
}

void Booth::add_caller_commands(Commands &commands) {
    subscriptions_.push_back(
        commands.add({"accept", "", "begins the call with the caller that waits", [this](std::string_view) {
                          accept_caller();
                          return std::string();
                      }}));
    subscriptions_.push_back(commands.add({"refuse", "", "refuses the caller that waits", [this](std::string_view) {
                                               refuse_caller();
                                               return std::string();
                                           }}));
}

void Booth::start(Signaling *signaling) {
    signaling_ = signaling;
    if (signaling_) {
        listen(*signaling_);
        listen_for_ends(*signaling_);
        refuse_renegotiation(*signaling_);
        WebRtcPipeline::warm_up(connection_workers_.makers);
    }
    if (capture_)
        capture_->start();
    if (render_)
        render_->start();
    ticker_ = Source::every(tick, [this] {
        publish();
        return true;
    });
}

void Booth::listen(Signaling &signaling) {
    subscriptions_.push_back(
        signaling.offered.subscribe([this](const std::string &peer, const ConnectionInfo &info,
                                           const std::string &sdp) { take_offer(peer, info, sdp); }));
    subscriptions_.push_back(signaling.answered.subscribe(
        [this](const std::string &peer, const std::string &connection, const std::string &sdp) {
            if (current_ && current_->peer() == peer)
                take_answer(*current_, connection, sdp);
        }));
    subscriptions_.push_back(signaling.candidate.subscribe(
        [this](const std::string &peer, const std::string &connection, const IceCandidate &candidate) {
            if (current_ && current_->peer() == peer && current_->takes_candidates(connection))
                current_->take_candidate(connection, candidate);
            else if (may_call(peer) && !ended_connections_.contains(peer, connection))
                early_.keep(peer, connection, candidate);
        }));
}

void Booth::listen_for_ends(Signaling &signaling) {
    subscriptions_.push_back(signaling.left.subscribe([this](const std::string &peer) {
        if (current_ && current_->peer() == peer)
            current_->hang_up(EndReason::remote_hangup);
        if (waiting_ && waiting_->peer() == peer)
            forget_caller();
    }));
    subscriptions_.push_back(signaling.unreachable.subscribe([this](const std::string &peer) {
        if (current_ && current_->peer() == peer && current_->state() == CallState::connecting)
            current_->hang_up(EndReason::unreachable);
    }));
}

void Booth::refuse_renegotiation(Signaling &signaling) {
    // webrtcbin 1.22 cannot describe a running connection anew; a refusal lets it run as it is.
    subscriptions_.push_back(signaling.reoffered.subscribe(
        [&signaling](const std::string &peer, const ConnectionInfo &info, const std::string &) {
            signaling.refuse_offer(peer, info, RefusalReason::unsupported);
        }));
    subscriptions_.push_back(
        signaling.wants_offer.subscribe([&signaling](const std::string &peer, const ConnectionInfo &info) {
            signaling.refuse_offer(peer, info, RefusalReason::unsupported);
        }));
}

/// Nobody else is in a call with us, or waits for one.
bool Booth::may_call(const std::string &peer) const {
    const std::string occupied_by = current_ ? current_->peer() : waiting_caller();
    return occupied_by.empty() || occupied_by == peer;
}

/// The same servers come again with each renewal of their credentials.
void Booth::use_ice_servers(std::vector<IceServer> servers) {
    const auto refused = without_encrypted(servers);
    if (refused != std::exchange(refused_servers_, refused) && !refused.empty())
        log_(Level::warning,
             fmt::format("{} is left out: TURN over TLS would not be encrypted here; turn:HOST:PORT?transport=tcp can "
                         "be used",
                         refused));
    media_.pipeline.ice_servers = std::move(servers);
}

void Booth::take_offer(const std::string &peer, const ConnectionInfo &info, const std::string &sdp) {
    if (ended_connections_.contains(peer, info.id))
        return; // late, or twice
    if (!may_call(peer) && !make_way(peer, info)) {
        log_(Level::info, fmt::format("{} calls while we are busy: refused", peer));
        return signaling_->refuse_offer(peer, info, RefusalReason::busy);
    }
    if (!current_ && !may_begin(peer, info, sdp))
        return;
    if (!may_call(peer)) // a screen has called somebody else
        return refuse(peer, info, RefusalReason::busy);
    if (current_ && info.kind == ConnectionKind::media && current_->offering_media()) {
        if (!yields_to(peer))
            return; // both called at once: the other side drops its own call and answers ours
        current_->drop_own_offers();
    }
    answer(current_ ? *current_ : begin(peer, false), info, sdp);
}

void Booth::answer(BoothCall &call, const ConnectionInfo &info, const std::string &sdp) {
    call.take_offer(info, sdp);
    hand_over_candidates(call, info.id);
}

void Booth::take_answer(BoothCall &call, const std::string &connection, const std::string &sdp) {
    call.take_answer(connection, sdp);
    hand_over_candidates(call, connection);
}

void Booth::hand_over_candidates(BoothCall &call, const std::string &connection) {
    for (const auto &candidate : early_.take(call.peer(), connection))
        call.take_candidate(connection, candidate);
}

/// What comes late for the connection begins nothing.
void Booth::refuse(const std::string &peer, const ConnectionInfo &info, RefusalReason why) {
    ended_connections_.remember(peer, info.id);
    early_.take(peer, info.id);
    signaling_->refuse_offer(peer, info, why);
}

/// Both sides decide alike: the smaller id's call stands.
bool Booth::yields_to(const std::string &peer) const { return peer < signaling_->own_id(); }

Call &Booth::call_with(std::string_view peer, const std::string &metadata) {
    if (!signaling_ || !signaling_->ready())
        throw Error("signaling is not connected; nobody can be called");
    require_no_call();
    if (peer.empty() || peer == signaling_->own_id())
        throw Error("a call needs the id of another peer");
    if (metadata.size() > max_metadata_bytes)
        throw Error("the metadata of a call has at most 16 KiB");
    if (waiting_ && waiting_->peer() == peer)
        return accept_caller();
    if (waiting_)
        send_away(RefusalReason::busy);
    BoothCall &call = begin(std::string(peer), true);
    call.place(metadata);
    return call;
}

void Booth::require_no_call() const {
    if (current_)
        throw Error(fmt::format("there is a call with {} already; hang up first", current_->peer()));
}

BoothCall &Booth::begin(const std::string &peer, bool outgoing) {
    require_no_call(); // a listener or a screen may have called somebody
    BoothCall::Listeners on;
    on.connected = [this] {
        log_(Level::info, fmt::format("call with {} connected", current_->peer()));
        call_connected.emit(*current_);
    };
    on.changed = [this] {
        set("call.state", to_string(current_->phase()));
        show_partner();
    };
    on.channel = [this](DataChannel &channel, bool opened_here) { add_channel(channel, opened_here); };
    on.ended = [this](EndReason reason) { ended(reason); };
    const CallSetup setup{*signaling_, connection_workers_, media_, channels_, file_.call, ended_connections_, log_};
    current_ = std::make_unique<BoothCall>(setup, peer, outgoing, std::move(on));
    BoothCall &call = *current_; // a listener may end it at once; it lasts until the context turns
    ++calls_;
    set("call.peer", peer);
    set("call.state", "connecting");
    log_(Level::info, fmt::format("{} {}", outgoing ? "calling" : "called by", peer));
    call_added.emit(call);
    return call;
}

bool Booth::is_claimed(BoothCall &call, DataChannel &channel) {
    const auto claims = claims_.all();
    return std::any_of(claims.begin(), claims.end(), [&](const auto &claim) { return claim(call, channel); });
}

/// A claim may end the call, which lasts until the context turns.
void Booth::add_channel(DataChannel &channel, bool opened_here) {
    BoothCall &call = *current_;
    if (!opened_here && !is_claimed(call, channel))
        log_(Level::info, fmt::format("no plugin reads the data channel '{}' of {}",
                                      one_line(channel.label(), max_logged_label), call.peer()));
    if (current_.get() == &call)
        channel_added.emit(call, channel);
}

/// Before the certificate is verified nothing of the partner is shown.
void Booth::show_partner() {
    if (render_ && current_->state() == CallState::connected)
        render_->show_partner(current_->video(), current_->audio());
}

void Booth::ended(EndReason reason) {
    if (render_)
        render_->show_nobody();
    // It may be in the middle of its own function: it goes when the context turns.
    BoothCall &call = *ended_calls_.emplace_back(std::move(current_));
    mailbox_.address().post([this] { ended_calls_.clear(); });
    for (const char *key : {"call.peer", "call.state", "call.video.received.frames", "call.video.received.size",
                            "call.video.received.first-ms", "call.audio.received.level", "call.audio.received.frames"})
        status_.erase(key);
    set("call.last-end", to_string(reason));
    call_removed.emit(call, reason);
}

void Booth::shut_down(std::function<void()> done) {
    if (current_)
        current_->hang_up(EndReason::shutdown);
    if (waiting_)
        send_away(RefusalReason::busy);
    const gint64 deadline = g_get_monotonic_time() + std::chrono::microseconds(drain_limit).count();
    drain_ = Source::every(10ms, [this, deadline, done = std::move(done)] {
        if (!connection_workers_.idle() && g_get_monotonic_time() < deadline)
            return true;
        done();
        return false;
    });
}

void Booth::publish() {
    set("booth.calls", std::to_string(calls_));
    if (capture_) {
        set("capture.starts", std::to_string(capture_->starts()));
        if (const auto *video = capture_->video()) {
            set("capture.video.frames", std::to_string(video->count()));
            set("capture.video.size", video->size());
        }
        if (const auto *audio = capture_->audio())
            set("capture.audio.frames", std::to_string(audio->count()));
    }
    if (current_)
        current_->tick(); // may end it
    if (current_)
        publish_call();
}

void Booth::publish_device(DeviceKind kind) {
    const std::string key = fmt::format("device.{}", to_string(kind));
    set(key.c_str(), devices_->chosen(kind));
    set((key + ".state").c_str(), to_string(devices_->state(kind)));
}

void Booth::publish_call() {
    if (const auto *video = current_->video()) {
        set("call.video.received.frames", std::to_string(video->count()));
        set("call.video.received.size", video->size());
        if (const auto first = current_->first_frame_after(); first.count() > 0)
            set("call.video.received.first-ms", std::to_string(first.count()));
    }
    if (const auto *audio = current_->audio()) {
        set("call.audio.received.frames", std::to_string(audio->count()));
        set("call.audio.received.level", fmt::format("{:.1f}", current_->audio_level()));
    }
}

} // namespace callbooth::media
