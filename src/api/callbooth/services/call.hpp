// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <callbooth/services/data_channel.hpp>

namespace callbooth {

/// Why a call ended. The names (`to_string`) are the same in logs, in Status and in metrics.
enum class EndReason {
    local_next,
    local_hangup,
    shutdown,
    remote_hangup,
    remote_gone,
    refused_busy,
    unreachable,
    timeout_connecting,
    no_common_codec,
    fingerprint_mismatch,
    signaling_error,
    media_error,
};

constexpr const char *to_string(EndReason reason) {
    switch (reason) {
    case EndReason::local_next: return "local-next";
    case EndReason::local_hangup: return "local-hangup";
    case EndReason::shutdown: return "shutdown";
    case EndReason::remote_hangup: return "remote-hangup";
    case EndReason::remote_gone: return "remote-gone";
    case EndReason::refused_busy: return "refused-busy";
    case EndReason::unreachable: return "unreachable";
    case EndReason::timeout_connecting: return "timeout-connecting";
    case EndReason::no_common_codec: return "no-common-codec";
    case EndReason::fingerprint_mismatch: return "fingerprint-mismatch";
    case EndReason::signaling_error: return "signaling-error";
    case EndReason::media_error: return "media-error";
    }
    return "?";
}

enum class CallState { connecting, connected, ended };

/// One connection to one remote peer. Owned by the booth; valid until `Booth::call_removed` returned.
class Call {
public:
    virtual ~Call() = default;

    virtual const std::string &peer() const = 0;
    virtual CallState state() const = 0;
    /// We called (true) or were called (false).
    virtual bool outgoing() const = 0;
    /// Ends gracefully: the other side is told. Does nothing to a call that ended.
    virtual void hang_up(EndReason why) = 0;
    /// Opens a data channel (RFC 8832). It belongs to the caller and is offered to no claim; `Booth::channel_added`
    /// tells of it. Over signaling with `separate_data` it is a connection of its own. It does not come back when a
    /// lost connection is rebuilt. Throws Error when the call is not connected, has too many channels, its connection
    /// was made without data channels, or the options cannot be had.
    virtual DataChannel &open_channel(const ChannelOptions &options) = 0;
};

} // namespace callbooth
