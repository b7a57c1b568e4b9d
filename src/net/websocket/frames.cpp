// SPDX-License-Identifier: MIT
#include "net/websocket/frames.hpp"

#include <algorithm>
#include <cstring>

#include <simdjson.h>

namespace callbooth::net {

namespace {

constexpr size_t max_control = 125;      // bytes of payload, RFC 6455 section 5.5
constexpr size_t max_close_reason = 123; // the code is two bytes
constexpr size_t room = 131072; // bytes kept at once for a message; growing piece by piece leaves holes in the heap
constexpr uint8_t final_bit = 0x80;
constexpr uint8_t mask_bit = 0x80;
constexpr uint8_t reserved_bits = 0x70;

// RFC 6455 section 7.4.1
constexpr uint16_t protocol_error = 1002;
constexpr uint16_t no_code = 1005;
constexpr uint16_t no_text = 1007;
constexpr uint16_t too_big = 1009;

/// Bytes side by side. Compilers make of an operation on them as few instructions as the processor needs.
using Lanes [[gnu::vector_size(32)]] = uint8_t;

bool is_text(std::string_view bytes) { return simdjson::validate_utf8(bytes.data(), bytes.size()); }

/// One that may be sent: those in between stand for closes without a code.
bool is_close_code(unsigned code) {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

std::string close_payload(uint16_t code, std::string_view reason) {
    if (code == no_code)
        return {};
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
    payload += reason.substr(0, max_close_reason);
    return payload;
}

} // namespace

void Frames::feed(std::string_view bytes) {
    while (!bytes.empty() && !finished_)
        bytes.remove_prefix(in_payload_ ? take_payload(bytes) : take_head(bytes));
}

void Frames::send(std::string_view bytes, Kind kind) {
    write(kind == Kind::text ? Opcode::text : Opcode::binary, bytes);
}

void Frames::send(const Frame &frame) {
    if (!close_sent_)
        output_.add(frame);
}

void Frames::ping() { write(Opcode::ping, {}); }

void Frames::close(uint16_t code, std::string_view reason) {
    write(Opcode::close, close_payload(code, reason));
    close_sent_ = true;
}

size_t Frames::take_head(std::string_view bytes) {
    size_t taken = 0;
    while (taken < bytes.size() && head_size_ < head_bytes())
        head_[head_size_++] = static_cast<uint8_t>(bytes[taken++]);
    if (head_size_ == head_bytes())
        frame_begins();
    return taken;
}

unsigned Frames::size_field() const { return head_[1] & ~unsigned{mask_bit}; }

size_t Frames::head_bytes() const {
    if (head_size_ < 2)
        return 2;
    const unsigned size = size_field();
    return 2 + (size == 126 ? 2 : size == 127 ? 8 : 0) + ((head_[1] & mask_bit) != 0 ? 4 : 0);
}

uint64_t Frames::payload_bytes() const {
    const unsigned size = size_field();
    if (size < 126)
        return size;
    uint64_t value = 0;
    for (size_t i = 2; i < (size == 126 ? 4U : 10U); ++i)
        value = value << 8 | head_[i];
    return value;
}

void Frames::frame_begins() {
    opcode_ = static_cast<Opcode>(head_[0] & 0x0f);
    const uint64_t size = payload_bytes();
    if (const uint16_t code = fault(size))
        return refuse(code);
    if (opcode_ == Opcode::text || opcode_ == Opcode::binary) {
        in_message_ = true;
        buffers_.lend(message_, size);
        is_text_ = opcode_ == Opcode::text;
    }
    remaining_ = size;
    masked_ = 0;
    in_payload_ = true;
    if (remaining_ == 0)
        frame_ends();
}

uint16_t Frames::fault(uint64_t size) const {
    const unsigned announced = size_field();
    const bool longer_than_needed = (announced == 126 && size < 126) || (announced == 127 && size <= UINT16_MAX);
    if ((head_[0] & reserved_bits) != 0 || (head_[1] & mask_bit) == 0 || longer_than_needed)
        return protocol_error;
    switch (opcode_) {
    case Opcode::close:
    case Opcode::ping:
    case Opcode::pong: return size > max_control || (head_[0] & final_bit) == 0 ? protocol_error : 0;
    case Opcode::continuation:
    case Opcode::text:
    case Opcode::binary: break;
    default: return protocol_error;
    }
    if (in_message_ != (opcode_ == Opcode::continuation))
        return protocol_error;
    return size > max_message_ - message_.size() ? too_big : 0;
}

size_t Frames::take_payload(std::string_view bytes) {
    const size_t taken = std::min(bytes.size(), remaining_);
    std::string &text = is_control() ? control_ : message_;
    const size_t from = text.size();
    make_room(text, taken);
    text += bytes.substr(0, taken);
    unmask(from, text);
    remaining_ -= taken;
    if (remaining_ == 0)
        frame_ends();
    return taken;
}

void Frames::make_room(std::string &text, size_t more) const {
    if (text.size() + more > text.capacity())
        text.reserve(std::min(text.size() + remaining_, std::max({text.size() + more, 2 * text.capacity(), room})));
}

void Frames::unmask(size_t from, std::string &text) {
    std::array<char, sizeof(Lanes)> key{};
    for (size_t i = 0; i < key.size(); ++i)
        key[i] = static_cast<char>(head_[head_size_ - 4U + (masked_ + i) % 4]);
    masked_ = static_cast<uint8_t>((masked_ + text.size() - from) % 4);
    Lanes key_lanes;
    std::memcpy(&key_lanes, key.data(), sizeof key_lanes);
    char *byte = text.data() + from;
    char *const end = text.data() + text.size();
    for (; end - byte >= std::ssize(key); byte += sizeof(Lanes)) {
        Lanes lanes;
        std::memcpy(&lanes, byte, sizeof lanes);
        lanes ^= key_lanes;
        std::memcpy(byte, &lanes, sizeof lanes);
    }
    for (size_t i = 0; byte != end; ++i)
        *byte++ ^= key[i];
}

void Frames::frame_ends() {
    in_payload_ = false;
    head_size_ = 0;
    const bool final = (head_[0] & final_bit) != 0;
    if (!is_control() && final)
        return message_ends();
    ++other_frames_;
    if (is_control())
        control_ends();
}

void Frames::control_ends() {
    const std::string payload = std::exchange(control_, {});
    if (opcode_ == Opcode::ping)
        write(Opcode::pong, payload);
    if (opcode_ != Opcode::close)
        return;
    if (payload.size() == 1)
        return refuse(protocol_error);
    if (payload.empty())
        return closed_by_client(no_code);
    const unsigned code = static_cast<uint8_t>(payload[0]) << 8 | static_cast<uint8_t>(payload[1]);
    if (!is_close_code(code))
        return refuse(protocol_error);
    if (!is_text(std::string_view(payload).substr(2)))
        return refuse(no_text);
    closed_by_client(static_cast<uint16_t>(code));
}

void Frames::closed_by_client(uint16_t code) {
    close_received_ = true;
    finished_ = true;
    close(code, {});
}

void Frames::message_ends() {
    in_message_ = false;
    if (is_text_ && !is_text(message_))
        return refuse(no_text);
    on_message_(message_, is_text_ ? Kind::text : Kind::binary);
    buffers_.take_back(message_);
}

void Frames::refuse(uint16_t code, std::string_view reason) {
    finished_ = true;
    in_message_ = false;
    buffers_.take_back(message_);
    close(code, reason);
}

void Frames::write(Opcode opcode, std::string_view payload) {
    if (close_sent_)
        return;
    std::string &out = output_.own();
    if (out.empty())
        buffers_.lend(out, payload.size());
    detail::append_frame_head(out, static_cast<uint8_t>(opcode), payload.size());
    out += payload;
}

} // namespace callbooth::net
