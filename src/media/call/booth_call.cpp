// SPDX-License-Identifier: MIT
#include "media/call/booth_call.hpp"

#include <algorithm>

#include <callbooth/util/seconds.hpp>
#include <fmt/format.h>

namespace callbooth::media {

namespace {

/// A side that only receives sends RTCP alone, as seldom as every 5 s.
constexpr int quiet_factor = 3;

/// A peer that hangs up waits for our answer, if it is still there.
std::chrono::milliseconds goodbye_patience(EndReason reason) {
    if (reason == EndReason::remote_gone)
        return std::chrono::milliseconds(0);
    return std::chrono::milliseconds(reason == EndReason::remote_hangup ? 250 : 1500);
}

bool tells_the_peer(EndReason reason) {
    return reason != EndReason::remote_hangup && reason != EndReason::unreachable && reason != EndReason::refused_busy;
}

/// Another connection may do better. One whose certificate is wrong, or that was closed, shall not.
bool is_a_loss(EndReason reason) { return reason == EndReason::remote_gone || reason == EndReason::media_error; }

} // namespace

BoothCall::BoothCall(const CallSetup &setup, std::string peer, bool outgoing, Listeners listeners)
    : setup_(setup), peer_(std::move(peer)), outgoing_(outgoing), listeners_(std::move(listeners)) {
    give_up_after(from_seconds(setup_.limits.connect_timeout), EndReason::timeout_connecting,
                  "no connection came about");
}

/// The connections say goodbye on a worker thread.
BoothCall::~BoothCall() {
    legs_.clear();
    machine_.release();
}

CallState BoothCall::state() const {
    switch (phase()) {
    case CallPhase::idle:
    case CallPhase::offering:
    case CallPhase::answering:
    case CallPhase::connecting: return CallState::connecting;
    case CallPhase::connected:
    case CallPhase::rebuilding: return CallState::connected;
    case CallPhase::ending:
    case CallPhase::ended: return CallState::ended;
    }
    return CallState::ended;
}

bool BoothCall::wants_media() const {
    return !setup_.media.send.empty() || setup_.media.receives("video") || setup_.media.receives("audio");
}

void BoothCall::place(const std::string &metadata) {
    if (!machine_.place())
        return;
    std::vector<ConnectionInfo> wanted;
    if (wants_media() || !separate_data())
        wanted.emplace_back(new_connection(ConnectionKind::media)).metadata = metadata;
    if (separate_data())
        for (const auto &channel : setup_.channels) {
            auto &info = wanted.emplace_back(new_connection(ConnectionKind::data));
            info.channel = channel;
            info.metadata = channel.metadata;
        }
    if (wanted.empty())
        return finish(EndReason::media_error, "the pipeline file has neither media nor a data channel to call with");
    attempt([&] {
        for (const auto &info : wanted)
            add_leg(info, true).connection->offer();
    });
}

ConnectionInfo BoothCall::new_connection(ConnectionKind kind) const {
    return {setup_.signaling.new_connection_id(kind), kind, {}, {}};
}

/// What a peer sends may be anything: a step that throws ends the call, not the booth.
template <class F> void BoothCall::attempt(F &&step) {
    try {
        step();
    } catch (const Error &error) {
        finish(EndReason::signaling_error, error.what());
    }
}

BoothCall::Leg &BoothCall::add_leg(const ConnectionInfo &info, bool offering) {
    return add_leg(info, offering, offering ? channels_for(info) : std::vector<ChannelOptions>());
}

BoothCall::Leg &BoothCall::add_leg(const ConnectionInfo &info, bool offering, std::vector<ChannelOptions> channels) {
    auto &leg = legs_[info.id];
    leg.info = info;
    leg.answered = !offering;
    PeerConnectionOptions options = options_for(info);
    options.channels = std::move(channels);
    leg.connection = std::make_unique<PeerConnection>(std::move(options), setup_.workers, listen_to(info, offering));
    return leg;
}

PeerConnectionOptions BoothCall::options_for(const ConnectionInfo &info) const {
    PeerConnectionOptions options = setup_.media;
    options.trickle = setup_.signaling.abilities().trickle;
    if (info.kind == ConnectionKind::data) {
        options.send.clear();
        options.pipeline.receive_video = options.pipeline.receive_audio = false;
    }
    return options;
}

PeerConnection::Listeners BoothCall::listen_to(const ConnectionInfo &info, bool offering) {
    PeerConnection::Listeners on;
    on.description = [this, info, offering](const std::string &sdp) { described(info, offering, sdp); };
    on.candidate = [this, info](const IceCandidate &candidate) {
        setup_.signaling.send_candidate(peer_, info, candidate);
    };
    on.candidates_done = [this, info] { setup_.signaling.candidates_done(peer_, info); };
    on.channel = [this, info](const std::shared_ptr<WebRtcChannel> &channel) { add_channel(info, channel); };
    on.track = [this, id = info.id](const std::string &kind, std::shared_ptr<Feed> feed) {
        add_track(id, kind, std::move(feed));
    };
    on.connected = [this, id = info.id] { leg_connected(id); };
    on.level = [this](double level) { audio_level_ = level; };
    on.one_way = [this](const std::string &what) {
        setup_.log(Level::warning, fmt::format("{} does not take our {}", peer_, what));
    };
    // Posted: the connection that reports its end must not be destroyed in its own call.
    on.ended = [this, id = info.id, box = mailbox_.address()](EndReason reason, const std::string &details) {
        box.post([this, id, reason, details] { leg_ended(id, reason, details); });
    };
    return on;
}

void BoothCall::described(const ConnectionInfo &info, bool offering, const std::string &sdp) {
    if (offering)
        return setup_.signaling.send_offer(peer_, info, sdp);
    setup_.signaling.send_answer(peer_, info, sdp);
    machine_.describe();
}

void BoothCall::take_offer(const ConnectionInfo &info, const std::string &sdp) {
    if (!machine_.alive() || legs_.contains(info.id))
        return; // a duplicate
    if (legs_.size() >= max_legs)
        return refuse(info);
    if (info.kind == ConnectionKind::media && media_leg() && !replace_media())
        return;
    machine_.take_offer();
    attempt([&] { add_leg(info, false).connection->answer(sdp); });
}

/// One too many. Only separate connections can be refused alone.
void BoothCall::refuse(const ConnectionInfo &info) {
    setup_.log(Level::warning, fmt::format("{} offers too many connections", peer_));
    setup_.ended.remember(peer_, info.id);
    if (separate_data())
        setup_.signaling.refuse_offer(peer_, info, RefusalReason::too_many);
}

/// A second media offer in a running call takes the place of the connection that is there: the peer has lost it.
bool BoothCall::replace_media() {
    if (state() != CallState::connected)
        return false;
    machine_.renew();
    setup_.log(Level::info, fmt::format("{} offers another connection", peer_));
    supersede_legs();
    give_up_after(from_seconds(setup_.limits.connect_timeout), EndReason::remote_gone, "it could not be rebuilt");
    return true;
}

void BoothCall::supersede_legs() {
    for (auto &[id, leg] : legs_)
        leg.superseded = true;
}

void BoothCall::take_answer(const std::string &connection, const std::string &sdp) {
    const auto leg = legs_.find(connection);
    if (leg == legs_.end() || std::exchange(leg->second.answered, true))
        return;
    machine_.take_answer();
    if (phase() == CallPhase::rebuilding) // it is alive, and worth some patience
        give_up_after(from_seconds(setup_.limits.connect_timeout), lost_for_, "it could not be rebuilt");
    attempt([&] { leg->second.connection->accept_answer(sdp); });
}

bool BoothCall::takes_candidates(const std::string &connection) const {
    const auto leg = legs_.find(connection);
    return leg != legs_.end() && leg->second.answered;
}

void BoothCall::take_candidate(const std::string &connection, const IceCandidate &candidate) {
    if (const auto leg = legs_.find(connection); leg != legs_.end())
        leg->second.connection->add_candidate(candidate);
}

bool BoothCall::offering_media() const {
    return std::any_of(legs_.begin(), legs_.end(),
                       [](const auto &entry) { return entry.second.carries_media() && !entry.second.answered; });
}

bool BoothCall::is_data_only() const {
    return std::none_of(legs_.begin(), legs_.end(), [](const auto &entry) { return entry.second.carries_media(); });
}

void BoothCall::drop_own_offers() {
    drop_legs([](const Leg &leg) { return !leg.answered; });
    if (state() == CallState::connecting)
        outgoing_ = false;
}

template <class P> void BoothCall::drop_legs(P &&which) {
    std::erase_if(legs_, [&](const auto &entry) {
        const bool goes = which(entry.second);
        if (goes) {
            setup_.ended.remember(peer_, entry.first);
            end_channels(entry.first);
        }
        return goes;
    });
}

/// The one that counts.
BoothCall::Leg *BoothCall::media_leg() {
    const auto found = std::find_if(legs_.begin(), legs_.end(), [](const auto &entry) {
        return entry.second.carries_media() && !entry.second.superseded;
    });
    return found == legs_.end() ? nullptr : &found->second;
}

void BoothCall::leg_connected(const std::string &id) {
    Leg &leg = legs_.at(id);
    leg.connected = true;
    if (leg.superseded)
        return;
    const bool again = phase() == CallPhase::rebuilding;
    const bool decides = leg.carries_media() || !media_leg();
    const bool whole = decides && machine_.connect();
    show(leg);
    drop_legs([&](const Leg &each) { return each.superseded && each.serves_as(leg.info); });
    if (!whole)
        return;
    deadline_.cancel();
    if (again)
        setup_.log(Level::info, fmt::format("connection with {} rebuilt", peer_));
    else
        listeners_.connected();
}

void BoothCall::leg_ended(const std::string &id, EndReason reason, const std::string &details) {
    const auto found = legs_.find(id);
    if (found == legs_.end() || !machine_.alive())
        return;
    const Leg &leg = found->second;
    if (!leg.superseded && (leg.carries_media() || legs_.size() == 1))
        return is_a_loss(reason) && may_rebuild() ? rebuild(reason, details) : finish(reason, details);
    setup_.log(Level::debug, fmt::format("a connection with {} ended: {} {}", peer_, to_string(reason), details));
    drop_legs([&](const Leg &each) { return each.info.id == id; });
}

void BoothCall::add_track(const std::string &id, const std::string &kind, std::shared_ptr<Feed> feed) {
    Leg &leg = legs_.at(id);
    auto &slot = kind == "video" ? leg.video : leg.audio;
    if (slot)
        return; // one picture and one voice
    slot = std::move(feed);
    if (leg.connected && !leg.superseded)
        show(leg);
}

/// What was shown lives until something else is.
void BoothCall::show(Leg &leg) {
    const auto old_video = leg.video ? std::exchange(video_, leg.video) : nullptr;
    const auto old_audio = leg.audio ? std::exchange(audio_, leg.audio) : nullptr;
    listeners_.changed();
}

std::chrono::milliseconds BoothCall::first_frame_after() const {
    const gint64 first = video_ ? video_->first_at() : 0;
    return std::chrono::milliseconds(first == 0 ? 0 : (first - began_) / 1000);
}

std::chrono::milliseconds BoothCall::silence_limit(const Leg &leg) const {
    return from_seconds(setup_.limits.silence) * (leg.connection->remote_sends() ? 1 : quiet_factor);
}

/// Half of the allowed silence is for a try to get through by another way. Where the peer has closed a channel before,
/// it has hung up: not every signaling can say so, and the channel's end did come through.
void BoothCall::watch_silence() {
    const Leg *leg = media_leg();
    if (!leg || !leg->connected)
        return;
    const auto silence = leg->connection->silence();
    if (silence > silence_limit(*leg) / 2 && leg->channel_closed)
        finish(EndReason::remote_hangup, "a data channel was closed, and nothing arrives any more");
    else if (silence > silence_limit(*leg))
        finish(EndReason::remote_gone, "nothing arrives any more");
    else if (silence > silence_limit(*leg) / 2 && may_rebuild())
        rebuild(EndReason::remote_gone, "nothing arrives any more");
}

bool BoothCall::may_rebuild() { return machine_.may_rebuild() && media_leg() && setup_.signaling.ready(); }

void BoothCall::rebuild(EndReason reason, const std::string &details) {
    setup_.log(Level::warning,
               fmt::format("connection with {} lost: {}: {}; offering another", peer_, to_string(reason), details));
    const Leg &lost = *media_leg();
    const auto left = silence_limit(lost) - lost.connection->silence();
    std::vector<ConnectionInfo> successors;
    for (const auto &[id, leg] : legs_)
        if (!leg.superseded)
            successors.push_back(successor_of(leg.info));
    machine_.rebuild();
    lost_for_ = reason;
    supersede_legs();
    give_up_after(std::max(left, std::chrono::milliseconds(0)), reason, details);
    listeners_.changed();
    attempt([&] {
        for (const auto &info : successors)
            add_leg(info, true).connection->offer();
    });
}

ConnectionInfo BoothCall::successor_of(ConnectionInfo info) const {
    const std::string id = setup_.signaling.new_connection_id(info.kind);
    if (info.channel.label == info.id) // the page has left the label to peerjs, which takes the id
        info.channel.label = id;
    info.id = id;
    return info;
}

void BoothCall::give_up_after(std::chrono::milliseconds time, EndReason reason, const std::string &details) {
    deadline_ = Source::after(time, [this, reason, details] { finish(reason, details); });
}

void BoothCall::tick() {
    if (phase() != CallPhase::connected)
        return;
    // The remote's first key frame may have come before our decryption was ready.
    if (video_ && video_->count() == 0)
        for (const auto &[id, leg] : legs_)
            leg.connection->ask_for_key_frame();
    watch_silence();
}

void BoothCall::finish(EndReason reason, const std::string &details) {
    if (!machine_.stop(reason))
        return;
    deadline_.cancel();
    setup_.log(Level::info, fmt::format("call with {} ended: {}{}{}", peer_, to_string(reason),
                                        details.empty() ? "" : ": ", details));
    for (const auto &[id, leg] : legs_) {
        setup_.ended.remember(peer_, id);
        leg.connection->stop_events();
        leg.connection->set_close_timeout(goodbye_patience(reason));
    }
    if (tells_the_peer(reason))
        setup_.signaling.send_bye(peer_);
    listeners_.ended(reason);
}

} // namespace callbooth::media
