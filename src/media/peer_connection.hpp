// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <callbooth/booth.hpp>
#include <callbooth/plugin.hpp>
#include <callbooth/signaling.hpp>

#include "media/data_channel.hpp"
#include "media/feed.hpp"
#include "media/remote_track.hpp"
#include "media/sdp.hpp"
#include "media/worker.hpp"
#include "spec/pipeline_file.hpp"

namespace callbooth::media {

/// What a peer connection sends: an encoder's output.
struct SendTrack {
    spec::Encoding encoding;
    Feed *feed;
};

struct PeerConnectionOptions {
    std::vector<SendTrack> send;
    bool receive_video = false;
    bool receive_audio = false;
    std::vector<ChannelOptions> channels; ///< made by the offering side, in this connection
    const spec::Section *transport = nullptr;
    std::vector<IceServer> ice_servers;
    Timeline timeline;
};

/// One RTCPeerConnection: a pipeline of its own with a webrtcbin, fed from the encoders. The only file that knows
/// webrtcbin's signals. Main context; all listeners are called there, and none after destruction, which is graceful:
/// data channels are closed and flushed on a worker thread before the pipeline ends.
class PeerConnection {
public:
    struct Listeners {
        std::function<void(const std::string &sdp)> description; ///< our offer or answer
        std::function<void(const IceCandidate &)> candidate;     ///< after the description only
        std::function<void(std::shared_ptr<WebRtcChannel>)> channel;
        std::function<void(const std::string &kind, std::shared_ptr<Feed>)> track; ///< decoded remote media
        std::function<void()> connected;                                           ///< and the certificate verified
        std::function<void(double decibel)> level;                                 ///< of the remote audio
        std::function<void(const std::string &what)> one_way; ///< media of ours that the remote does not take
        std::function<void(EndReason, const std::string &details)> ended; ///< once
    };

    PeerConnection(PeerConnectionOptions options, Worker &worker, Listeners listeners);
    ~PeerConnection();
    PeerConnection(const PeerConnection &) = delete;
    PeerConnection &operator=(const PeerConnection &) = delete;

    void offer();
    void answer(const std::string &offer);
    void accept_answer(const std::string &answer);
    void add_candidate(const IceCandidate &candidate);

    /// Since anything arrived over the network (media, RTCP or data), in milliseconds.
    std::chrono::milliseconds silence() const;
    /// The remote side sends media, so that silence means something.
    bool remote_sends() const { return remote_sends_; }
    /// Asks the remote's encoder for a key frame (PLI, RFC 4585 section 6.3.1).
    void ask_for_key_frame();
    /// What was still on its way to a listener is dropped, and nothing follows: the call is over.
    void silence_listeners() { mailbox_.close(); }
    /// Nobody is there to hear a goodbye: destruction need not wait for it.
    void remote_is_gone() { remote_gone_ = true; }

private:
    struct Sender {
        Ref<GstElement> appsrc;
        Feed *feed;
    };
    using Then = std::function<void(const GstStructure *reply)>;

    void make_pipeline();
    void listen();
    void listen_to_candidates();
    void watch_elements();
    void add_sender(const SendTrack &track, const GstCaps *codec);
    void add_receiver(const GstCaps *codecs);
    bool receives(const std::string &kind) const {
        return kind == "video" ? options_.receive_video : options_.receive_audio;
    }
    void add_offered_media();
    bool add_answered_media();
    Handle<GstCaps> offered_codec(const spec::Encoding &encoding) const;
    void decline_unwanted();
    void each_transceiver(const std::function<void(const Ref<GObject> &)> &function);
    void make_channels();
    void describe(const char *action, const char *field);
    void publish(Handle<GstWebRTCSessionDescription> description);
    void set_remote(GstWebRTCSDPType type, std::function<void()> then);
    void remote_is_set();
    void apply_candidate(const IceCandidate &candidate);
    void local_candidate(IceCandidate candidate);
    void adopt_track(const RemoteTrack &track);
    void connection_state_changed();
    void adopt_channel(std::shared_ptr<WebRtcChannel> channel);
    bool verified();
    std::vector<Ref<GObject>> dtls_transports();
    void become_connected();
    void on_message(GstMessage *message);
    void end(EndReason reason, const std::string &details);
    GstPromise *promise(Then then);

    PeerConnectionOptions options_;
    Worker &worker_;
    Listeners listeners_;
    Ref<GstElement> pipeline_;
    Ref<GstElement> webrtc_;
    std::vector<Sender> senders_;
    Ref<GstPad> remote_video_;
    std::vector<std::shared_ptr<WebRtcChannel>> channels_;
    std::unique_ptr<RemoteDescription> remote_;
    std::shared_ptr<std::atomic<gint64>> last_inbound_;
    std::vector<std::string> local_mids_;
    std::vector<IceCandidate> early_local_;
    std::vector<IceCandidate> early_remote_;
    bool described_ = false;
    bool remote_set_ = false;
    bool remote_sends_ = false;
    bool connected_ = false;
    bool ended_ = false;
    bool remote_gone_ = false;
    Mailbox mailbox_;
    std::vector<Connection> connections_;
};

} // namespace callbooth::media
