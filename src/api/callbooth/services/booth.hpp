// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/event.hpp>
#include <callbooth/service.hpp>
#include <callbooth/services/call.hpp>
#include <callbooth/services/signaling.hpp>

namespace callbooth {

/// A STUN or TURN server, as RTCIceServer of the WebRTC API names it.
struct IceServer {
    std::string url; ///< `stun:HOST:PORT` (RFC 7064) or `turn:HOST:PORT?transport=tcp` (RFC 7065)
    std::string username;
    std::string credential; ///< a secret
};

/// What becomes of an offer that would begin a call; the later ones are stricter.
enum class Screening {
    accept,
    ask,    ///< the caller waits for accept_caller() or refuse_caller(), for `[call] answer-timeout` at the most
    refuse, ///< the caller is told that we decline
};
/// Judges a caller by its id and the connection that it offers. The metadata is the caller's own claim. Must not throw.
using Screen = std::function<Screening(const std::string &peer, const ConnectionInfo &connection)>;

/// Returns whether it takes the channel.
using ChannelClaim = std::function<bool(Call &, DataChannel &)>;

/// The running peer: at most one call at a time. Provided by the program when the pipeline file has any of
/// `[capture]`, `[render]` or `[transport]`. Main context only.
class Booth {
public:
    static constexpr const char *service = "booth";
    static constexpr ServiceVersion version{3, 2}; // 2: ChannelOptions and DataChannel have metadata; 3: call_with()
    virtual ~Booth() = default;

    /// Calls `peer` over the Signaling service. Throws Error when busy or not ready.
    virtual Call &call(std::string_view peer) = 0;
    /// The call that is connecting or connected, or null.
    virtual Call *current() = 0;
    /// From a plugin's constructor: wants a data channel in every call. The options count when we call; a caller
    /// chooses its own.
    virtual void want_channel(ChannelOptions options) = 0;

    /// Every offer of a peer that we are not in a call with is judged by all screens and by `[call] answer`; the
    /// strictest counts. Partners that we call ourselves are not screened. Lasts as long as the subscription.
    virtual Subscription screen(Screen screen) = 0;
    /// The peer that waits to be accepted, at most one; empty without one. No connection to it is made before, and
    /// nothing captured is sent. It waits until it is accepted, refused or leaves, or we call somebody else.
    virtual std::string waiting_caller() const = 0;
    /// Begins the call with the waiting caller. Throws Error when nobody waits.
    virtual Call &accept_caller() = 0;
    /// Throws Error when nobody waits.
    virtual void refuse_caller() = 0;

    /// Decides who has a data channel that the peer opened, or that came of want_channel(): the claims are asked in the
    /// order of their registration until one returns true. It has the channel, may listen to it at once, and is the
    /// only one to read and write it; a claim must look closely, at label and protocol. A channel that nobody claims
    /// stays open, and what comes over it is dropped. Claims must not throw. Lasts as long as the subscription.
    virtual Subscription claim_channel(ChannelClaim claim) = 0;

    /// For connections that are made from now on, in place of the former ones and beside those of `[transport]`. What
    /// is no address of such a server is passed over; of several STUN servers the first one is asked.
    virtual void use_ice_servers(std::vector<IceServer> servers) = 0;

    /// As call(); `metadata` (JSON, as ConnectionInfo has it) goes along with the offer of media, where signaling
    /// carries it. A caller that waits is accepted, and gets none. Throws Error also when it is too long.
    virtual Call &call_with(std::string_view peer, const std::string &metadata) = 0;

    Event<const std::string &, const ConnectionInfo &> caller_waits; ///< peer, the first connection that it offers
    Event<const std::string &> caller_gone;                          ///< peer: it does not wait any more, see current()
    Event<Call &> call_added;
    Event<Call &> call_connected;          ///< media (or, without media, data) flows
    Event<Call &, EndReason> call_removed; ///< the last moment that the call is valid
    /// A channel opened, or will soon, after the claims were asked; either side may have made it. For observers: those
    /// that have not claimed or opened it leave its messages alone.
    Event<Call &, DataChannel &> channel_added;
};

} // namespace callbooth
