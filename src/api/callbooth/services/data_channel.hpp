// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <callbooth/event.hpp>

namespace callbooth {

/// A data channel as its opener describes it, in the words of RFC 8832.
struct ChannelOptions {
    std::string label;
    /// How the messages are written; a name that both sides know, or empty (RFC 8832 section 5.1). Over PeerJS its
    /// serialization: `json`, `raw`, `binary` or `binary-utf8`.
    std::string protocol;
    bool ordered = true;
};

/// One message of a data channel (RFC 8831). The bytes live until the listener returns.
struct Message {
    std::string_view bytes;
    bool binary;
};

/// One data channel of a call. Owned by the call; gone with it. Main context only.
class DataChannel {
public:
    virtual ~DataChannel() = default;

    virtual const std::string &label() const = 0;
    /// ChannelOptions::protocol of the side that opened it.
    virtual const std::string &protocol() const = 0;
    virtual bool open() const = 0;
    /// Bytes that were sent and have not left yet.
    virtual size_t buffered() const = 0;
    /// Throws Error when the channel is not open, the message exceeds 256 KiB or 8 MiB wait already.
    virtual void send(Message message) = 0;

    Event<> opened;
    Event<> closed;
    Event<const Message &> message;
};

} // namespace callbooth
