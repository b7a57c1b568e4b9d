// SPDX-License-Identifier: MIT
/// Engine.IO protocol 4: packets, and the payloads of the polling transport that join them. No I/O.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <callbooth/services/websocket.hpp>

namespace callbooth::socketio {

/// As they are numbered on the wire.
enum class EngineType : uint8_t { open, close, ping, pong, message, upgrade, noop };

/// One packet. The view lives as long as the text that was read.
struct EnginePacket {
    EngineType type = EngineType::message;
    bool is_base64 = false; ///< a binary message, as text
    std::string_view data;
};

/// Nullopt for a text that is not a packet.
std::optional<EnginePacket> read_packet(std::string_view text);

/// Takes the packets of a payload one by one off its front; an empty payload has one, which is empty.
class PayloadReader {
public:
    explicit PayloadReader(std::string_view payload) : rest_(payload) {}
    /// Nullopt when there are no more.
    std::optional<std::string_view> next();

private:
    std::string_view rest_;
    bool is_over_ = false;
};
/// How many packets a payload has.
size_t count_packets(std::string_view payload);

/// Whether a packet is a binary message.
bool is_binary(const Frame &packet);
/// Adds a packet to a payload: a text frame as it is, a binary one as `b` and Base64.
void append_packet(std::string &payload, const Frame &packet);
/// The same for a text.
void append_packet(std::string &payload, std::string_view packet);
/// A binary message as text.
std::string base64_packet(std::string_view bytes);

/// RFC 4648 section 4; the padding may be missing. Nullopt for anything else.
std::optional<std::string> decode_base64(std::string_view text);
/// The same text with U+FFFD for each byte that is not UTF-8, and for each zero.
std::string make_utf8(std::string_view text);

/// The content of the first packet to a client.
struct Handshake {
    std::string_view sid;
    bool offers_websocket = false;
    std::chrono::milliseconds ping_interval{25000};
    std::chrono::milliseconds ping_timeout{20000};
    size_t max_payload = 1000000; ///< bytes
};
std::string open_packet(const Handshake &handshake);

} // namespace callbooth::socketio
