// SPDX-License-Identifier: MIT
#include "media/connection/webrtc_pipeline.hpp"

#include <algorithm>

#include "media/connection/ice_servers.hpp"
#include "media/connection/sdp/sdp_codecs.hpp"
#include "media/connection/transport_properties.hpp"
#include <fmt/format.h>
#include <gst/video/video.h>

namespace callbooth::media {

namespace {

using Channel = Ref<GstWebRTCDataChannel>;

GstWebRTCDataChannelState state_of(const Channel &channel) {
    GstWebRTCDataChannelState state = GST_WEBRTC_DATA_CHANNEL_STATE_CLOSED;
    g_object_get(channel.get(), "ready-state", &state, nullptr);
    return state;
}

/// How long a pipeline lives on after the last data channel was closed by both sides: the answer to the request of the
/// one that closed last is still on its way, and without it a browser never sees the end (RFC 6525 section 5.2).
constexpr gint64 farewell_us = 250'000;

/// A closed data channel tells the other side at once that the call is over. One that is still being opened, which
/// takes a second when a packet is lost, is closed when it is open.
void end_pipeline(const Ref<GstElement> &pipeline, const std::vector<Channel> &channels,
                  std::chrono::milliseconds patience) {
    std::vector<Channel> to_close = channels;
    const auto close = [](const Channel &channel) {
        if (state_of(channel) < GST_WEBRTC_DATA_CHANNEL_STATE_OPEN)
            return false;
        gst_webrtc_data_channel_close(channel.get());
        return true;
    };
    const auto is_closed = [](const Channel &channel) {
        return state_of(channel) == GST_WEBRTC_DATA_CHANNEL_STATE_CLOSED;
    };
    const auto all_closed = [&] {
        std::erase_if(to_close, close);
        return to_close.empty() && std::all_of(channels.begin(), channels.end(), is_closed);
    };
    const gint64 deadline = g_get_monotonic_time() + std::chrono::microseconds(patience).count();
    while (!all_closed() && g_get_monotonic_time() < deadline)
        g_usleep(10'000);
    if (!channels.empty() && all_closed())
        g_usleep(farewell_us);
    gst_element_set_state(pipeline.get(), GST_STATE_NULL);
}

/// What browsers need of a payloader, over whatever the fragment leaves at its default.
void tune_payloader(GstElement *payloader) {
    const auto set = [&](const char *name, const char *value) {
        if (g_object_class_find_property(G_OBJECT_GET_CLASS(payloader), name))
            gst_util_set_object_arg(G_OBJECT(payloader), name, value);
    };
    set("mtu", "1200");
    set("config-interval", "-1");
    set("aggregate-mode", "zero-latency");
}

/// A jitter buffer holds back its first packet for all of its latency, in case that another should come before it. The
/// first of ours begins a key frame. (`faststart-min-packets` of 1.22 sometimes sees an event first, and no packet.)
/// After its rtpbin has configured it.
void start_at_once(GstElement *jitter_buffer) {
    guint latency = 0;
    g_object_get(jitter_buffer, "latency", &latency, nullptr);
    g_object_set(jitter_buffer, "latency", 0U, nullptr);
    const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(jitter_buffer, "src"));
    gst_pad_add_probe(
        pad.get(), GST_PAD_PROBE_TYPE_BUFFER,
        [](GstPad *source, GstPadProbeInfo *, gpointer wanted) {
            const auto buffer = Ref<GstElement>::adopt(gst_pad_get_parent_element(source));
            g_object_set(buffer.get(), "latency", *static_cast<guint *>(wanted), nullptr);
            return GST_PAD_PROBE_REMOVE;
        },
        new guint(latency), [](gpointer wanted) { delete static_cast<guint *>(wanted); });
}

/// rtpbin configures a jitter buffer after it was added, and emits the signal then.
void watch_jitter_buffers(GstElement *rtpbin) {
    const auto made = +[](GstElement *, GstElement *buffer, guint, guint, gpointer) { start_at_once(buffer); };
    g_signal_connect(rtpbin, "new-jitterbuffer", G_CALLBACK(made), nullptr);
}

/// Notes when something passes the element's source pad.
void note_arrivals(GstElement *element, const std::shared_ptr<std::atomic<gint64>> &last) {
    const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(element, "src"));
    constexpr auto types = static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST);
    gst_pad_add_probe(
        pad.get(), types,
        [](GstPad *, GstPadProbeInfo *, gpointer data) {
            **static_cast<std::shared_ptr<std::atomic<gint64>> *>(data) = g_get_monotonic_time();
            return GST_PAD_PROBE_OK;
        },
        new std::shared_ptr<std::atomic<gint64>>(last),
        [](gpointer data) { delete static_cast<std::shared_ptr<std::atomic<gint64>> *>(data); });
}

