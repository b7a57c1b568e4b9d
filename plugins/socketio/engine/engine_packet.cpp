// SPDX-License-Identifier: MIT
#include "engine_packet.hpp"

#include <algorithm>

#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth::socketio {

namespace {
constexpr char separator = '\x1e';
constexpr uint8_t opcode_mask = 0x0f; // of a frame's first byte, RFC 6455 section 5.2
constexpr uint8_t binary_opcode = 2;

/// The six bits of a character; -1 for one that has none.
int bits_of(char c) {
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

std::string_view without_padding(std::string_view text) {
    for (int i = 0; i < 2 && text.size() % 4 != 1 && text.ends_with('='); ++i)
        text.remove_suffix(1);
    return text;
}
} // namespace

std::optional<EnginePacket> read_packet(std::string_view text) {
    if (text.empty())
        return {};
    const char first = text[0];
    if (first == 'b')
        return EnginePacket{EngineType::message, true, text.substr(1)};
    if (first < '0' || first > '6')
        return {};
    return EnginePacket{static_cast<EngineType>(first - '0'), false, text.substr(1)};
}

std::optional<std::string_view> PayloadReader::next() {
    if (is_over_)
        return {};
    const auto end = rest_.find(separator);
    const auto packet = rest_.substr(0, end);
    is_over_ = end == std::string_view::npos;
    rest_.remove_prefix(is_over_ ? rest_.size() : end + 1);
    return packet;
}

size_t count_packets(std::string_view payload) {
    return static_cast<size_t>(std::count(payload.begin(), payload.end(), separator)) + 1;
}

bool is_binary(const Frame &packet) { return (static_cast<uint8_t>(packet.bytes()[0]) & opcode_mask) == binary_opcode; }

void append_packet(std::string &payload, const Frame &packet) {
    if (is_binary(packet))
        append_packet(payload, base64_packet(packet.payload()));
    else
        append_packet(payload, packet.payload());
}

void append_packet(std::string &payload, std::string_view packet) {
    if (!payload.empty())
        payload += separator;
    payload += packet;
}

std::string base64_packet(std::string_view bytes) {
    const Handle<char> text(g_base64_encode(reinterpret_cast<const guchar *>(bytes.data()), bytes.size()));
    return std::string("b") + text.get();
}

std::optional<std::string> decode_base64(std::string_view text) {
    text = without_padding(text);
    if (text.size() % 4 == 1)
        return {};
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    unsigned held = 0;
    int count = 0; // bits
    for (const char c : text) {
        const int bits = bits_of(c);
        if (bits < 0)
            return {};
        held = (held << 6 | static_cast<unsigned>(bits)) & 0xffff;
        count += 6;
        if (count >= 8)
            bytes += static_cast<char>(held >> (count -= 8) & 0xff);
    }
    return bytes;
}

std::string make_utf8(std::string_view text) {
    if (g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr) != FALSE)
        return std::string(text);
    return Handle<char>(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size()))).get();
}

std::string open_packet(const Handshake &handshake) {
    return fmt::format(R"(0{{"sid":"{}","upgrades":[{}],"pingInterval":{},"pingTimeout":{},"maxPayload":{}}})",
                       handshake.sid, handshake.offers_websocket ? R"("websocket")" : "",
                       handshake.ping_interval.count(), handshake.ping_timeout.count(), handshake.max_payload);
}

} // namespace callbooth::socketio
