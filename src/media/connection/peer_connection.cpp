// SPDX-License-Identifier: MIT
#include "media/connection/peer_connection.hpp"

#include <algorithm>

#include "media/connection/decodable.hpp"
#include "media/connection/sdp/complete_description.hpp"
#include <fmt/format.h>

namespace callbooth::media {

namespace {

constexpr size_t max_channels = 16;
constexpr std::chrono::seconds gathering_limit{3};
constexpr size_t max_remote_candidates = 256;
constexpr size_t max_local_candidates = 64;

LocalMedia local_media(const PeerConnectionOptions &options) {
    LocalMedia local;
    for (const auto &track : options.send)
        (track.encoding.media == "video" ? local.video : local.audio).encoding = track.encoding;
    local.video.receives = options.receives("video");
    local.audio.receives = options.receives("audio");
    local.decodes = &is_decodable;
    return local;
}

Handle<GstWebRTCSessionDescription> session_description(GstWebRTCSDPType type, const std::string &text) {
    return Handle<GstWebRTCSessionDescription>(gst_webrtc_session_description_new(type, parse_sdp(text).release()));
}

} // namespace

PeerConnection::PeerConnection(PeerConnectionOptions options, const ConnectionWorkers &workers, Listeners listeners)
    : options_(std::move(options)), workers_(workers), listeners_(std::move(listeners)),
      translator_(local_media(options_)),
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

void PeerConnection::offer() {
    translator_.begin_offer(!options_.channels.empty() || !channels_.empty());
    auto plan = negotiation();
    plan.channels = options_.channels;
    pipeline_->offer(std::move(plan));
}

/// What webrtcbin makes of the plan: something to send with, or an empty section that receives.
Negotiation PeerConnection::negotiation() const {
    Negotiation made;
    for (const auto &section : translator_.plan().sections) {
        if (section.is_data())
            continue;
        auto caps = codec_caps(*section.codec, section.kind, section.congestion_control);
        if (const auto *track = section.sends ? track_of(section.kind) : nullptr)
            made.sections.push_back(
                {Sending{track->encoding, std::move(caps), track->feed->outlet(), section.receives}, {}});
        else
            made.sections.push_back({std::nullopt, std::move(caps)});
    }
    return made;
}

const SendTrack *PeerConnection::track_of(const std::string &kind) const {
    const auto found = std::find_if(options_.send.begin(), options_.send.end(),
                                    [&](const SendTrack &track) { return track.encoding.media == kind; });
    return found == options_.send.end() ? nullptr : &*found;
}

void PeerConnection::answer(const std::string &offer) {
    const auto text = translator_.take_offer(offer);
    report_one_way();
    if (translator_.plan().sections.empty())
        return end(EndReason::no_common_codec, "the remote offers none of our codecs");
    auto plan = negotiation();
    plan.offer = session_description(GST_WEBRTC_SDP_TYPE_OFFER, text);
    pipeline_->answer(std::move(plan));
}

void PeerConnection::report_one_way() {
    for (const auto &track : options_.send)
        if (const auto &kind = track.encoding.media; !translator_.plan().sends(kind) && translator_.remote_has(kind))
            listeners_.one_way(fmt::format("{} ({} is not among what it offers)", kind, track.encoding.encoding_name));
}

void PeerConnection::accept_answer(const std::string &answer) {
    if (translator_.has_remote())
        return; // a duplicate
    const auto text = translator_.take_answer(answer);
    const auto &plan = translator_.plan();
    if (plan.sections.empty())
        return end(EndReason::refused_busy, "the remote rejected everything we offered");
    for (const auto &track : options_.send)
        if (!plan.sends(track.encoding.media))
            listeners_.one_way(fmt::format("{} ({})", track.encoding.media, track.encoding.encoding_name));
    pipeline_->accept_answer(session_description(GST_WEBRTC_SDP_TYPE_ANSWER, text));
    announce_candidates_again();
}

void PeerConnection::described(const std::string &sdp) {
    try {
        local_sdp_ = translator_.describe(sdp);
    } catch (const Error &error) {
        return end(EndReason::media_error, error.what());
    }
    if (options_.trickle)
        listeners_.description(local_sdp_);
    else
        gathering_limit_ = Source::after(gathering_limit, [this] { gathered(); });
}

void PeerConnection::add_candidate(const IceCandidate &candidate) {
    // Not mDNS names: they would wait for a resolver that a kiosk seldom has.
    const auto usable = translator_.candidate_for_webrtcbin(candidate);
    if (usable && ++remote_candidates_ <= max_remote_candidates)
        pipeline_->add_candidate(*usable);
}

void PeerConnection::local_candidate(const IceCandidate &candidate) {
    if (local_candidates_.size() < max_local_candidates)
        local_candidates_.push_back(candidate);
    if (options_.trickle)
        listeners_.candidate(translator_.candidate_for_remote(candidate));
}

/// They were announced for the first section; the remote has rejected it and uses another one's transport.
void PeerConnection::announce_candidates_again() {
    if (options_.trickle && translator_.plan().owner != 0U)
        for (const auto &candidate : std::vector(local_candidates_))
            listeners_.candidate(translator_.candidate_for_remote(candidate));
}

/// Without trickle, candidates that come after the limit are lost.
void PeerConnection::gathered() {
    if (std::exchange(gathered_, true))
        return;
    gathering_limit_.cancel();
    if (options_.trickle)
        listeners_.candidates_done();
    else
        listeners_.description(complete_description(local_sdp_, translator_.candidates_for_remote(local_candidates_)));
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
    if (translator_.has_remote())
        channel->set_max_message(translator_.max_message());
}

std::shared_ptr<WebRtcChannel> PeerConnection::open_channel(const ChannelOptions &options) {
    if (!has_room_for_channel())
        throw Error("the connection has too many data channels");
    if (translator_.has_remote() && !translator_.plan().has_data())
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
    pipeline_->send(translator_.plan().sends("video"), translator_.plan().sends("audio"));
    listeners_.connected();
    for (const auto &channel : std::vector(channels_)) {
        channel->set_max_message(translator_.max_message());
        channel->release();
    }
}

/// webrtcbin 1.22 accepts any certificate; RFC 8827 section 5.6.4 demands this comparison.
bool PeerConnection::verified(const std::vector<std::string> &certificates) const {
    const auto fingerprints = translator_.fingerprints();
    return !certificates.empty() && std::all_of(certificates.begin(), certificates.end(), [&](const std::string &pem) {
        return certificate_matches(pem, fingerprints);
    });
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
