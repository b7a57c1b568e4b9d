// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>

#include "media/call/call_machine.hpp"
#include "media/call/ended_connections.hpp"
#include "media/connection/peer_connection.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/booth.hpp>
#include <callbooth/services/signaling.hpp>

namespace callbooth::media {

/// What every call of a booth has in common.
struct CallSetup {
    Signaling &signaling;
    const ConnectionWorkers &workers;
    const PeerConnectionOptions &media;          ///< what a media connection sends and receives
    const std::vector<ChannelOptions> &channels; ///< that our plugins want
    const config::CallSection &limits;
    EndedConnections &ended;
    const std::function<void(Level, std::string_view)> &log;
};

/// A call over one or more peer connections ("legs"): with PeerJS one for media and one for each data channel, with
/// other signaling a single one. It ends when its media leg ends, or its last leg. A media leg that was connected and
/// is lost is rebuilt: all legs get successors, and each stays until its own is connected. Main context only.
class BoothCall final : public Call {
public:
    struct Listeners {
        std::function<void()> connected;                              ///< for the first time
        std::function<void()> changed;                                ///< the phase or the media
        std::function<void(DataChannel &, bool opened_here)> channel; ///< opened_here: by open_channel()
        std::function<void(EndReason)> ended; ///< once; the call may not be destroyed before this returned
    };

    BoothCall(const CallSetup &setup, std::string peer, bool outgoing, Listeners listeners);
    ~BoothCall() override;

    const std::string &peer() const override { return peer_; }
    CallState state() const override;
    bool outgoing() const override { return outgoing_; }
    void hang_up(EndReason why) override { finish(why, {}); }
    DataChannel &open_channel(const ChannelOptions &options) override;
    CallPhase phase() const { return machine_.phase(); }

    /// Offers all legs to the peer, `metadata` with the one for media.
    void place(const std::string &metadata);
    void take_offer(const ConnectionInfo &info, const std::string &sdp);
    void take_answer(const std::string &connection, const std::string &sdp);
    void take_candidate(const std::string &connection, const IceCandidate &candidate);
    /// The connection has the peer's description; its candidates are of no use before.
    bool takes_candidates(const std::string &connection) const;
    /// An offer of ours for media is not answered yet.
    bool offering_media() const;
    bool is_data_only() const;
    /// Glare: the peer's offers are answered instead of ours.
    void drop_own_offers();

    /// The partner's decoded media; null before the first packet of a verified connection.
    Feed *video() const { return video_.get(); }
    Feed *audio() const { return audio_.get(); }
    double audio_level() const { return audio_level_; }
    /// From the beginning of the call to the first decoded picture; zero before.
    std::chrono::milliseconds first_frame_after() const;
    /// Looks for silence and a missing picture; called a few times a second.
    void tick();

private:
    static constexpr size_t max_legs = 8;

    struct Leg {
        ConnectionInfo info;
        std::unique_ptr<PeerConnection> connection;
        bool answered = false;
        bool connected = false;
        bool superseded = false; ///< lost; goes when its successor is connected
        bool channel_closed = false;
        std::shared_ptr<Feed> video;
        std::shared_ptr<Feed> audio;

        bool carries_media() const { return info.kind == ConnectionKind::media; }
        bool serves_as(const ConnectionInfo &other) const {
            return info.kind == other.kind && info.channel.label == other.channel.label;
        }
    };
    struct Channel {
        std::string leg;
        std::shared_ptr<WebRtcChannel> channel;
        Subscription closed = {};
    };
    bool separate_data() const { return setup_.signaling.abilities().separate_data; }
    bool wants_media() const;
    ConnectionInfo new_connection(ConnectionKind kind) const;
    std::vector<ChannelOptions> channels_for(const ConnectionInfo &info) const;
    Leg &add_leg(const ConnectionInfo &info, bool offering);
    Leg &add_leg(const ConnectionInfo &info, bool offering, std::vector<ChannelOptions> channels);
    ConnectionInfo successor_of(ConnectionInfo info) const;
    PeerConnectionOptions options_for(const ConnectionInfo &info) const;
    PeerConnection::Listeners listen_to(const ConnectionInfo &info, bool offering);
    void described(const ConnectionInfo &info, bool offering, const std::string &sdp);
    void leg_connected(const std::string &id);
    void leg_ended(const std::string &id, EndReason reason, const std::string &details);
    Leg *media_leg();
    void refuse(const ConnectionInfo &info);
    bool replace_media();
    void supersede_legs();
    template <class P> void drop_legs(P &&which);
    void add_channel(const ConnectionInfo &info, const std::shared_ptr<WebRtcChannel> &channel);
    void keep_channel(const std::string &leg, const std::shared_ptr<WebRtcChannel> &channel);
    void end_channels(const std::string &leg);
    void channel_closed(const std::string &leg);
    std::shared_ptr<WebRtcChannel> open_separately(const ChannelOptions &options);
    void add_track(const std::string &id, const std::string &kind, std::shared_ptr<Feed> feed);
    void show(Leg &leg);
    std::chrono::milliseconds silence_limit(const Leg &leg) const;
    void watch_silence();
    bool may_rebuild();
    void rebuild(EndReason reason, const std::string &details);
    void give_up_after(std::chrono::milliseconds time, EndReason reason, const std::string &details);
    template <class F> void attempt(F &&step);
    void finish(EndReason reason, const std::string &details);

    CallSetup setup_;
    std::string peer_;
    bool outgoing_;
    Listeners listeners_;
    CallMachine machine_;
    gint64 began_ = g_get_monotonic_time();
    double audio_level_ = -200;
    std::shared_ptr<Feed> video_;
    std::shared_ptr<Feed> audio_;
    std::list<Channel> channels_;
    std::map<std::string, Leg> legs_;
    EndReason lost_for_ = EndReason::remote_gone; ///< why a rebuilt call ends if nothing comes of it
    Source deadline_;
    Mailbox mailbox_;
};

} // namespace callbooth::media