/// Of the NiceAgent, which webrtcbin has no properties for.
void tune_ice(GstElement *webrtc) {
    const auto ice = object_property(webrtc, "ice-agent");
    const auto agent = ice && g_object_class_find_property(G_OBJECT_GET_CLASS(ice.get()), "agent")
                           ? object_property(ice.get(), "agent")
                           : Ref<GObject>();
    if (!agent)
        return;
    // RFC 8445 section 14.2 allows down to 5 ms between two checks; a few host candidates need no more.
    g_object_set(agent.get(), "stun-pacing-timer", 5, nullptr);
    // A remote that is gone is noticed in a connection without media too, which has no other sign of life.
    g_object_set(agent.get(), "keepalive-conncheck", TRUE, nullptr);
    // No server and no search for routers in each connection.
    g_object_set(agent.get(), "upnp", FALSE, nullptr);
}

/// A stream is a thread and two buffers, and a remote may begin as many as there are SSRCs. Of a session, with
/// retransmissions.
constexpr guint max_streams = 4 * RemoteTracks::max_streams;

/// webrtcbin draws the number of its SCTP association at random, out of 65,535. With one that another connection of the
/// process has, no data channel opens, and sctpenc starts its task in spite of its failure: GStreamer 1.22 never stops
/// that task, but waits for its end when it disposes of the element. The plugin has one table in a process, so do we.
guint next_association() {
    static std::atomic<guint16> last{0};
    return ++last;
}

} // namespace

WebRtcPipeline::WebRtcPipeline(Settings settings, const Worker &worker, Events events)
    : settings_(std::move(settings)), events_(std::move(events)), strand_(worker),
      tracks_(settings_.receive_video, settings_.receive_audio),
      last_inbound_(std::make_shared<std::atomic<gint64>>(g_get_monotonic_time())) {}

std::shared_ptr<WebRtcPipeline> WebRtcPipeline::make(Settings settings, const Worker &worker, Events events) {
    std::shared_ptr<WebRtcPipeline> made(new WebRtcPipeline(std::move(settings), worker, std::move(events)));
    made->run([self = made.get()] { self->build(); });
    return made;
}

void WebRtcPipeline::warm_up(const Worker &worker) {
    worker.run([] {
        for (const char *part : {"webrtcbin", "dtlsdec", "srtpdec", "sctpdec", "nicesrc"})
            Ref<GstElement>::share(gst_element_factory_make(part, nullptr)); // what is missing is told of in a call
    });
}

/// After a step that failed nothing is done any more but the end.
void WebRtcPipeline::run(std::function<void()> step) {
    strand_.run([self = shared_from_this(), step = std::move(step)] {
        if (self->ended_)
            return;
        try {
            step();
        } catch (const Error &error) {
            self->ended_ = true;
            self->events_.failed(EndReason::media_error, error.what());
        }
    });
}

