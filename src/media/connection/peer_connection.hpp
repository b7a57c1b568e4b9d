// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "media/base/feed.hpp"
#include "media/base/worker.hpp"
#include "media/connection/data_channel.hpp"
#include "media/connection/remote_track.hpp"
#include "media/connection/sdp/sdp_translator.hpp"
#include "media/connection/webrtc_pipeline.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/booth.hpp>
#include <callbooth/services/signaling.hpp>

namespace callbooth::media {

/// What a peer connection sends: an encoder's output.
struct SendTrack {
    config::Encoding encoding;
    Feed *feed;
};

struct PeerConnectionOptions {
    std::vector<SendTrack> send;
    std::vector<ChannelOptions> channels; ///< made by the offering side, in this connection
    WebRtcPipeline::Settings pipeline;
    bool trickle = true; ///< else the description waits for its candidates

    bool receives(std::string_view kind) const {
        return kind == "video" ? pipeline.receive_video : pipeline.receive_audio;
    }
};

/// The threads of a booth's connections. Those that make one do not wait for those that end one.
struct ConnectionWorkers {
    Worker makers;
    Worker enders;

    bool idle() const { return makers.idle() && enders.idle(); }
};

/// One RTCPeerConnection, as the main context sees it: what is agreed with the remote, and what of it may be used. All
/// listeners are called there, and none after destruction, which is graceful: data channels are closed and flushed on a
/// worker thread before the pipeline ends. Never waits for webrtcbin.
class PeerConnection {
public:
    struct Listeners {
        std::function<void(const std::string &sdp)> description; ///< our offer or answer
        std::function<void(const IceCandidate &)> candidate;     ///< after the description only, and only with trickle
        std::function<void()> candidates_done;                   ///< the same
        std::function<void(std::shared_ptr<WebRtcChannel>)> channel;
        std::function<void(const std::string &kind, std::shared_ptr<Feed>)> track; ///< decoded remote media
        std::function<void()> connected;                                           ///< and the certificate verified
        std::function<void(double decibel)> level;                                 ///< of the remote audio
        std::function<void(const std::string &what)> one_way; ///< media of ours that the remote does not take
        std::function<void(EndReason, const std::string &details)> ended; ///< once
    };

    PeerConnection(PeerConnectionOptions options, const ConnectionWorkers &workers, Listeners listeners);
    ~PeerConnection();
    PeerConnection(const PeerConnection &) = delete;
    PeerConnection &operator=(const PeerConnection &) = delete;

    void offer();
    /// Throws Error on a description that SdpTranslator refuses, as accept_answer() does.
    void answer(const std::string &offer);
    void accept_answer(const std::string &answer);
    /// After answer() or accept_answer(); does nothing before, and with one that is of no use.
    void add_candidate(const IceCandidate &candidate);
    /// Before offer(), or when data channels were agreed on. Not announced by the listener `channel`. Throws Error when
    /// there are too many, or none were agreed on.
    std::shared_ptr<WebRtcChannel> open_channel(const ChannelOptions &options);

    /// Since anything arrived over the network (media, RTCP or data), in milliseconds.
    std::chrono::milliseconds silence() const;
    /// The remote side sends media, so that silence means something.
    bool remote_sends() const { return translator_.plan().receives("video") || translator_.plan().receives("audio"); }
    /// Asks the remote's encoder for a key frame.
    void ask_for_key_frame();
    /// What was still on its way to a listener is dropped, and nothing follows: the call is over.
    void stop_events() { mailbox_.close(); }
    /// How long destruction waits for the remote's answer to a goodbye.
    void set_close_timeout(std::chrono::milliseconds patience) { patience_ = patience; }

private:
    WebRtcPipeline::Events events();
    Negotiation negotiation() const;
    const SendTrack *track_of(const std::string &kind) const;
    void report_one_way();
    void described(const std::string &sdp);
    void announce_candidates_again();
    bool has_room_for_channel();
    void add_channel(const std::shared_ptr<WebRtcChannel> &channel);
    void local_candidate(const IceCandidate &candidate);
    void gathered();
    void adopt_track(const RemoteTrack &track);
    void adopt_channel(const std::shared_ptr<WebRtcChannel> &channel);
    void state_changed(GstWebRTCPeerConnectionState state);
    void become_connected(const std::vector<std::string> &certificates);
    bool verified(const std::vector<std::string> &certificates) const;
    void on_message(const std::shared_ptr<GstMessage> &message);
    void end(EndReason reason, const std::string &details);

    PeerConnectionOptions options_;
    ConnectionWorkers workers_;
    Listeners listeners_;
    Ref<GstPad> remote_video_;
    std::vector<std::shared_ptr<WebRtcChannel>> channels_;
    SdpTranslator translator_;
    std::string local_sdp_;                      ///< as the remote gets it
    std::vector<IceCandidate> local_candidates_; ///< webrtcbin's
    size_t remote_candidates_ = 0;
    bool gathered_ = false;
    bool connected_ = false;
    bool ended_ = false;
    std::chrono::milliseconds patience_{1500};
    Source gathering_limit_;
    Mailbox mailbox_;
    std::shared_ptr<WebRtcPipeline> pipeline_;
};

} // namespace callbooth::media
