// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/fragment/fragment.hpp"
#include "config/pipeline_file.hpp"
#include "media/base/strand.hpp"
#include "media/connection/data_channel.hpp"
#include "media/connection/remote_track.hpp"
#include <callbooth/services/booth.hpp>
#include <callbooth/services/call.hpp>
#include <callbooth/services/signaling.hpp>

namespace callbooth::media {

/// A stream that is sent: an encoder's output, under the payload type and the header extensions of `codec`.
struct Sending {
    config::Encoding encoding;
    Handle<GstCaps> codec;
    Feed::Outlet source;
    bool both_ways; ///< the same section receives
};

/// What the two sides agree about, from our side.
struct Negotiation {
    /// One of media: what is sent in it or, in an offer, the codec that is received alone.
    struct Section {
        std::optional<Sending> sending;
        Handle<GstCaps> codec;
    };
    std::vector<Section> sections; ///< in webrtcbin's order
    std::vector<ChannelOptions> channels;
    Handle<GstWebRTCSessionDescription> offer; ///< the remote's, when it is to be answered
};

/// A pipeline with a webrtcbin, from its making to its end. Much of that blocks, waits for webrtcbin's locks or starts
/// threads, so all of it happens on a strand: the functions here return at once and do their work there, in order. The
/// only file that knows webrtcbin's signals.
class WebRtcPipeline : public std::enable_shared_from_this<WebRtcPipeline> {
public:
    struct Settings {
        std::optional<config::Section> transport;
        std::vector<IceServer> ice_servers;
        Timeline timeline;
        bool receive_video = false;
        bool receive_audio = false;
    };
    /// Called on any thread but the main context's own turn; none after end() but those already under way.
    struct Events {
        std::function<void(const std::string &sdp)> description; ///< webrtcbin's own
        std::function<void(const IceCandidate &)> candidate;     ///< after the description only
        std::function<void()> gathered;                          ///< after the last candidate
        std::function<void(std::shared_ptr<WebRtcChannel>)> channel;
        std::function<void(const RemoteTrack &)> track;
        /// PEM of the remote's DTLS certificates, one for each transport; empty where there is none.
        std::function<void(const std::vector<std::string> &certificates)> connected;
        std::function<void(GstWebRTCPeerConnectionState)> state;          ///< any other one
        std::function<void(const std::shared_ptr<GstMessage> &)> message; ///< error or element
        std::function<void(EndReason, const std::string &details)> failed;
    };

    /// The first connection of a process loads plugins and makes the key of its certificate; let that be done before.
    static void warm_up(const Worker &worker);
    /// Begins to make it, on the worker's threads. Whoever has it calls end().
    static std::shared_ptr<WebRtcPipeline> make(Settings settings, const Worker &worker, Events events);

    void offer(Negotiation negotiation);
    void answer(Negotiation negotiation);
    void accept_answer(Handle<GstWebRTCSessionDescription> answer);
    /// After the remote's description was given: webrtcbin runs its jobs in order, and itself keeps candidates until it
    /// has both descriptions.
    void add_candidate(const IceCandidate &candidate);
    /// `channel` is attached or fails.
    void make_channel(const std::shared_ptr<WebRtcChannel> &channel, const ChannelOptions &options);
    /// The encoders' output goes out, of the kinds that the remote takes: webrtcbin would send it in any case.
    void send(bool video, bool audio);
    /// Asks the remote's encoder for a key frame (PLI, RFC 4585 section 6.3.1), on the pad of its track.
    void ask_for_key_frame(const Ref<GstPad> &track);
    /// Nothing that waits is begun any more. On a thread of `worker`, the channels are closed, which the remote answers
    /// or not within `patience`, then the pipeline ends. Last.
    void end(const Worker &worker, std::vector<Ref<GstWebRTCDataChannel>> channels, std::chrono::milliseconds patience);

    /// When anything arrived over the network (media, RTCP or data), in g_get_monotonic_time()'s microseconds.
    std::atomic<gint64> &last_inbound() { return *last_inbound_; }
    /// Of all data channels of this connection.
    const std::shared_ptr<Inflow> &inflow() const { return inflow_; }

private:
    struct Sender {
        Ref<GstElement> appsrc;
        Feed::Outlet source;
        bool is_video;
    };

    WebRtcPipeline(Settings settings, const Worker &worker, Events events);

    using Then = std::function<void(const GstStructure *reply)>;

    void run(std::function<void()> step);
    void build();
    void watch_bus();
    void listen();
    void listen_to_pads();
    void watch_elements();
    void watch_dtls(GstElement *decoder);
    void add_sender(const Sending &sending);
    Ref<GstElement> add_payloader(const Sending &sending, const Ref<GstElement> &appsrc, const GstCaps *codec);
    void add_receiver(const GstCaps *codecs);
    Ref<GstWebRTCDataChannel> create_channel(const ChannelOptions &options);
    void make_channels(const std::vector<ChannelOptions> &channels);
    void describe(const char *action, const char *field);
    void publish(GstWebRTCSessionDescription *description);
    void set_remote(GstWebRTCSessionDescription *description, std::function<void()> then);
    void state_changed();
    std::vector<std::string> certificates();
    std::vector<Ref<GObject>> dtls_transports();
    void each_transceiver(const std::function<void(const Ref<GObject> &)> &function);
    GstPromise *promise(Then then);

    const Settings settings_;
    const Events events_;
    Strand strand_;
    std::atomic<bool> ended_ = false;
    RemoteTracks tracks_;
    std::shared_ptr<std::atomic<gint64>> last_inbound_;
    const std::shared_ptr<Inflow> inflow_ = std::make_shared<Inflow>();
    // Of the strand alone:
    Ref<GstElement> pipeline_;
    Ref<GstElement> webrtc_;
    std::vector<Sender> senders_;
    std::vector<Connection> connections_;
};

} // namespace callbooth::media
