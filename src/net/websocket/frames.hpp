// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "net/websocket/buffer_pool.hpp"
#include "net/websocket/output_queue.hpp"

namespace callbooth::net {

/// The server's side of one WebSocket's framing (RFC 6455), without I/O: bytes in, messages and bytes out.
/// Pings are answered, broken frames are answered with the right close code, all by itself. An idle one holds no buffer
/// worth mentioning, and a message is looked at word by word: there may be ten thousand of these, and all goes through.
class Frames {
public:
    using Kind = WebSocket::Kind;
    /// Gets whole messages. It may call everything here but `feed`, and must not destroy this.
    using OnMessage = std::function<void(std::string_view, Kind)>;

    /// `buffers` are those of all who share the thread.
    Frames(size_t max_message, BufferPool &buffers, OnMessage on_message)
        : max_message_(max_message), buffers_(buffers), on_message_(std::move(on_message)) {}
    Frames(const Frames &) = delete;
    Frames &operator=(const Frames &) = delete;

    /// What came from the client. Bytes behind a close frame or behind a broken frame are ignored.
    void feed(std::string_view bytes);
    void send(std::string_view bytes, Kind kind);
    void send(const Frame &frame);
    void ping();
    /// Does nothing when a close frame is under way already. Reasons are cut at 123 bytes.
    void close(uint16_t code, std::string_view reason);
    /// The same, and nothing more is read; forgets the message that is coming in.
    void refuse(uint16_t code, std::string_view reason = {});

    /// What is to be sent; the owner takes bytes off its front.
    OutputQueue &output() { return output_; }
    const OutputQueue &output() const { return output_; }
    /// All of it is sent.
    void output_is_sent() {
        output_.clear();
        buffers_.take_back(output_.own());
    }
    bool close_sent() const { return close_sent_; }
    bool close_received() const { return close_received_; }
    /// Nothing more is read: a close frame came, or something was refused.
    bool finished_reading() const { return finished_; }
    /// A message has begun and is not complete.
    bool in_message() const { return in_message_; }
    /// Frames so far that did not complete a message: control frames, and all but the last frame of each message. They
    /// are work too. Begins again at 0 after the greatest number.
    uint32_t other_frames() const { return other_frames_; }
    /// Bytes of a message that is not whole yet, and of the output.
    size_t held() const { return message_.size() + output_.held(); }

private:
    enum class Opcode : uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

    /// Both return how many of the bytes they took.
    size_t take_head(std::string_view bytes);
    size_t take_payload(std::string_view bytes);
    /// The seven bits: below 126 the payload's size, else how many bytes of size follow.
    unsigned size_field() const;
    size_t head_bytes() const;
    uint64_t payload_bytes() const;
    bool is_control() const { return static_cast<uint8_t>(opcode_) >= 8; }

    void frame_begins();
    /// The close code that the frame's head deserves; 0: it is fine.
    uint16_t fault(uint64_t size) const;
    /// For `more` bytes. Grows as a string does, but not beyond what the frame has announced.
    void make_room(std::string &text, size_t more) const;
    void unmask(size_t from, std::string &text);
    void frame_ends();
    void control_ends();
    void closed_by_client(uint16_t code);
    void message_ends();
    void write(Opcode opcode, std::string_view payload);

    const size_t max_message_;
    BufferPool &buffers_;
    OnMessage on_message_;

    std::array<uint8_t, 14> head_{}; ///< as much as came of it
    uint8_t head_size_ = 0;
    bool in_payload_ = false;
    Opcode opcode_ = Opcode::text;
    bool in_message_ = false; ///< a message has begun, and its last frame has not ended
    bool is_text_ = false;    ///< that message
    bool close_sent_ = false;
    bool close_received_ = false;
    bool finished_ = false;
    uint8_t masked_ = 0; ///< bytes of the payload that came, as far as the mask repeats itself
    uint32_t other_frames_ = 0;
    size_t remaining_ = 0; ///< bytes of the payload that are still to come
    std::string message_;  ///< the pieces of the message that is coming in
    std::string control_;  ///< the payload of the control frame that is coming in
    OutputQueue output_;
};

} // namespace callbooth::net
