// SPDX-License-Identifier: MIT
/// Socket.IO protocol 5: packets as text messages with binary attachments behind them. No I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <callbooth/util/event_arguments.hpp>

namespace callbooth::socketio {

/// As they are numbered on the wire; whether an event or an ack is a binary one is said by its attachments.
enum class PacketType : uint8_t { connect, disconnect, event, ack, connect_error };

struct Packet {
    PacketType type = PacketType::event;
    std::string space = "/"; ///< the namespace
    std::optional<uint64_t> id = {};
    std::string event = {};               ///< its name: of `event`
    EventArguments arguments = {};        ///< of `event` and `ack`
    std::optional<std::string> data = {}; ///< an object as JSON: of `connect` and `connect_error`
};

/// What goes over the wire: the text, and then each attachment as a binary message.
struct EncodedPacket {
    std::string text;
    EventArguments arguments; ///< keeps the attachments
    const EventArguments::Attachments &attachments() const { return arguments.attachments(); }
};

EncodedPacket encode(const Packet &packet);

/// Puts packets together from the messages of one connection.
class PacketReader {
public:
    struct Limits {
        size_t attachments = 64;
        size_t depth = 64; ///< of JSON
    };
    PacketReader();
    explicit PacketReader(const Limits &limits);
    ~PacketReader();

    /// Returns the packet when it is whole, nullopt when attachments are due. Throws Error for what breaks the
    /// protocol; the connection has to end then.
    std::optional<Packet> read_text(std::string_view text);
    std::optional<Packet> read_binary(std::string_view bytes);
    /// Bytes that wait for the rest of their packet.
    size_t held() const;

private:
    struct Partial;
    Limits limits_;
    std::unique_ptr<Partial> partial_;
};

} // namespace callbooth::socketio
