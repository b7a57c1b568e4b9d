// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <callbooth/services/call.hpp>

namespace callbooth::media {

/// Where a call stands.
enum class CallPhase {
    idle,       ///< nothing was sent or received
    offering,   ///< our offer is out
    answering,  ///< an offer came and our answer is being made
    connecting, ///< both descriptions are there: ICE and DTLS are at work
    connected,
    rebuilding, ///< the connection was lost and another one is being negotiated in its place
    ending,     ///< the other side is being told
    ended,
};

constexpr const char *to_string(CallPhase phase) {
    switch (phase) {
    case CallPhase::idle: return "idle";
    case CallPhase::offering: return "offering";
    case CallPhase::answering: return "answering";
    case CallPhase::connecting: return "connecting";
    case CallPhase::connected: return "connected";
    case CallPhase::rebuilding: return "rebuilding";
    case CallPhase::ending: return "ending";
    case CallPhase::ended: return "ended";
    }
    return "?";
}

/// The life of a call as pure logic: no clock, no network, no media. Each function is something that happened; it
/// returns whether that changed the phase. What makes no sense in the present phase changes nothing, so that late,
/// doubled and reordered events are harmless. A call that was connected and lost is rebuilt once.
class CallMachine {
public:
    CallPhase phase() const { return phase_; }
    /// Why it is ending or ended; nothing before.
    std::optional<EndReason> reason() const { return reason_; }
    /// Neither ending nor ended.
    bool alive() const { return phase_ != CallPhase::ending && phase_ != CallPhase::ended; }

    /// We call.
    bool place() { return go(CallPhase::idle, CallPhase::offering); }
    /// The peer calls, or its call stands and ours does not (glare).
    bool take_offer() {
        return go(CallPhase::idle, CallPhase::answering) || go(CallPhase::offering, CallPhase::answering);
    }
    /// Our answer is out.
    bool describe() { return go(CallPhase::answering, CallPhase::connecting); }
    /// The peer answered.
    bool take_answer() { return go(CallPhase::offering, CallPhase::connecting); }
    bool connect() {
        return go(CallPhase::connecting, CallPhase::connected) || go(CallPhase::rebuilding, CallPhase::connected);
    }
    /// It was lost, and we offer another connection: once in a call, and not when the peer did before.
    bool rebuild() { return may_rebuild() && renew(); }
    bool may_rebuild() const { return phase_ == CallPhase::connected && !rebuilt_; }
    /// The peer lost it, and offers another.
    bool renew();
    /// Whoever wants it, the call is over.
    bool stop(EndReason reason);
    /// The other side was told and everything is given back.
    bool release() { return go(CallPhase::ending, CallPhase::ended); }

private:
    bool go(CallPhase from, CallPhase to);

    CallPhase phase_ = CallPhase::idle;
    std::optional<EndReason> reason_;
    bool rebuilt_ = false;
};

} // namespace callbooth::media