void WebRtcPipeline::end(const Worker &worker, std::vector<Ref<GstWebRTCDataChannel>> channels,
                         std::chrono::milliseconds patience) {
    ended_ = true;
    strand_.run([self = shared_from_this(), worker, channels = std::move(channels), patience] {
        self->connections_.clear(); // they hold `self`
        for (const auto &sender : std::exchange(self->senders_, {}))
            sender.source.detach(sender.appsrc);
        self->webrtc_.reset();
        if (const auto pipeline = std::exchange(self->pipeline_, {}))
            worker.run([pipeline, channels, patience] { end_pipeline(pipeline, channels, patience); });
    });
}

void WebRtcPipeline::build() {
    pipeline_ = Ref<GstElement>::share(gst_pipeline_new(nullptr));
    webrtc_ = make_element("webrtcbin");
    settings_.timeline.apply(pipeline_.get());
    set_transport_properties(webrtc_.get(), settings_.transport ? &*settings_.transport : nullptr);
    use_ice_servers(webrtc_.get(), settings_.ice_servers);
    tune_ice(webrtc_.get());
    gst_bin_add(GST_BIN(pipeline_.get()), webrtc_.get());
    watch_bus();
    listen();
    listen_to_pads();
    watch_elements();
}

void WebRtcPipeline::watch_bus() {
    using Watch = std::weak_ptr<WebRtcPipeline>;
    const auto bus = Ref<GstBus>::adopt(gst_element_get_bus(pipeline_.get()));
    gst_bus_set_sync_handler(
        bus.get(),
        [](GstBus *, GstMessage *raw, gpointer data) {
            const std::shared_ptr<GstMessage> message(raw, &gst_message_unref);
            if (const auto self = static_cast<Watch *>(data)->lock()) {
                if (GST_MESSAGE_TYPE(raw) == GST_MESSAGE_LATENCY)
                    self->run([to = self.get()] { gst_bin_recalculate_latency(GST_BIN(to->pipeline_.get())); });
                else if (GST_MESSAGE_TYPE(raw) & (GST_MESSAGE_ERROR | GST_MESSAGE_ELEMENT))
                    self->events_.message(message);
            }
            return GST_BUS_DROP;
        },
        new Watch(weak_from_this()), [](gpointer data) { delete static_cast<Watch *>(data); });
}

