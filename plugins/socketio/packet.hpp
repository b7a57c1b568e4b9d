// SPDX-License-Identifier: MIT
/// Socket.IO protocol 5: packets as text messages with binary attachments behind them. No I/O. Messages have to be
/// UTF-8 already.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <callbooth/util/event_arguments.hpp>

namespace callbooth::socketio {

/// As they are numbered on the wire. An event or an ack with attachments is a binary one.
enum class PacketType : uint8_t { connect, disconnect, event, ack, connect_error };

struct Packet {
    PacketType type = PacketType::event;
    std::string space = "/"; ///< the namespace
    std::optional<uint64_t> id = {};
    /// Its name: of `event`. A number is a name too. A packet without any data has an empty one and no arguments.
    std::string event = {};
    EventArguments arguments = {};        ///< of `event` and `ack`
    std::optional<std::string> data = {}; ///< as JSON: an object, of `connect_error` perhaps a string
};

/// A packet on the wire: the text, and then each attachment as a binary message.
struct EncodedPacket {
    std::string text;
    std::shared_ptr<const EventArguments::Attachments> shared; ///< null for none
    const EventArguments::Attachments &attachments() const {
        return shared != nullptr ? *shared : EventArguments::no_attachments();
    }
};

/// Of one packet; clients of socket.io-parser 4.2.6 and later end a connection over which more come.
constexpr size_t max_attachments = 10;

/// Names that clients and servers use for events of their own, and which may not be sent.
bool is_reserved(std::string_view event);

/// `prefix`: what the transport puts in front of the text. Throws Error for a reserved event and for more than
/// `max_attachments`.
EncodedPacket encode(const Packet &packet, std::string_view prefix = {});

/// Puts packets together from the messages of one connection.
class PacketReader {
public:
    /// Beyond them a packet breaks the protocol.
    struct Limits {
        size_t attachments = max_attachments;
        size_t bytes = size_t{16} << 20; ///< of a packet with its attachments
        size_t space = 1024;             ///< bytes of a namespace's name
        size_t arguments = 1024;
        size_t data = 16384;      ///< bytes of what comes with CONNECT, or CONNECT_ERROR
        size_t data_values = 128; ///< in it: a tree takes far more bytes than its text
        int depth = 64;           ///< of JSON
    };
    PacketReader();
    /// `limits` has to live as long as this.
    explicit PacketReader(const Limits &limits);
    PacketReader(PacketReader &&) noexcept;
    PacketReader &operator=(PacketReader &&) noexcept;
    ~PacketReader();

    /// Returns the packet when it is whole, nullopt when attachments are due. Throws Error for what breaks the
    /// protocol; the connection has to end then.
    std::optional<Packet> read_text(std::string_view text);
    std::optional<Packet> read_binary(std::string_view bytes);
    /// Bytes that wait for the rest of their packet.
    size_t held() const;

private:
    struct Partial;

    const Limits *limits_;
    std::unique_ptr<Partial> partial_;
};

} // namespace callbooth::socketio
