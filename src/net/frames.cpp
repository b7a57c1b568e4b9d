// SPDX-License-Identifier: MIT
#include "net/frames.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace callbooth::net {

namespace {
constexpr size_t max_close_reason = 123; // RFC 6455 section 5.5: 125 less the code
constexpr size_t kept_capacity = 512;    // bytes of buffer that an idle connection may hold

const uint8_t *bytes_of(std::string_view text) { return reinterpret_cast<const uint8_t *>(text.data()); }
const char *chars_of(const uint8_t *bytes) { return reinterpret_cast<const char *>(bytes); }
} // namespace

struct Frames::Callbacks {
    static Frames &self(void *data) { return *static_cast<Frames *>(data); }

    static ssize_t receive(wslay_event_context *context, uint8_t *buffer, size_t size, int, void *data) {
        auto &input = self(data).input_;
        if (input.empty()) {
            wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK);
            return -1;
        }
        const size_t taken = std::min(size, input.size());
        std::memcpy(buffer, input.data(), taken);
        input.remove_prefix(taken);
        return static_cast<ssize_t>(taken);
    }
    static ssize_t send(wslay_event_context *, const uint8_t *bytes, size_t size, int, void *data) {
        self(data).output_.append(chars_of(bytes), size);
        return static_cast<ssize_t>(size);
    }
    static void frame_start(wslay_event_context *, const wslay_event_on_frame_recv_start_arg *frame, void *data) {
        self(data).frame_begins(*frame);
    }
    static void frame_chunk(wslay_event_context *, const wslay_event_on_frame_recv_chunk_arg *chunk, void *data) {
        auto &frames = self(data);
        if (!frames.in_control_frame_)
            frames.message_.append(chars_of(chunk->data), chunk->data_length);
    }
    static void message(wslay_event_context *, const wslay_event_on_msg_recv_arg *message, void *data) {
        self(data).message_ends(*message);
    }
    static constexpr wslay_event_callbacks table = {receive, send, nullptr, frame_start, frame_chunk, nullptr, message};
};

Frames::Frames(size_t max_message, OnMessage on_message)
    : max_message_(max_message), on_message_(std::move(on_message)) {
    wslay_event_context *context = nullptr;
    if (wslay_event_context_server_init(&context, &Callbacks::table, this) != 0)
        throw std::bad_alloc();
    context_.reset(context);
    // We collect the pieces: wslay keeps a list node per fragment, which one-byte fragments would blow up.
    wslay_event_config_set_no_buffering(context, 1);
    wslay_event_config_set_max_recv_msg_length(context, max_message);
}

void Frames::feed(std::string_view bytes) {
    input_ = bytes;
    wslay_event_recv(context_.get());
    input_ = {};
    write_queued();
}

void Frames::send_text(std::string_view text) { queue(WSLAY_TEXT_FRAME, text); }

void Frames::ping() { queue(WSLAY_PING, {}); }

void Frames::close(uint16_t code, std::string_view reason) {
    reason = reason.substr(0, max_close_reason);
    wslay_event_queue_close(context_.get(), code, bytes_of(reason), reason.size());
    write_queued();
}

void Frames::queue(uint8_t opcode, std::string_view payload) {
    const wslay_event_msg message{opcode, bytes_of(payload), payload.size()};
    if (wslay_event_queue_msg(context_.get(), &message) == 0)
        write_queued();
}

void Frames::write_queued() { wslay_event_send(context_.get()); }

void Frames::frame_begins(const wslay_event_on_frame_recv_start_arg &frame) {
    in_control_frame_ = wslay_is_ctrl_frame(frame.opcode) != 0;
    if (in_control_frame_ || message_.size() + frame.payload_length <= max_message_)
        return;
    // wslay has checked this frame alone, not the message that it continues.
    wslay_event_shutdown_read(context_.get());
    wslay_event_queue_close(context_.get(), WSLAY_CODE_MESSAGE_TOO_BIG, nullptr, 0);
}

void Frames::message_ends(const wslay_event_on_msg_recv_arg &message) {
    if (wslay_is_ctrl_frame(message.opcode) || finished_reading())
        return;
    on_message_(message_);
    message_.clear();
    if (message_.capacity() > kept_capacity)
        message_.shrink_to_fit();
}

} // namespace callbooth::net
