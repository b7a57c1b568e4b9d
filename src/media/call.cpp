// SPDX-License-Identifier: MIT
#include "media/call.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace callbooth::media {

namespace {

constexpr size_t max_legs = 8;

/// A side that only receives sends RTCP alone, as seldom as every 5 s.
constexpr int quiet_factor = 3;

std::chrono::milliseconds seconds(double value) {
    return std::chrono::milliseconds(static_cast<int64_t>(value * 1000));
}

bool tells_the_peer(EndReason reason) {
    return reason != EndReason::remote_hangup && reason != EndReason::unreachable && reason != EndReason::refused_busy;
}

} // namespace

BoothCall::BoothCall(const CallSetup &setup, std::string peer, bool outgoing, Listeners listeners)
    : setup_(setup), peer_(std::move(peer)), outgoing_(outgoing), listeners_(std::move(listeners)) {
    deadline_ = Source::after(seconds(setup.limits.connect_timeout),
                              [this] { finish(EndReason::timeout_connecting, "no connection came about"); });
}

void BoothCall::place() {
    if (state_ == CallState::ended)
        return;
    const bool has_media = !setup_.media.send.empty() || setup_.media.receive_video || setup_.media.receive_audio;
    const bool separate = setup_.signaling.separate_data();
    std::vector<ConnectionInfo> wanted;
    if (has_media || !separate)
        wanted.push_back(
            {setup_.signaling.new_connection_id(ConnectionKind::media), ConnectionKind::media, {}, {}, true});
    if (separate)
        for (const auto &channel : setup_.channels)
            wanted.push_back({setup_.signaling.new_connection_id(ConnectionKind::data), ConnectionKind::data,
                              channel.label, channel.serialization, channel.reliable});
    if (wanted.empty())
        return finish(EndReason::media_error, "the pipeline file has neither media nor a data channel to call with");
    attempt([&] {
        for (const auto &info : wanted)
            add_leg(info, true).connection->offer();
    });
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
    auto &leg = legs_[info.id];
    leg.info = info;
    leg.answered = !offering;
    leg.connection =
        std::make_unique<PeerConnection>(options_for(info, offering), setup_.worker, listen_to(info, offering));
    return leg;
}

PeerConnectionOptions BoothCall::options_for(const ConnectionInfo &info, bool offering) const {
    PeerConnectionOptions options = setup_.media;
    if (info.kind == ConnectionKind::data) {
        options.send.clear();
        options.receive_video = options.receive_audio = false;
    }
    if (!offering)
        return options;
    if (info.kind == ConnectionKind::data)
        options.channels = {{info.label, info.serialization, info.reliable}};
    else if (setup_.signaling.separate_data())
        options.channels = {{info.id, "raw", true}}; // carries nothing; its end is the end of the call
    else
        options.channels = setup_.channels;
    return options;
}

