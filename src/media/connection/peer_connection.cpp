// SPDX-License-Identifier: MIT
#include "media/connection/peer_connection.hpp"

#include <algorithm>

#include "media/connection/sdp/complete_description.hpp"
#include "media/connection/sdp/sdp_model.hpp"
#include <fmt/format.h>

namespace callbooth::media {

namespace {

constexpr size_t max_channels = 16;
constexpr std::chrono::seconds gathering_limit{3};
constexpr size_t max_remote_candidates = 256;
constexpr int first_dynamic_payload = 96; // RFC 3551 section 6

/// What a booth without an encoder offers to receive: what every browser sends and every GStreamer decodes.
Handle<GstCaps> receivable(const std::string &kind) {
    const config::Encoding opus{"", "", "audio", "OPUS", 48000, {}};
    const config::Encoding vp8{"", "", "video", "VP8", 90000, {}};
    return kind == "audio" ? offered_caps(opus, first_dynamic_payload + 1) : offered_caps(vp8, first_dynamic_payload);
}

SdpModel read(const std::string &sdp) { return read_sdp(RemoteDescription(sdp).message()); }

} // namespace

PeerConnection::PeerConnection(PeerConnectionOptions options, const ConnectionWorkers &workers, Listeners listeners)
    : options_(std::move(options)), workers_(workers), listeners_(std::move(listeners)),
      pipeline_(WebRtcPipeline::make(options_.pipeline, workers_.makers, events())) {}

PeerConnection::~PeerConnection() {
    mailbox_.close();
    std::vector<Ref<GstWebRTCDataChannel>> raw;
    // Where ends come faster than goodbyes, signaling alone has to say it.
    const bool polite = connected_ && !ended_ && patience_.count() > 0 && !workers_.enders.behind();
    for (const auto &channel : channels_)
        if (polite && channel->raw())
            raw.push_back(Ref<GstWebRTCDataChannel>::share(channel->raw()));
    pipeline_->end(workers_.enders, std::move(raw), patience_);
}

/// All of them come to us on the main context.
WebRtcPipeline::Events PeerConnection::events() {
    const auto posted = [this]<class... Args>(void (PeerConnection::*handler)(Args...)) {
        return [this, handler, mailbox = mailbox_.address()](const std::decay_t<Args> &...args) {
            mailbox.post([this, handler, args...] { (this->*handler)(args...); });
        };
    };
    return {
        .description = posted(&PeerConnection::described),
        .candidate = posted(&PeerConnection::local_candidate),
        .gathered = posted(&PeerConnection::gathered),
        .channel = posted(&PeerConnection::adopt_channel),
        .track = posted(&PeerConnection::adopt_track),
        .connected = posted(&PeerConnection::become_connected),
        .state = posted(&PeerConnection::state_changed),
        .message = posted(&PeerConnection::on_message),
        .failed = posted(&PeerConnection::end),
    };
}

std::chrono::milliseconds PeerConnection::silence() const {
    return std::chrono::milliseconds((g_get_monotonic_time() - pipeline_->last_inbound()) / 1000);
}

void PeerConnection::offer() { pipeline_->offer(offered_media()); }

Negotiation PeerConnection::offered_media() const {
    Negotiation plan;
    int payload = first_dynamic_payload;
    bool sends_video = false;
    bool sends_audio = false;
    for (const auto &track : options_.send) {
        (track.encoding.media == "video" ? sends_video : sends_audio) = true;
        plan.sending.push_back({track.encoding, offered_caps(track.encoding, payload++), track.feed->outlet(),
                                options_.receives(track.encoding.media)});
    }
    if (options_.receives("video") && !sends_video)
        plan.receiving.push_back(receivable("video"));
    if (options_.receives("audio") && !sends_audio)
        plan.receiving.push_back(receivable("audio"));
    plan.channels = options_.channels;
    return plan;
}

void PeerConnection::answer(const std::string &offer) {
    remote_ = std::make_unique<RemoteDescription>(write_sdp(read(offer)));
    Negotiation plan;
    if (!answer_media(plan))
        return end(EndReason::no_common_codec, "the remote offers none of our codecs");
    plan.offer = remote_description(GST_WEBRTC_SDP_TYPE_OFFER);
    pipeline_->answer(std::move(plan));
}

/// Pins our codec, under the remote's payload type, in each section that offers it.
bool PeerConnection::answer_media(Negotiation &plan) {
    bool useful = remote_->has_kind("application");
    for (const auto &track : options_.send) {
        const std::string &kind = track.encoding.media;
        if (auto codec = offered_codec(track.encoding)) {
            plan.sending.push_back({track.encoding, std::move(codec), track.feed->outlet(), options_.receives(kind)});
            useful = true;
        } else if (remote_->has_kind(kind)) {
            listeners_.one_way(fmt::format("{} ({} is not among what it offers)", kind, track.encoding.encoding_name));
        }
    }
    for (const auto &media : remote_->media()) {
        remote_sends_ |= media.sends && media.kind != "application";
        useful |= media.sends && options_.receives(media.kind);
    }
    return useful;
}

/// In the remote's first section of that kind; there is one of each.
Handle<GstCaps> PeerConnection::offered_codec(const config::Encoding &encoding) const {
    for (size_t i = 0; i < remote_->media().size(); ++i)
        if (!remote_->media()[i].rejected && remote_->media()[i].kind == encoding.media)
            return remote_->codec_caps(i, encoding);
    return nullptr;
}

void PeerConnection::accept_answer(const std::string &answer) {
    if (remote_)
        return; // a duplicate
    if (local_sdp_.empty())
        throw Error("an answer without an offer");
    const auto model = read(answer);
    check_answer(model, read(local_sdp_));
    remote_ = std::make_unique<RemoteDescription>(write_sdp(model));
    bool accepted = false;
    for (const auto &media : remote_->media()) {
        accepted |= !media.rejected;
        remote_sends_ |= media.sends && media.kind != "application";
    }
    for (const auto &track : options_.send)
        if (accepted && !remote_->has_kind(track.encoding.media))
            listeners_.one_way(fmt::format("{} ({})", track.encoding.media, track.encoding.encoding_name));
    if (!accepted)
        return end(EndReason::refused_busy, "the remote rejected everything we offered");
    pipeline_->accept_answer(remote_description(GST_WEBRTC_SDP_TYPE_ANSWER));
}

Handle<GstWebRTCSessionDescription> PeerConnection::remote_description(GstWebRTCSDPType type) const {
    GstSDPMessage *copy = nullptr;
    gst_sdp_message_copy(remote_->message(), &copy);
    return Handle<GstWebRTCSessionDescription>(gst_webrtc_session_description_new(type, copy));
}

void PeerConnection::described(const std::string &sdp, const std::vector<std::string> &mids) {
    local_sdp_ = sdp;
    local_mids_ = mids;
    if (options_.trickle)
        listeners_.description(sdp);
    else
        gathering_limit_ = Source::after(gathering_limit, [this] { gathered(); });
}

void PeerConnection::add_candidate(const IceCandidate &candidate) {
    // Not mDNS names: they would wait for a resolver that a kiosk seldom has.
    if (!remote_ || !is_usable_candidate(candidate.candidate) || candidate.mline >= remote_->media().size() ||
        ++remote_candidates_ > max_remote_candidates)
        return;
    pipeline_->add_candidate(candidate);
}

void PeerConnection::local_candidate(IceCandidate candidate) {
    if (candidate.mline < local_mids_.size())
        candidate.mid = local_mids_[candidate.mline];
    if (options_.trickle)
        listeners_.candidate(candidate);
    else
        local_candidates_.push_back(std::move(candidate));
}

/// Without trickle, candidates that come after the limit are lost.
void PeerConnection::gathered() {
    if (std::exchange(gathered_, true))
        return;
    gathering_limit_.cancel();
    if (options_.trickle)
        listeners_.candidates_done();
    else
        listeners_.description(complete_description(local_sdp_, local_candidates_));
}

void PeerConnection::adopt_channel(const std::shared_ptr<WebRtcChannel> &channel) {
    if (!has_room_for_channel())
        return end(EndReason::signaling_error, "the remote opened too many data channels");
    add_channel(channel);
    listeners_.channel(channel);
    if (connected_)
        channel->release(); // after somebody listens
}

bool PeerConnection::has_room_for_channel() {
    std::erase_if(channels_, [](const auto &channel) { return channel->ended(); });
    return channels_.size() < max_channels;
}

void PeerConnection::add_channel(const std::shared_ptr<WebRtcChannel> &channel) {
    channels_.push_back(channel);
    if (remote_)
        channel->set_max_message(remote_->max_message());
}

std::shared_ptr<WebRtcChannel> PeerConnection::open_channel(const ChannelOptions &options) {
    if (!has_room_for_channel())
        throw Error("the connection has too many data channels");
    if (remote_ && !remote_->has_kind("application"))
        throw Error("the connection was made without data channels");
    auto channel = std::make_shared<WebRtcChannel>(options, pipeline_->inflow());
    add_channel(channel);
    if (connected_)
        channel->release();
    pipeline_->make_channel(channel, options);
    return channel;
}

void PeerConnection::adopt_track(const RemoteTrack &track) {
    if (track.kind == "video")
        remote_video_ = track.pad;
    listeners_.track(track.kind, track.feed);
}

void PeerConnection::ask_for_key_frame() {
    if (remote_video_)
        pipeline_->ask_for_key_frame(remote_video_);
}

void PeerConnection::state_changed(GstWebRTCPeerConnectionState state) {
    if (state == GST_WEBRTC_PEER_CONNECTION_STATE_FAILED)
        end(connected_ ? EndReason::remote_gone : EndReason::timeout_connecting, "ICE or DTLS failed");
    else if (state == GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED)
        end(EndReason::remote_hangup, "DTLS was closed");
    // Of a disconnection the silence watch decides.
}

void PeerConnection::become_connected(const std::vector<std::string> &certificates) {
    if (connected_ || ended_)
        return;
    if (!verified(certificates))
        return end(EndReason::fingerprint_mismatch, "the remote's DTLS certificate is not the one its SDP names");
    connected_ = true;
    pipeline_->last_inbound() = g_get_monotonic_time();
    pipeline_->send();
    listeners_.connected();
    for (const auto &channel : std::vector(channels_)) {
        channel->set_max_message(remote_->max_message());
        channel->release();
    }
}

/// webrtcbin 1.22 accepts any certificate; RFC 8827 section 5.6.4 demands this comparison.
bool PeerConnection::verified(const std::vector<std::string> &certificates) const {
    return remote_ && !certificates.empty() &&
           std::all_of(certificates.begin(), certificates.end(),
                       [this](const std::string &pem) { return certificate_matches(pem, remote_->fingerprints()); });
}

void PeerConnection::on_message(const std::shared_ptr<GstMessage> &message) {
    if (const auto level = audio_level(message.get()))
        return listeners_.level(*level);
    if (GST_MESSAGE_TYPE(message.get()) != GST_MESSAGE_ERROR)
        return;
    // A page that closes its connection aborts the SCTP association, which sctpenc reports as a write error.
    if (std::string_view(GST_MESSAGE_SRC_NAME(message.get())).starts_with("sctp"))
        return end(EndReason::remote_hangup, {});
    end(EndReason::media_error, message_text(message.get()));
}

void PeerConnection::end(EndReason reason, const std::string &details) {
    if (!std::exchange(ended_, true))
        listeners_.ended(reason, details);
}

} // namespace callbooth::media
