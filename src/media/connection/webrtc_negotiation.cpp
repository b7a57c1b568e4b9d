// SPDX-License-Identifier: MIT
/// What a WebRtcPipeline tells webrtcbin and asks of it: descriptions, candidates, states, certificates (RFC 8829).
#include <algorithm>

#include "media/connection/webrtc_pipeline.hpp"
#include <fmt/format.h>
#include <gst/video/video.h>

namespace callbooth::media {

namespace {

/// webrtcbin sends no more than the lesser of what both sides announce. The remote is told 64 KiB: sctpdec 1.22 hands
/// on longer messages in parts. This is for webrtcbin alone.
void allow_long_messages(GstSDPMessage *sdp) {
    for (guint m = 0; m < gst_sdp_message_medias_len(sdp); ++m) {
        // The message is ours; the accessor's const is not meant for us.
        auto *media = const_cast<GstSDPMedia *>(gst_sdp_message_get_media(sdp, m));
        const bool data = std::string_view(gst_sdp_media_get_media(media)) == "application";
        if (data && !gst_sdp_media_get_attribute_val(media, "max-message-size"))
            gst_sdp_media_add_attribute(media, "max-message-size",
                                        std::to_string(WebRtcChannel::max_message_bytes).c_str());
    }
}

} // namespace

void WebRtcPipeline::offer(Negotiation negotiation) {
    run([this, plan = std::make_shared<const Negotiation>(std::move(negotiation))] {
        for (const auto &section : plan->sections)
            if (section.sending)
                add_sender(*section.sending);
            else
                add_receiver(section.codec.get());
        gst_element_set_state(webrtc_.get(), GST_STATE_READY); // below it there are no data channels
        make_channels(plan->channels);
        gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
        describe("create-offer", "offer");
    });
}

void WebRtcPipeline::answer(Negotiation negotiation) {
    run([this, plan = std::make_shared<Negotiation>(std::move(negotiation))] {
        for (const auto &section : plan->sections)
            if (section.sending)
                add_sender(*section.sending);
        gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
        set_remote(plan->offer.get(), [this] { describe("create-answer", "answer"); });
    });
}

void WebRtcPipeline::accept_answer(Handle<GstWebRTCSessionDescription> answer) {
    run([this, description = std::shared_ptr<GstWebRTCSessionDescription>(std::move(answer))] {
        set_remote(description.get(), [] {});
    });
}

/// `then` runs on the strand, with null when webrtcbin did not reply.
GstPromise *WebRtcPipeline::promise(Then then) {
    struct Continuation {
        std::shared_ptr<WebRtcPipeline> pipeline;
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
            continuation->pipeline->run([copy, then = continuation->then] { then(copy.get()); });
            gst_promise_unref(raw);
        },
        new Continuation{shared_from_this(), std::move(then)},
        [](gpointer data) { delete static_cast<Continuation *>(data); });
}

/// `action` is create-offer or create-answer, `field` its name in the reply.
void WebRtcPipeline::describe(const char *action, const char *field) {
    auto then = [this, field](const GstStructure *reply) {
        GstWebRTCSessionDescription *description = nullptr;
        if (reply)
            gst_structure_get(reply, field, GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description, nullptr);
        if (!description)
            throw Error(fmt::format("webrtcbin made no {}", field));
        publish(Handle<GstWebRTCSessionDescription>(description).get());
    };
    g_signal_emit_by_name(webrtc_.get(), action, nullptr, promise(std::move(then)));
}

/// It is told before webrtcbin begins to look for candidates, so that none of them is ahead of it.
void WebRtcPipeline::publish(GstWebRTCSessionDescription *description) {
    const Handle<char> text(gst_sdp_message_as_text(description->sdp));
    events_.description(text.get());
    allow_long_messages(description->sdp);
    g_signal_emit_by_name(webrtc_.get(), "set-local-description", description,
                          promise([this](const GstStructure *reply) {
                              if (reply && gst_structure_has_field(reply, "error"))
                                  events_.failed(EndReason::media_error, "webrtcbin refused its own description");
                          }));
}

void WebRtcPipeline::set_remote(GstWebRTCSessionDescription *description, std::function<void()> then) {
    g_signal_emit_by_name(webrtc_.get(), "set-remote-description", description,
                          promise([this, then = std::move(then)](const GstStructure *reply) {
                              if (reply && gst_structure_has_field(reply, "error"))
                                  return events_.failed(EndReason::signaling_error,
                                                        "webrtcbin refused the remote's description");
                              then();
                          }));
}

void WebRtcPipeline::add_candidate(const IceCandidate &candidate) {
    run([this, candidate] {
        g_signal_emit_by_name(webrtc_.get(), "add-ice-candidate", candidate.mline, candidate.candidate.c_str());
    });
}

void WebRtcPipeline::ask_for_key_frame(const Ref<GstPad> &track) {
    run([track] {
        gst_pad_send_event(track.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
    });
}

void WebRtcPipeline::state_changed() {
    GstWebRTCPeerConnectionState state = GST_WEBRTC_PEER_CONNECTION_STATE_NEW;
    g_object_get(webrtc_.get(), "connection-state", &state, nullptr);
    if (state == GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED)
        events_.connected(certificates());
    else
        events_.state(state);
}

std::vector<std::string> WebRtcPipeline::certificates() {
    std::vector<std::string> found;
    for (const auto &dtls : dtls_transports()) {
        Handle<char> pem;
        g_object_get(dtls.get(), "remote-certificate", static_cast<char **>(Out(pem)), nullptr);
        found.emplace_back(pem ? pem.get() : "");
    }
    return found;
}

std::vector<Ref<GObject>> WebRtcPipeline::dtls_transports() {
    std::vector<Ref<GObject>> found;
    const auto add = [&](const Ref<GObject> &owner) {
        auto dtls = owner ? object_property(owner.get(), "transport") : Ref<GObject>();
        const auto same = [&](const auto &known) { return known.get() == dtls.get(); };
        if (dtls && std::none_of(found.begin(), found.end(), same))
            found.push_back(std::move(dtls));
    };
    each_transceiver([&](const Ref<GObject> &transceiver) { add(object_property(transceiver.get(), "receiver")); });
    add(object_property(webrtc_.get(), "sctp-transport"));
    return found;
}

void WebRtcPipeline::each_transceiver(const std::function<void(const Ref<GObject> &)> &function) {
    GArray *raw = nullptr;
    g_signal_emit_by_name(webrtc_.get(), "get-transceivers", &raw);
    const Handle<GArray> transceivers(raw);
    for (guint i = 0; i < transceivers->len; ++i)
        function(Ref<GObject>::share(g_array_index(transceivers.get(), GObject *, i)));
}

} // namespace callbooth::media