PeerConnection::Listeners BoothCall::listen_to(const ConnectionInfo &info, bool offering) {
    PeerConnection::Listeners on;
    on.description = [this, info, offering](const std::string &sdp) {
        if (offering)
            setup_.signaling.send_offer(peer_, info, sdp);
        else
            setup_.signaling.send_answer(peer_, info, sdp);
    };
    on.candidate = [this, info](const IceCandidate &candidate) {
        setup_.signaling.send_candidate(peer_, info, candidate);
    };
    on.channel = [this, info](const std::shared_ptr<WebRtcChannel> &channel) { add_channel(info, channel); };
    on.track = [this](const std::string &kind, std::shared_ptr<Feed> feed) { add_track(kind, std::move(feed)); };
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

void BoothCall::take_offer(const ConnectionInfo &info, const std::string &sdp) {
    if (state_ == CallState::ended || legs_.contains(info.id))
        return; // a duplicate
    if (legs_.size() >= max_legs)
        return setup_.log(Level::warning, fmt::format("{} offers too many connections", peer_));
    attempt([&] { add_leg(info, false).connection->answer(sdp); });
}

void BoothCall::take_answer(const std::string &connection, const std::string &sdp) {
    const auto leg = legs_.find(connection);
    if (leg == legs_.end() || std::exchange(leg->second.answered, true))
        return;
    attempt([&] { leg->second.connection->accept_answer(sdp); });
}

void BoothCall::take_candidate(const std::string &connection, const IceCandidate &candidate) {
    if (const auto leg = legs_.find(connection); leg != legs_.end())
        leg->second.connection->add_candidate(candidate);
}

bool BoothCall::offering_media() const {
    return std::any_of(legs_.begin(), legs_.end(), [](const auto &entry) {
        return entry.second.info.kind == ConnectionKind::media && !entry.second.answered;
    });
}

void BoothCall::drop_own_offers() {
    outgoing_ = false;
    std::erase_if(legs_, [](const auto &entry) { return !entry.second.answered; });
}

void BoothCall::leg_connected(const std::string &id) {
    auto &leg = legs_.at(id);
    leg.connected = true;
    const bool waits_for_media =
        leg.info.kind == ConnectionKind::data && std::any_of(legs_.begin(), legs_.end(), [](const auto &entry) {
            return entry.second.info.kind == ConnectionKind::media;
        });
    if (waits_for_media || state_ != CallState::connecting)
        return listeners_.tracks_changed();
    state_ = CallState::connected;
    deadline_.cancel();
    listeners_.connected();
}

void BoothCall::leg_ended(const std::string &id, EndReason reason, const std::string &details) {
    const auto leg = legs_.find(id);
    if (leg == legs_.end() || state_ == CallState::ended)
        return;
    if (leg->second.info.kind == ConnectionKind::media || legs_.size() == 1)
        return finish(reason, details);
    setup_.log(Level::debug, fmt::format("data connection with {} ended: {} {}", peer_, to_string(reason), details));
    legs_.erase(leg);
}

void BoothCall::add_channel(const ConnectionInfo &info, const std::shared_ptr<WebRtcChannel> &channel) {
    const bool separate = setup_.signaling.separate_data();
    const bool carries_data = !separate || info.kind == ConnectionKind::data;
    if (separate)
        subscriptions_.push_back(channel->closed.subscribe([this, id = info.id, box = mailbox_.address()] {
            box.post([this, id] { leg_ended(id, EndReason::remote_hangup, {}); });
        }));
    if (!carries_data)
        return;
    channel->set_serialization(serialization_of(info, channel->label()));
    channels_.push_back(channel);
    listeners_.channel(*channel);
}

std::string BoothCall::serialization_of(const ConnectionInfo &info, const std::string &label) const {
    if (info.kind == ConnectionKind::data)
        return info.serialization;
    const auto own = std::find_if(setup_.channels.begin(), setup_.channels.end(),
                                  [&](const ChannelOptions &options) { return options.label == label; });
    return own == setup_.channels.end() ? "raw" : own->serialization;
}

void BoothCall::add_track(const std::string &kind, std::shared_ptr<Feed> feed) {
    auto &slot = kind == "video" ? video_ : audio_;
    if (slot)
        return; // one picture and one voice
    slot = std::move(feed);
    listeners_.tracks_changed();
}

bool BoothCall::remote_is_silent() const {
    return std::any_of(legs_.begin(), legs_.end(), [this](const auto &entry) {
        const Leg &leg = entry.second;
        const auto limit = seconds(setup_.limits.silence) * (leg.connection->remote_sends() ? 1 : quiet_factor);
        return leg.connected && leg.info.kind == ConnectionKind::media && leg.connection->silence() > limit;
    });
}

std::chrono::milliseconds BoothCall::first_frame_after() const {
    const gint64 first = video_ ? video_->first_at() : 0;
    return std::chrono::milliseconds(first == 0 ? 0 : (first - began_) / 1000);
}

void BoothCall::tick() {
    // The remote's first key frame may have come before our decryption was ready.
    if (state_ == CallState::connected && video_ && video_->count() == 0)
        for (const auto &[id, leg] : legs_)
            leg.connection->ask_for_key_frame();
    if (state_ == CallState::connected && remote_is_silent())
        finish(EndReason::remote_gone, "nothing arrives any more");
}

void BoothCall::finish(EndReason reason, const std::string &details) {
    if (std::exchange(state_, CallState::ended) == CallState::ended)
        return;
    deadline_.cancel();
    setup_.log(Level::info, fmt::format("call with {} ended: {}{}{}", peer_, to_string(reason),
                                        details.empty() ? "" : ": ", details));
    for (const auto &[id, leg] : legs_)
        if (reason == EndReason::remote_hangup || reason == EndReason::remote_gone)
            leg.connection->remote_is_gone();
    if (tells_the_peer(reason))
        setup_.signaling.send_bye(peer_);
    listeners_.ended(reason);
}

} // namespace callbooth::media
