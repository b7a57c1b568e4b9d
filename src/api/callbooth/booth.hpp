// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <callbooth/call.hpp>
#include <callbooth/event.hpp>

namespace callbooth {

/// A data channel that every call of this booth has.
struct ChannelOptions {
    std::string label;
    std::string serialization = "json"; ///< what we propose when we call; the caller's choice counts
    bool reliable = true;
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
    /// From a plugin's constructor: wants a data channel in every call.
    virtual void want_channel(ChannelOptions options) = 0;

    Event<Call &> call_added;
    Event<Call &> call_connected;               ///< media (or, without media, data) flows
    Event<Call &, EndReason> call_removed;      ///< the last moment that the call is valid
    Event<Call &, DataChannel &> channel_added; ///< a channel opened, or will soon; either side may have made it
};

} // namespace callbooth
