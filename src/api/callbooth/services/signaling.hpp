// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <callbooth/event.hpp>

namespace callbooth {

/// What a peer connection is for. PeerJS uses one for media and one for each data channel.
enum class ConnectionKind { media, data };

/// One RTCPeerConnection as both sides name it.
struct ConnectionInfo {
    std::string id; ///< the same on both sides
    ConnectionKind kind = ConnectionKind::media;
    std::string label;         ///< kind data: the channel's
    std::string serialization; ///< kind data: `json`, `raw`, `binary`, `binary-utf8`
    bool reliable = true;      ///< kind data
};

/// An ICE candidate as in RFC 8839: `candidate:...` without the leading `a=`.
struct IceCandidate {
    std::string candidate;
    std::string mid;
    unsigned mline = 0;
};

/// Carries SDP and ICE candidates between two peers over one wire protocol. Main context only.
/// Sizes and shapes of what came from the wire are checked by the provider; the SDP's content is not.
class Signaling {
public:
    static constexpr const char *service = "signaling";
    virtual ~Signaling() = default;

    virtual bool ready() const = 0;
    /// Our id; empty before the first `became_ready`.
    virtual const std::string &own_id() const = 0;
    /// Proves to other services of the same server that `own_id()` is ours; a secret. Empty where there is none.
    virtual std::string token() const { return {}; }
    /// A fresh id for a connection that we offer.
    virtual std::string new_connection_id(ConnectionKind kind) = 0;
    /// Data channels are connections of their own (PeerJS), or live in the media connection.
    virtual bool separate_data() const = 0;

    virtual void send_offer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp) = 0;
    virtual void send_answer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp) = 0;
    virtual void send_candidate(const std::string &peer, const ConnectionInfo &connection,
                                const IceCandidate &candidate) = 0;
    /// All connections with `peer` end.
    virtual void send_bye(const std::string &peer) = 0;
    /// Tells a caller that we are busy.
    virtual void refuse(const std::string &peer, const ConnectionInfo &connection) = 0;

    Event<const std::string &> became_ready;                                         ///< own id
    Event<const std::string &> lost;                                                 ///< why; it comes back by itself
    Event<const std::string &, const ConnectionInfo &, const std::string &> offered; ///< peer, connection, SDP
    Event<const std::string &, const std::string &, const std::string &> answered;   ///< peer, connection id, SDP
    Event<const std::string &, const std::string &, const IceCandidate &> candidate; ///< peer, connection id
    Event<const std::string &> left;        ///< peer: ends all connections with us
    Event<const std::string &> unreachable; ///< peer: what we sent it did not arrive
};

} // namespace callbooth
