// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <callbooth/glib.hpp>
#include <wslay/wslay.h>

namespace callbooth {
template <> struct HandleTraits<wslay_event_context> {
    static void free(wslay_event_context *p) { wslay_event_context_free(p); }
};
} // namespace callbooth

namespace callbooth::net {

/// The server's side of one WebSocket's framing (RFC 6455), without I/O: bytes in, messages and bytes out.
/// Pings are answered, broken frames are answered with the right close code, all by itself.
class Frames {
public:
    /// Gets whole messages. It may call everything here but `feed`, and must not destroy this.
    using OnMessage = std::function<void(std::string_view)>;

    Frames(size_t max_message, OnMessage on_message);
    Frames(const Frames &) = delete;
    Frames &operator=(const Frames &) = delete;

    /// What came from the client. Bytes behind a close frame or behind a broken frame are ignored.
    void feed(std::string_view bytes);
    void send_text(std::string_view text);
    void ping();
    /// Does nothing when a close frame is under way already. Reasons are cut at 123 bytes.
    void close(uint16_t code, std::string_view reason);

    /// What is to be sent; the owner takes bytes off its front.
    std::string &output() { return output_; }
    bool close_sent() const { return wslay_event_get_close_sent(context_.get()) != 0; }
    bool close_received() const { return wslay_event_get_close_received(context_.get()) != 0; }
    /// Nothing more is read: a close frame came, or one that breaks the protocol.
    bool finished_reading() const { return wslay_event_get_read_enabled(context_.get()) == 0; }

private:
    struct Callbacks;

    void frame_begins(const wslay_event_on_frame_recv_start_arg &frame);
    void message_ends(const wslay_event_on_msg_recv_arg &message);
    void queue(uint8_t opcode, std::string_view payload);
    void write_queued();

    const size_t max_message_;
    OnMessage on_message_;
    Handle<wslay_event_context> context_;
    std::string_view input_;
    std::string message_; ///< the pieces of the message that is coming in
    bool in_control_frame_ = false;
    std::string output_;
};

} // namespace callbooth::net
