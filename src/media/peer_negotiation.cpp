// SPDX-License-Identifier: MIT
/// Offer, answer and candidates of a PeerConnection (RFC 8829).
#include <fmt/format.h>

#include "media/peer_connection.hpp"

namespace callbooth::media {

namespace {

constexpr int first_dynamic_payload = 96; // RFC 3551 section 6

/// What a booth without an encoder offers to receive: what every browser sends and every GStreamer decodes.
Handle<GstCaps> receivable(const std::string &kind) {
    const spec::Encoding opus{"", "", "audio", "OPUS", 48000, {}};
    const spec::Encoding vp8{"", "", "video", "VP8", 90000, {}};
    return kind == "audio" ? offered_caps(opus, first_dynamic_payload + 1) : offered_caps(vp8, first_dynamic_payload);
}

std::vector<std::string> mids(const GstSDPMessage *sdp) {
    std::vector<std::string> found;
    for (guint i = 0; i < gst_sdp_message_medias_len(sdp); ++i) {
        const char *mid = gst_sdp_media_get_attribute_val(gst_sdp_message_get_media(sdp, i), "mid");
        found.emplace_back(mid ? mid : "");
    }
    return found;
}

/// webrtcbin turns the profile-level-id of an H.264 offer into a profile's name and forgets it in the answer, where RFC
/// 6184 section 8.2.2 demands it.
void name_h264_profile(GstSDPMessage *sdp) {
    for (guint m = 0; m < gst_sdp_message_medias_len(sdp); ++m) {
        // The message is ours; the accessor's const is not meant for us.
        auto *media = const_cast<GstSDPMedia *>(gst_sdp_message_get_media(sdp, m));
        for (guint i = 0; i < gst_sdp_media_attributes_len(media); ++i) {
            const GstSDPAttribute *attribute = gst_sdp_media_get_attribute(media, i);
            const std::string value = attribute->value ? attribute->value : "";
            if (std::string_view(attribute->key) != "fmtp" || value.find("packetization-mode=1") == std::string::npos ||
                value.find("profile-level-id") != std::string::npos)
                continue;
            GstSDPAttribute completed{};
            gst_sdp_attribute_set(&completed, "fmtp", (value + ";profile-level-id=42e01f").c_str());
            gst_sdp_media_replace_attribute(media, i, &completed);
        }
    }
}

bool is_mdns(const std::string &candidate) { return candidate.find(".local ") != std::string::npos; }

} // namespace

GstPromise *PeerConnection::promise(Then then) {
    struct Continuation {
        Mailbox::Address mailbox;
        Then then;
    };
    return gst_promise_new_with_change_func(
        [](GstPromise *raw, gpointer data) {
            const auto *continuation = static_cast<Continuation *>(data);
            const GstStructure *reply =
                gst_promise_wait(raw) == GST_PROMISE_RESULT_REPLIED ? gst_promise_get_reply(raw) : nullptr;
            const std::shared_ptr<GstStructure> copy(reply ? gst_structure_copy(reply) : nullptr, [](GstStructure *s) {
                if (s)
                    gst_structure_free(s);
            });
            continuation->mailbox.post([copy, then = continuation->then] { then(copy.get()); });
            gst_promise_unref(raw);
        },
        new Continuation{mailbox_.address(), std::move(then)},
        [](gpointer data) { delete static_cast<Continuation *>(data); });
}

void PeerConnection::offer() {
    add_offered_media();
    gst_element_set_state(webrtc_.get(), GST_STATE_READY); // below it there are no data channels
    make_channels();
    gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
    describe("create-offer", "offer");
}

void PeerConnection::add_offered_media() {
    int payload = first_dynamic_payload;
    bool sends_video = false;
    bool sends_audio = false;
    for (const auto &track : options_.send) {
        (track.encoding.media == "video" ? sends_video : sends_audio) = true;
        add_sender(track, offered_caps(track.encoding, payload++).get());
    }
    if (options_.receive_video && !sends_video)
        add_receiver(receivable("video").get());
    if (options_.receive_audio && !sends_audio)
        add_receiver(receivable("audio").get());
}

void PeerConnection::answer(const std::string &offer) {
    remote_ = std::make_unique<RemoteDescription>(offer);
    if (!add_answered_media())
        return end(EndReason::no_common_codec, "the remote offers none of our codecs");
    gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
    set_remote(GST_WEBRTC_SDP_TYPE_OFFER, [this] {
        decline_unwanted();
        describe("create-answer", "answer");
    });
}

/// Pins our codec, under the remote's payload type, in each section that offers it.
bool PeerConnection::add_answered_media() {
    bool useful = remote_->has_kind("application");
    for (const auto &track : options_.send) {
        const auto codec = offered_codec(track.encoding);
        if (codec) {
            add_sender(track, codec.get());
            useful = true;
        } else if (remote_->has_kind(track.encoding.media)) {
            listeners_.one_way(
                fmt::format("{} ({} is not among what it offers)", track.encoding.media, track.encoding.encoding_name));
        }
    }
    for (const auto &media : remote_->media()) {
        remote_sends_ |= media.sends && media.kind != "application";
        useful |= media.sends && receives(media.kind);
    }
    return useful;
}

/// In the remote's first section of that kind; there is one of each.
Handle<GstCaps> PeerConnection::offered_codec(const spec::Encoding &encoding) const {
    for (size_t i = 0; i < remote_->media().size(); ++i)
        if (!remote_->media()[i].rejected && remote_->media()[i].kind == encoding.media)
            return remote_->codec_caps(i, encoding);
    return nullptr;
}

/// webrtcbin would receive whatever is offered.
void PeerConnection::decline_unwanted() {
    each_transceiver([this](const Ref<GObject> &transceiver) {
        GstWebRTCKind kind = GST_WEBRTC_KIND_UNKNOWN;
        GstWebRTCRTPTransceiverDirection direction = GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_NONE;
        g_object_get(transceiver.get(), "kind", &kind, "direction", &direction, nullptr);
        if (direction == GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY &&
            !receives(kind == GST_WEBRTC_KIND_VIDEO ? "video" : "audio"))
            g_object_set(transceiver.get(), "direction", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_INACTIVE, nullptr);
    });
}

void PeerConnection::accept_answer(const std::string &answer) {
    if (remote_)
        return; // a duplicate
    remote_ = std::make_unique<RemoteDescription>(answer);
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
    set_remote(GST_WEBRTC_SDP_TYPE_ANSWER, [] {});
}

/// `action` is create-offer or create-answer, `field` its name in the reply.
void PeerConnection::describe(const char *action, const char *field) {
    auto then = [this, field](const GstStructure *reply) {
        GstWebRTCSessionDescription *description = nullptr;
        if (reply)
            gst_structure_get(reply, field, GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description, nullptr);
        if (!description)
            return end(EndReason::media_error, fmt::format("webrtcbin made no {}", field));
        publish(Handle<GstWebRTCSessionDescription>(description));
    };
    g_signal_emit_by_name(webrtc_.get(), action, nullptr, promise(std::move(then)));
}

void PeerConnection::publish(Handle<GstWebRTCSessionDescription> description) {
    name_h264_profile(description->sdp);
    g_signal_emit_by_name(webrtc_.get(), "set-local-description", description.get(),
                          promise([](const GstStructure *) {}));
    const Handle<char> text(gst_sdp_message_as_text(description->sdp));
    local_mids_ = mids(description->sdp);
    described_ = true;
    listeners_.description(text.get());
    for (const auto &candidate : std::exchange(early_local_, {}))
        local_candidate(candidate);
}

void PeerConnection::set_remote(GstWebRTCSDPType type, std::function<void()> then) {
    GstSDPMessage *copy = nullptr;
    gst_sdp_message_copy(remote_->message(), &copy);
    const Handle<GstWebRTCSessionDescription> description(gst_webrtc_session_description_new(type, copy));
    g_signal_emit_by_name(webrtc_.get(), "set-remote-description", description.get(),
                          promise([this, then = std::move(then)](const GstStructure *reply) {
                              if (reply && gst_structure_has_field(reply, "error"))
                                  return end(EndReason::signaling_error, "webrtcbin refused the remote's description");
                              remote_is_set();
                              then();
                          }));
}

void PeerConnection::remote_is_set() {
    remote_set_ = true;
    for (const auto &candidate : std::exchange(early_remote_, {}))
        apply_candidate(candidate);
}

void PeerConnection::add_candidate(const IceCandidate &candidate) {
    constexpr size_t max_early = 128;
    if (remote_set_)
        apply_candidate(candidate);
    else if (early_remote_.size() < max_early)
        early_remote_.push_back(candidate);
}

void PeerConnection::apply_candidate(const IceCandidate &candidate) {
    // An mDNS name would wait for a resolver that a kiosk seldom has.
    if (candidate.candidate.empty() || is_mdns(candidate.candidate) || candidate.mline >= remote_->media().size())
        return;
    g_signal_emit_by_name(webrtc_.get(), "add-ice-candidate", candidate.mline, candidate.candidate.c_str());
}

void PeerConnection::local_candidate(IceCandidate candidate) {
    if (!described_) {
        early_local_.push_back(std::move(candidate));
        return;
    }
    if (candidate.mline < local_mids_.size())
        candidate.mid = local_mids_[candidate.mline];
    listeners_.candidate(candidate);
}

} // namespace callbooth::media
