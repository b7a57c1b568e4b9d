// SPDX-License-Identifier: MIT
#include "media/peer_connection.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <gst/video/video.h>

#include "media/ice_servers.hpp"
#include "media/transport_properties.hpp"

namespace callbooth::media {

namespace {

constexpr size_t max_channels = 16;
constexpr auto flush_time = std::chrono::milliseconds(1500);

bool is_closed(GstWebRTCDataChannel *channel) {
    GstWebRTCDataChannelState state = GST_WEBRTC_DATA_CHANNEL_STATE_CLOSED;
    g_object_get(channel, "ready-state", &state, nullptr);
    return state == GST_WEBRTC_DATA_CHANNEL_STATE_CLOSED || state == GST_WEBRTC_DATA_CHANNEL_STATE_CONNECTING;
}

/// On a worker thread: a closed data channel tells the other side at once that the call is over.
void end_pipeline(const Ref<GstElement> &pipeline, const std::vector<Ref<GstWebRTCDataChannel>> &channels) {
    for (const auto &channel : channels)
        gst_webrtc_data_channel_close(channel.get());
    const gint64 deadline = g_get_monotonic_time() + std::chrono::microseconds(flush_time).count();
    const auto flushed = [&] {
        return std::all_of(channels.begin(), channels.end(), [](const auto &c) { return is_closed(c.get()); });
    };
    while (!flushed() && g_get_monotonic_time() < deadline)
        g_usleep(10'000);
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

Ref<GObject> object_property(gpointer object, const char *name) {
    GObject *value = nullptr;
    g_object_get(object, name, &value, nullptr);
    return Ref<GObject>::adopt(value);
}

/// A jitter buffer holds back its first packet for all of its latency, in case that another should come before it. The
/// first of ours begins a key frame. (`faststart-min-packets` of 1.22 sometimes sees an event first, and no packet.)
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

/// webrtcbin draws the number of its SCTP association at random, out of 65,535. With one that another connection of the
/// process has, no data channel opens, and sctpenc starts its task in spite of its failure: GStreamer 1.22 never stops
/// that task, but waits for its end when it disposes of the element. The plugin has one table in a process, so do we.
guint next_association() {
    static std::atomic<guint16> last{0};
    return ++last;
}

} // namespace

PeerConnection::PeerConnection(PeerConnectionOptions options, Worker &worker, Listeners listeners)
    : options_(std::move(options)), worker_(worker), listeners_(std::move(listeners)),
      last_inbound_(std::make_shared<std::atomic<gint64>>(g_get_monotonic_time())) {
    make_pipeline();
    listen();
}

PeerConnection::~PeerConnection() {
    mailbox_.close();
    connections_.clear();
    for (const auto &sender : senders_)
        sender.feed->detach(sender.appsrc);
    std::vector<Ref<GstWebRTCDataChannel>> raw;
    // Where ends come faster than goodbyes, signaling alone has to say it.
    const bool polite = !ended_ && !remote_gone_ && !worker_.behind();
    for (const auto &channel : channels_)
        if (polite)
            raw.push_back(Ref<GstWebRTCDataChannel>::share(channel->raw()));
    worker_.run([pipeline = pipeline_, raw] { end_pipeline(pipeline, raw); });
}

void PeerConnection::make_pipeline() {
    pipeline_ = Ref<GstElement>::share(gst_pipeline_new(nullptr));
    webrtc_ = make_element("webrtcbin");
    options_.timeline.apply(pipeline_.get());
    set_transport_properties(webrtc_.get(), options_.transport);
    use_ice_servers(webrtc_.get(), options_.ice_servers);
    tune_ice(webrtc_.get());
    gst_bin_add(GST_BIN(pipeline_.get()), webrtc_.get());
    watch_bus(pipeline_.get(), mailbox_.address(), [this](GstMessage *message) { on_message(message); });
}

void PeerConnection::listen() {
    const auto mailbox = mailbox_.address();
    connections_.push_back(Connection::make<void(GstElement *, GParamSpec *)>(
        webrtc_.get(), "notify::connection-state",
        [this, mailbox](GstElement *, GParamSpec *) { mailbox.post([this] { connection_state_changed(); }); }));
    connections_.push_back(Connection::make<void(GstElement *, GstWebRTCDataChannel *)>(
        webrtc_.get(), "on-data-channel", [this, mailbox](GstElement *, GstWebRTCDataChannel *raw) {
            // Made here, on webrtcbin's thread: a message may follow before the main context turns.
            auto channel = std::make_shared<WebRtcChannel>(Ref<GstWebRTCDataChannel>::share(raw));
            mailbox.post([this, channel] { adopt_channel(channel); });
        }));
    connections_.push_back(Connection::make<void(GstElement *, GstPad *)>(
        webrtc_.get(), "pad-added",
        [this, mailbox, pipeline = pipeline_.get(), video = options_.receive_video,
         audio = options_.receive_audio](GstElement *, GstPad *pad) {
            if (GST_PAD_DIRECTION(pad) != GST_PAD_SRC)
                return;
            const auto track = decode(pipeline, pad, video, audio);
            if (track.feed)
                mailbox.post([this, track] { adopt_track(track); });
        }));
    listen_to_candidates();
    watch_elements();
}

void PeerConnection::listen_to_candidates() {
    connections_.push_back(Connection::make<void(GstElement *, guint, const char *)>(
        webrtc_.get(), "on-ice-candidate",
        [this, mailbox = mailbox_.address()](GstElement *, guint mline, const char *candidate) {
            if (!candidate || !*candidate)
                return; // the end of candidates, which PeerJS does not send
            mailbox.post([this, ice = IceCandidate{candidate, {}, mline}] { local_candidate(ice); });
        }));
}

/// Of what is added inside: decoders, jitter buffers, the ends of SCTP, and the nicesrc, which all that the remote
/// sends passes (STUN apart).
void PeerConnection::watch_elements() {
    connections_.push_back(Connection::make<void(GstBin *, GstBin *, GstElement *)>(
        pipeline_.get(), "deep-element-added",
        [last = last_inbound_, association = next_association()](GstBin *, GstBin *, GstElement *element) {
            ask_after_losses(element);
            const GstElementFactory *factory = gst_element_get_factory(element);
            const std::string_view kind = factory ? GST_OBJECT_NAME(factory) : "";
            if (kind == "rtpjitterbuffer")
                start_at_once(element);
            if (kind == "sctpenc" || kind == "sctpdec")
                g_object_set(element, "sctp-association-id", association, nullptr);
            if (kind != "nicesrc")
                return;
            const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(element, "src"));
            constexpr auto types =
                static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST);
            gst_pad_add_probe(
                pad.get(), types,
                [](GstPad *, GstPadProbeInfo *, gpointer data) {
                    **static_cast<std::shared_ptr<std::atomic<gint64>> *>(data) = g_get_monotonic_time();
                    return GST_PAD_PROBE_OK;
                },
                new std::shared_ptr<std::atomic<gint64>>(last),
                [](gpointer data) { delete static_cast<std::shared_ptr<std::atomic<gint64>> *>(data); });
        }));
}

std::chrono::milliseconds PeerConnection::silence() const {
    return std::chrono::milliseconds((g_get_monotonic_time() - *last_inbound_) / 1000);
}

void PeerConnection::add_sender(const SendTrack &track, const GstCaps *offered) {
    const auto appsrc = make_element("appsrc");
    g_object_set(appsrc.get(), "is-live", TRUE, "format", GST_FORMAT_TIME, "max-buffers", guint64(60), "max-bytes",
                 guint64(0), "leaky-type", GST_APP_LEAKY_TYPE_DOWNSTREAM, nullptr);
    const auto payloader = parse_pipeline(track.encoding.payloader);
    tune_payloader(payloader.get());
    const auto filter = make_element("capsfilter");
    // Named before the first packet, so that the description can say which stream is whose.
    const Handle<GstCaps> codec(gst_caps_copy(offered));
    gst_caps_set_simple(codec.get(), "ssrc", G_TYPE_UINT, g_random_int(), nullptr);
    g_object_set(filter.get(), "caps", payloader_filter(codec.get()).get(), nullptr);
    gst_bin_add_many(GST_BIN(pipeline_.get()), appsrc.get(), payloader.get(), filter.get(), nullptr);
    if (!gst_element_link_many(appsrc.get(), payloader.get(), filter.get(), nullptr))
        throw Error(fmt::format("'{}' does not make {}", track.encoding.payloader, track.encoding.encoding_name));

    const auto templ = gst_element_get_pad_template(webrtc_.get(), "sink_%u");
    const auto pad = Ref<GstPad>::adopt(gst_element_request_pad(webrtc_.get(), templ, nullptr, codec.get()));
    const auto transceiver = object_property(pad.get(), "transceiver");
    const auto direction = receives(track.encoding.media) ? GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDRECV
                                                          : GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY;
    g_object_set(transceiver.get(), "codec-preferences", codec.get(), "direction", direction, "do-nack",
                 track.encoding.media == "video", nullptr);
    const auto source = Ref<GstPad>::adopt(gst_element_get_static_pad(filter.get(), "src"));
    gst_pad_link(source.get(), pad.get());
    senders_.push_back({appsrc, track.feed});
}

void PeerConnection::add_receiver(const GstCaps *codecs) {
    GObject *raw = nullptr;
    g_signal_emit_by_name(webrtc_.get(), "add-transceiver", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, codecs,
                          &raw);
    Ref<GObject>::adopt(raw);
}

void PeerConnection::make_channels() {
    for (const auto &wanted : options_.channels) {
        const Handle<GstStructure> settings(
            gst_structure_new("options", "ordered", G_TYPE_BOOLEAN, wanted.reliable, nullptr));
        GstWebRTCDataChannel *raw = nullptr;
        g_signal_emit_by_name(webrtc_.get(), "create-data-channel", wanted.label.c_str(), settings.get(), &raw);
        if (!raw)
            throw Error("cannot create a data channel");
        adopt_channel(std::make_shared<WebRtcChannel>(Ref<GstWebRTCDataChannel>::adopt(raw)));
    }
}

void PeerConnection::adopt_channel(std::shared_ptr<WebRtcChannel> channel) {
    if (channels_.size() >= max_channels)
        return end(EndReason::signaling_error, "the remote opened too many data channels");
    channels_.push_back(channel);
    listeners_.channel(channel);
    if (connected_)
        channel->release(); // after somebody listens
}

void PeerConnection::adopt_track(const RemoteTrack &track) {
    if (track.kind == "video")
        remote_video_ = track.pad;
    listeners_.track(track.kind, track.feed);
}

void PeerConnection::ask_for_key_frame() {
    if (remote_video_)
        gst_pad_send_event(remote_video_.get(),
                           gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
}

void PeerConnection::connection_state_changed() {
    GstWebRTCPeerConnectionState state = GST_WEBRTC_PEER_CONNECTION_STATE_NEW;
    g_object_get(webrtc_.get(), "connection-state", &state, nullptr);
    switch (state) {
    case GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED: return become_connected();
    case GST_WEBRTC_PEER_CONNECTION_STATE_FAILED:
        return end(connected_ ? EndReason::remote_gone : EndReason::timeout_connecting, "ICE or DTLS failed");
    case GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED: return end(EndReason::remote_hangup, "DTLS was closed");
    case GST_WEBRTC_PEER_CONNECTION_STATE_NEW:
    case GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTING:
    case GST_WEBRTC_PEER_CONNECTION_STATE_DISCONNECTED: return; // the silence watch decides
    }
}

void PeerConnection::become_connected() {
    if (connected_ || ended_)
        return;
    if (!verified())
        return end(EndReason::fingerprint_mismatch, "the remote's DTLS certificate is not the one its SDP names");
    connected_ = true;
    *last_inbound_ = g_get_monotonic_time();
    for (const auto &sender : senders_)
        sender.feed->attach(sender.appsrc);
    listeners_.connected();
    for (const auto &channel : std::vector(channels_))
        channel->release();
}

/// webrtcbin 1.22 accepts any certificate; RFC 8827 section 5.6.4 demands this comparison.
bool PeerConnection::verified() {
    const auto transports = dtls_transports();
    return remote_ && !transports.empty() && std::all_of(transports.begin(), transports.end(), [&](const auto &dtls) {
               Handle<char> pem;
               g_object_get(dtls.get(), "remote-certificate", static_cast<char **>(Out(pem)), nullptr);
               return pem && certificate_matches(pem.get(), remote_->fingerprints());
           });
}

std::vector<Ref<GObject>> PeerConnection::dtls_transports() {
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

void PeerConnection::each_transceiver(const std::function<void(const Ref<GObject> &)> &function) {
    GArray *raw = nullptr;
    g_signal_emit_by_name(webrtc_.get(), "get-transceivers", &raw);
    const Handle<GArray> transceivers(raw);
    for (guint i = 0; i < transceivers->len; ++i)
        function(Ref<GObject>::share(g_array_index(transceivers.get(), GObject *, i)));
}

void PeerConnection::on_message(GstMessage *message) {
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ELEMENT) {
        if (const auto level = audio_level(message))
            listeners_.level(*level);
        return;
    }
    if (GST_MESSAGE_TYPE(message) != GST_MESSAGE_ERROR)
        return;
    // A page that closes its connection aborts the SCTP association, which sctpenc reports as a write error.
    if (std::string_view(GST_MESSAGE_SRC_NAME(message)).starts_with("sctp"))
        return end(EndReason::remote_hangup, {});
    end(EndReason::media_error, message_text(message));
}

void PeerConnection::end(EndReason reason, const std::string &details) {
    if (!std::exchange(ended_, true))
        listeners_.ended(reason, details);
}

} // namespace callbooth::media
