// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <callbooth/event.hpp>

namespace callbooth {

/// A data channel as its opener describes it, in the words of RFC 8832.
struct ChannelOptions {
    std::string label;
    /// How the messages are written; a name that both sides know, or empty (RFC 8832 section 5.1). Over PeerJS its
    /// serialization: `json`, `raw`, `binary`, `binary-utf8` or `MsgPack`, which DataConnection reads and writes.
    std::string protocol = {};
    bool ordered = true;
    /// How often a message is sent again, and for how long; both only where it may get lost. At most one of them.
    std::optional<uint16_t> max_retransmits = {};
    std::optional<std::chrono::milliseconds> max_lifetime = {};
    /// The id of a channel that both sides open by themselves, without telling the other (RFC 8831 section 6.5).
    /// GStreamer 1.22 makes none in a connection that runs: the channel fails then.
    std::optional<uint16_t> negotiated = {};
    /// With signaling that makes a connection for each channel: ConnectionInfo::metadata of that connection.
    std::string metadata = {};
};

/// One message of a data channel (RFC 8831). The bytes live until the listener returns.
struct Message {
    std::string_view bytes;
    bool binary;
};

/// One data channel of a call. Owned by the call: valid until `closed` or Booth::call_removed returned. Main context
/// only. Listeners may do anything, also close the channel and end the call.
class DataChannel {
public:
    static constexpr size_t max_buffered = 8 * 1024 * 1024;

    virtual ~DataChannel() = default;

    /// Empty where the other side gave none: PeerJS pages that leave it out use the connection's id.
    virtual const std::string &label() const = 0;
    /// ChannelOptions::protocol of the side that opened it.
    virtual const std::string &protocol() const = 0;
    virtual bool open() const = 0;
    /// Bytes that were sent and have not left yet.
    virtual size_t buffered() const = 0;
    /// Bytes of the longest message that the other side takes (RFC 8841 section 6), at most 256 KiB.
    virtual size_t max_message() const = 0;
    /// Throws Error when the channel is not open, the message exceeds max_message(), more than max_buffered would wait,
    /// or a text contains U+0000, which GStreamer 1.22 cuts there.
    virtual void send(Message message) = 0;
    /// What was sent still leaves. `closed` follows once the other side agrees, or with the end of the connection. Over
    /// signaling with `separate_data` that connection ends, too, and so does a call that has no other.
    virtual void close() = 0;
    /// `drained` is emitted when buffered() falls to so many bytes or less; 0 to begin with.
    virtual void set_drain_threshold(size_t bytes) = 0;
    /// What the application that opened it sent along, as ConnectionInfo::metadata; empty for none.
    virtual const std::string &metadata() const {
        static const std::string none;
        return none;
    }
    /// While held, `message` is not emitted: what comes waits, and the sender is slowed down when much of it waits.
    /// For owners that cannot keep up.
    virtual void hold(bool /*held*/) {}

    Event<> opened;
    Event<> closed;                    ///< once
    Event<> drained;                   ///< more can be sent
    Event<const std::string &> failed; ///< why it could not be opened or broke; `closed` follows
    Event<const Message &> message;
};

} // namespace callbooth
