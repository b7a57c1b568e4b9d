// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace callbooth {

namespace detail {
/// Appends the head of an unmasked frame that is a whole message (RFC 6455 section 5.2).
inline void append_frame_head(std::string &out, uint8_t opcode, uint64_t size) {
    constexpr uint8_t final_bit = 0x80;
    const int wide = size < 126 ? 0 : size <= UINT16_MAX ? 2 : 8; // bytes of an extended size
    out += static_cast<char>(final_bit | opcode);
    out += static_cast<char>(wide == 0 ? size : wide == 2 ? 126 : 127);
    for (int shift = 8 * (wide - 1); shift >= 0; shift -= 8)
        out += static_cast<char>((size >> shift) & 0xff);
}
} // namespace detail

/// A message to many clients: one unmasked frame of RFC 6455, encoded once. Immutable; copies share the bytes, which
/// live as long as any copy and as long as they wait for any client. May be made and destroyed on any thread.
class Frame {
public:
    /// `payload` is UTF-8; that is not checked.
    static Frame text(std::string_view payload) { return {1, payload}; }
    static Frame binary(std::string_view payload) { return {2, payload}; }

    /// Head and payload, as they go over the wire.
    std::string_view bytes() const { return *bytes_; }
    std::string_view payload() const {
        const auto size = static_cast<unsigned char>((*bytes_)[1]);
        return bytes().substr(size < 126 ? 2 : size == 126 ? 4 : 10);
    }

private:
    Frame(uint8_t opcode, std::string_view payload) {
        constexpr size_t longest_head = 10; // bytes
        auto bytes = std::make_shared<std::string>();
        bytes->reserve(longest_head + payload.size());
        detail::append_frame_head(*bytes, opcode, payload.size());
        *bytes += payload;
        bytes_ = std::move(bytes);
    }

    std::shared_ptr<const std::string> bytes_;
};

/// One WebSocket connection (RFC 6455), owned by the server; valid until `on_closed` returned. Main context only.
class WebSocket {
public:
    /// RFC 6455 section 7.4.1, those we use.
    enum Code : uint16_t {
        normal = 1000,
        going_away = 1001,
        protocol_error = 1002,
        policy = 1008,
        too_big = 1009,
        try_again = 1013
    };
    /// Of a message (RFC 6455 section 5.6).
    enum class Kind : uint8_t {
        text, ///< UTF-8; checked by the server where a client sends it, not where we do
        binary
    };
    virtual ~WebSocket() = default;

    /// As in HttpRequest.
    virtual const std::string &address() const = 0;
    /// The subprotocol that the handshake agreed on; empty without one.
    virtual const std::string &protocol() const = 0;
    /// Queues one message. False when it is not sent: the connection ends, or too much waits for the client already,
    /// 1 MiB at most, of which each message may take half of what is left. A client that takes nothing for
    /// `[http] stall-timeout` seconds is dropped.
    virtual bool send(std::string_view bytes, Kind kind = Kind::text) = 0;
    /// The same with a message that is encoded already. Long ones are not copied: a frame that has to wait for this
    /// client is kept, and counts with all of its bytes.
    virtual bool send(const Frame &frame) = 0;
    /// Bytes that wait for the client, with their framing; what the kernel has taken does not count.
    virtual size_t queued() const = 0;
    /// What was queued is still sent. `on_closed` is called once, later.
    virtual void close(Code code, std::string_view reason) = 0;

    /// The client sent a close frame; false where the connection was lost. Final in `on_closed`.
    virtual bool clean() const = 0;

    /// Gets each message, whole; the bytes live until it returns. One listener each: they are on the hot path. They may
    /// destroy what they captured.
    std::function<void(std::string_view bytes, Kind kind)> on_message;
    std::function<void()> on_closed;
};

} // namespace callbooth
