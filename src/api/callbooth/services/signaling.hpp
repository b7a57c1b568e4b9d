// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <callbooth/services/data_channel.hpp>

namespace callbooth {

/// What a peer connection is for. PeerJS uses one for media and one for each data channel.
enum class ConnectionKind { media, data };

/// One RTCPeerConnection as both sides name it.
struct ConnectionInfo {
    std::string id; ///< the same on both sides
    ConnectionKind kind = ConnectionKind::media;
    ChannelOptions channel = {}; ///< kind data: the one that it is for
    /// What the peer's application sent along with its offer (PeerJS: `metadata`), or ours sends: any JSON value as
    /// text in UTF-8, at most 16 KiB; empty for none. Never trusted, and never read by the media.
    std::string metadata = {};
};

/// What the wire protocol and its peers can do. Does not change.
struct Abilities {
    /// Data channels are connections of their own (PeerJS); else they live in the media connection.
    bool separate_data = false;
    /// Candidates are sent while they are found (RFC 8838); else each description is complete, with all candidates in
    /// it, and is sent when they are found, after 3 s at the latest.
    bool trickle = true;
    /// A connection can be described anew while it runs (RFC 8829 section 5.2.2): `reoffered`, `wants_offer`.
    bool renegotiation = false;
    /// Label of the data channel that the peers expect in each media connection, made by the side that offers. Empty:
    /// they expect none by name.
    std::string channel = {};
};

/// Why an offer is refused.
enum class RefusalReason {
    busy,        ///< another call runs or waits
    declined,    ///< the person, or a rule of ours, does not want this caller
    unsupported, ///< the connection cannot be described anew
    too_many,    ///< the running call has no place for another connection; those that it has go on
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
    virtual const Abilities &abilities() const = 0;

    virtual void send_offer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp) = 0;
    virtual void send_answer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp) = 0;
    virtual void send_candidate(const std::string &peer, const ConnectionInfo &connection,
                                const IceCandidate &candidate) = 0;
    /// The last candidate was sent (end-of-candidates, RFC 8838 section 13). Never called without `trickle`.
    virtual void candidates_done(const std::string & /*peer*/, const ConnectionInfo & /*connection*/) {}
    /// All connections with `peer` end.
    virtual void send_bye(const std::string &peer) = 0;
    /// Refuses what `offered`, `reoffered` or `wants_offer` brought. After the latter two the connection goes on as it
    /// was agreed on before. Other connections with `peer` may end: there is no running call with it, except after
    /// those two, and with `too_many`, which is given only with `separate_data`, and while `offered` is emitted.
    virtual void refuse_offer(const std::string &peer, const ConnectionInfo &connection, RefusalReason why) = 0;

    Event<const std::string &> became_ready;                                         ///< own id
    Event<const std::string &> lost;                                                 ///< why; it comes back by itself
    Event<const std::string &, const ConnectionInfo &, const std::string &> offered; ///< peer, connection, SDP
    /// As `offered`, for a connection that runs already. Only with the ability `renegotiation`; is answered with
    /// send_answer() or refuse_offer().
    Event<const std::string &, const ConnectionInfo &, const std::string &> reoffered;
    /// The peer cannot offer a change of a running connection itself: peer, connection. Only with `renegotiation`; is
    /// answered with send_offer() or refuse_offer().
    Event<const std::string &, const ConnectionInfo &> wants_offer;
    Event<const std::string &, const std::string &, const std::string &> answered;   ///< peer, connection id, SDP
    Event<const std::string &, const std::string &, const IceCandidate &> candidate; ///< peer, connection id
    Event<const std::string &> left;        ///< peer: ends all connections with us
    Event<const std::string &> unreachable; ///< peer: what we sent it did not arrive
};

} // namespace callbooth