void WebRtcPipeline::listen() {
    connections_.push_back(Connection::make<void(GstElement *, GParamSpec *)>(
        webrtc_.get(), "notify::connection-state", [self = shared_from_this()](GstElement *, GParamSpec *) {
            self->run([to = self.get()] { to->state_changed(); });
        }));
    connections_.push_back(Connection::make<void(GstElement *, GstWebRTCDataChannel *)>(
        webrtc_.get(), "on-data-channel", [self = shared_from_this()](GstElement *, GstWebRTCDataChannel *raw) {
            // Made here, on webrtcbin's thread: a message may follow at once.
            self->events_.channel(
                std::make_shared<WebRtcChannel>(Ref<GstWebRTCDataChannel>::share(raw), self->inflow_));
        }));
    connections_.push_back(Connection::make<void(GstElement *, guint, const char *)>(
        webrtc_.get(), "on-ice-candidate", [self = shared_from_this()](GstElement *, guint mline, const char *text) {
            if (text && *text)
                self->events_.candidate(IceCandidate{text, {}, mline});
        }));
    connections_.push_back(Connection::make<void(GstElement *, GParamSpec *)>(
        webrtc_.get(), "notify::ice-gathering-state", [self = shared_from_this()](GstElement *webrtc, GParamSpec *) {
            GstWebRTCICEGatheringState state = GST_WEBRTC_ICE_GATHERING_STATE_NEW;
            g_object_get(webrtc, "ice-gathering-state", &state, nullptr);
            if (state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
                self->events_.gathered();
        }));
}

void WebRtcPipeline::listen_to_pads() {
    connections_.push_back(Connection::make<void(GstElement *, GstPad *)>(
        webrtc_.get(), "pad-added", [self = shared_from_this(), pipeline = pipeline_.get()](GstElement *, GstPad *pad) {
            if (GST_PAD_DIRECTION(pad) != GST_PAD_SRC)
                return;
            const auto track = self->tracks_.add(pipeline, pad);
            if (track.feed)
                self->events_.track(track);
        }));
}

/// Of what is added inside: decoders, the sessions, the ends of SCTP, and the nicesrc, which all that the remote
/// sends passes (STUN apart).
void WebRtcPipeline::watch_elements() {
    connections_.push_back(Connection::make<void(GstBin *, GstBin *, GstElement *)>(
        pipeline_.get(), "deep-element-added",
        [self = shared_from_this(), association = next_association()](GstBin *, GstBin *, GstElement *element) {
            mend_losses(element);
            const GstElementFactory *factory = gst_element_get_factory(element);
            const std::string_view kind = factory ? GST_OBJECT_NAME(factory) : "";
            if (kind == "rtpbin") {
                g_object_set(element, "max-streams", max_streams, nullptr);
                watch_jitter_buffers(element);
            } else if (kind == "sctpenc") {
                g_object_set(element, "sctp-association-id", association, nullptr);
                fill_empty_messages(element);
            } else if (kind == "sctpdec") {
                g_object_set(element, "sctp-association-id", association, nullptr);
                slow_down(element, self->inflow_);
            } else if (kind == "nicesrc") {
                note_arrivals(element, self->last_inbound_);
            } else if (kind == "dtlsdec") {
                self->watch_dtls(element);
            }
        }));
}

/// A peer that closes its connection says so (close_notify, RFC 5246 section 7.2.1), which webrtcbin 1.22 does not pass
/// on. Without a data channel nothing else tells it from one that was lost.
void WebRtcPipeline::watch_dtls(GstElement *decoder) {
    using Watch = std::weak_ptr<WebRtcPipeline>;
    const auto changed = +[](GstElement *element, GParamSpec *, gpointer data) {
        constexpr int closed = 1; // of GstDtlsConnectionState, which no header has
        int state = 0;
        g_object_get(element, "connection-state", &state, nullptr);
        if (const auto self = static_cast<Watch *>(data)->lock(); self && state == closed && !self->ended_)
            self->events_.state(GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED);
    };
    g_signal_connect_data(
        decoder, "notify::connection-state", G_CALLBACK(changed), new Watch(weak_from_this()),
        [](gpointer data, GClosure *) { delete static_cast<Watch *>(data); }, GConnectFlags(0));
}

void WebRtcPipeline::add_sender(const Sending &sending) {
    const auto appsrc = make_element("appsrc");
    g_object_set(appsrc.get(), "is-live", TRUE, "format", GST_FORMAT_TIME, "max-buffers", guint64(60), "max-bytes",
                 guint64(0), "leaky-type", GST_APP_LEAKY_TYPE_DOWNSTREAM, nullptr);
    // Named before the first packet, so that the description can say which stream is whose.
    const Handle<GstCaps> codec(gst_caps_copy(sending.codec.get()));
    gst_caps_set_simple(codec.get(), "ssrc", G_TYPE_UINT, g_random_int(), nullptr);
    const auto last = add_payloader(sending, appsrc, codec.get());

    const auto templ = gst_element_get_pad_template(webrtc_.get(), "sink_%u");
    const auto pad = Ref<GstPad>::adopt(gst_element_request_pad(webrtc_.get(), templ, nullptr, codec.get()));
    const auto transceiver = object_property(pad.get(), "transceiver");
    const auto direction = sending.both_ways ? GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDRECV
                                             : GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY;
    g_object_set(transceiver.get(), "codec-preferences", codec.get(), "direction", direction, "do-nack",
                 sending.encoding.media == "video", nullptr);
    const auto source = Ref<GstPad>::adopt(gst_element_get_static_pad(last.get(), "src"));
    gst_pad_link(source.get(), pad.get());
    senders_.push_back({appsrc, sending.source, sending.encoding.media == "video"});
}

/// Returns the last element of what is between encoder and webrtcbin.
Ref<GstElement> WebRtcPipeline::add_payloader(const Sending &sending, const Ref<GstElement> &appsrc,
                                              const GstCaps *codec) {
    const auto payloader = parse_pipeline(sending.encoding.payloader);
    tune_payloader(payloader.get());
    auto filter = make_element("capsfilter");
    g_object_set(filter.get(), "caps", payloader_filter(codec).get(), nullptr);
    gst_bin_add_many(GST_BIN(pipeline_.get()), appsrc.get(), payloader.get(), filter.get(), nullptr);
    if (!gst_element_link_many(appsrc.get(), payloader.get(), filter.get(), nullptr))
        throw Error(fmt::format("'{}' does not make {}", sending.encoding.payloader, sending.encoding.encoding_name));
    return filter;
}

void WebRtcPipeline::add_receiver(const GstCaps *codecs) {
    GObject *raw = nullptr;
    g_signal_emit_by_name(webrtc_.get(), "add-transceiver", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, codecs,
                          &raw);
    Ref<GObject>::adopt(raw);
}

void WebRtcPipeline::send(bool video, bool audio) {
    run([this, video, audio] {
        for (const auto &sender : senders_)
            if (sender.is_video ? video : audio)
                sender.source.attach(sender.appsrc);
    });
}

namespace {

/// The greatest id that webrtcbin takes; 1.22 takes none but 0 once there is an association.
guint greatest_channel_id(GstElement *webrtc) {
    const auto sctp = object_property(webrtc, "sctp-transport");
    guint most = G_MAXUINT16;
    if (sctp)
        g_object_get(sctp.get(), "max-channels", &most, nullptr);
    return most;
}

} // namespace

/// Null when webrtcbin does not make one.
Ref<GstWebRTCDataChannel> WebRtcPipeline::create_channel(const ChannelOptions &options) {
    const Handle<GstStructure> settings(gst_structure_new("options", "ordered", G_TYPE_BOOLEAN, options.ordered,
                                                          "protocol", G_TYPE_STRING, options.protocol.c_str(),
                                                          nullptr));
    const auto set = [&](const char *name, int value) {
        gst_structure_set(settings.get(), name, G_TYPE_INT, value, nullptr);
    };
    if (options.max_retransmits)
        set("max-retransmits", *options.max_retransmits);
    if (options.max_lifetime)
        set("max-packet-lifetime", static_cast<int>(options.max_lifetime->count()));
    if (options.negotiated && *options.negotiated > greatest_channel_id(webrtc_.get()))
        return {};
    if (options.negotiated) {
        gst_structure_set(settings.get(), "negotiated", G_TYPE_BOOLEAN, TRUE, nullptr);
        set("id", *options.negotiated);
    }
    GstWebRTCDataChannel *raw = nullptr;
    g_signal_emit_by_name(webrtc_.get(), "create-data-channel", options.label.c_str(), settings.get(), &raw);
    return Ref<GstWebRTCDataChannel>::adopt(raw);
}

void WebRtcPipeline::make_channels(const std::vector<ChannelOptions> &channels) {
    for (const auto &wanted : channels) {
        auto channel = create_channel(wanted);
        if (!channel)
            throw Error("cannot create a data channel");
        events_.channel(std::make_shared<WebRtcChannel>(std::move(channel), inflow_));
    }
}

void WebRtcPipeline::make_channel(const std::shared_ptr<WebRtcChannel> &channel, const ChannelOptions &options) {
    run([this, channel, options] {
        if (GST_STATE(webrtc_.get()) < GST_STATE_READY)
            gst_element_set_state(webrtc_.get(), GST_STATE_READY); // below it there are no data channels
        if (const auto raw = create_channel(options))
            channel->attach(raw);
        else
            channel->fail("webrtcbin made no data channel");
    });
}

} // namespace callbooth::media
