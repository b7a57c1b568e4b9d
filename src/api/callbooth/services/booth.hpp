// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <callbooth/event.hpp>
#include <callbooth/services/call.hpp>

namespace callbooth {

/// A STUN or TURN server, as RTCIceServer of the WebRTC API names it.
struct IceServer {
    std::string url; ///< `stun:HOST:PORT` (RFC 7064) or `turn:HOST:PORT?transport=tcp` (RFC 7065)
    std::string username;
    std::string credential; ///< a secret
};

/// The running peer: at most one call at a time. Provided by the program when the pipeline file has any of
/// `[capture]`, `[render]` or `[transport]`. Main context only.
class Booth {
public:
    static constexpr const char *service = "booth";
    virtual ~Booth() = default;

    /// Calls `peer` over the Signaling service. Throws Error when busy or not ready.
    virtual Call &call(std::string_view peer) = 0;
    /// The call that is connecting or connected, or null.
    virtual Call *current() = 0;
    /// From a plugin's constructor: wants a data channel in every call. The options count when we call; a caller
    /// chooses its own.
    virtual void want_channel(ChannelOptions options) = 0;
    /// For connections that are made from now on, in place of the former ones and beside those of `[transport]`. What
    /// is no address of such a server is passed over; of several STUN servers the first one is asked.
    virtual void use_ice_servers(std::vector<IceServer> servers) = 0;

    Event<Call &> call_added;
    Event<Call &> call_connected;               ///< media (or, without media, data) flows
    Event<Call &, EndReason> call_removed;      ///< the last moment that the call is valid
    Event<Call &, DataChannel &> channel_added; ///< a channel opened, or will soon; either side may have made it
};

} // namespace callbooth
