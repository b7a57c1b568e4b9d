// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <span>
#include <string>

#include "net/descriptor.hpp"
#include "net/tls/tls_session.hpp"
#include "net/websocket/allowance.hpp"
#include "net/websocket/frames.hpp"
#include "net/websocket/holdings.hpp"
#include <callbooth/services/http.hpp>

namespace callbooth::net {

class Hub;

/// One WebSocket connection of the hub. Lives from `Hub::adopt` until its `on_closed` returned.
/// open -> closing (a close frame is under way, a deadline runs) -> dead (only `on_closed` is still to come).
class HubSocket final : public WebSocket {
public:
    using Place = std::list<std::unique_ptr<HubSocket>>::iterator;

    /// `tls` null: bytes go over the wire as they are. All rates of `options` are given.
    HubSocket(Hub &hub, Descriptor fd, std::unique_ptr<TlsSession> tls, std::string address,
              const SocketOptions &options);

    const std::string &address() const override { return address_; }
    bool send(std::string_view text) override;
    void close(Code code, std::string_view reason) override;
    bool clean() const override { return frames_.close_received(); }

private:
    friend class Hub;
    enum class State : uint8_t { open, closing, dead };

    /// Sends the answer to the handshake, which is not a frame.
    void begin(std::string_view answer);
    /// What a `SocketBatch` has read: `size` bytes, or a negative errno.
    void on_read(const char *bytes, ssize_t size);
    /// What may be sent now.
    std::span<char> output();
    /// So many bytes of `output` were sent, or a negative errno. `flush` is to follow.
    void on_written(ssize_t size);
    /// So many bytes more of the output are sent.
    void forget_sent(size_t size);
    void read_tls();
    /// What TLS has decrypted already: the socket tells nothing about it.
    void read_pending();
    void writable();
    void feed(std::string_view bytes);
    void deliver(std::string_view message);
    /// Bytes, or a negative errno.
    ssize_t write_some(std::span<const char> bytes);
    size_t queued() const { return frames_.output().size() - sent_; }
    /// Whether a message of `size` bytes may wait for the client now.
    bool has_room(size_t size);
    bool fits(size_t size) const;
    /// Whether the client has taken some of the output since the last look.
    bool moved();
    /// Closes with 1008 and reads nothing more. `dropped` counts it.
    void refuse(const char *why, uint64_t &dropped);
    void refuse_frames(uint32_t frames);
    /// Ends at once, with a warning and no close frame, which would have to wait behind the output.
    void drop(const char *why, uint64_t &dropped);
    /// Nobody asked before the answers to pings were queued.
    void limit_answers();
    /// Tells the hub how much memory this holds; too much ends the largest.
    void account();
    bool holds_something() const;
    void ping();
    /// Sends what the socket takes now and sees to the rest.
    void flush();
    /// The same, but together with what the hub sends to others, before the main context goes on.
    void flush_soon();
    /// Whether one side has said, or has to be told, that this is the end.
    bool is_ending() const { return frames_.close_sent() || frames_.finished_reading(); }
    /// Moves on to `closing` or `dead` when the frames say so.
    void advance();
    void begin_closing();
    void close_now();

    Hub &hub_;
    std::unique_ptr<TlsSession> tls_;
    Descriptor fd_;
    const std::string address_;
    const uint64_t network_; ///< whose limits it shares
    Frames frames_;
    Allowance allowance_;
    Holding *holding_ = nullptr;                ///< the hub's, as long as there is something to hold
    std::chrono::steady_clock::time_point due_; ///< the next look at it, or the deadline of its closing
    Place place_;                               ///< where the hub keeps this
    size_t sent_ = 0;                           ///< of the output's front
    State state_ = State::open;
    bool waits_for_room_ = false;
    bool said_everything_ = false; ///< the sending direction is shut down
    bool heard_ = true;            ///< since the hub last looked
    bool pinged_ = false;
    bool unsent_ = false; ///< in the hub's list
};

} // namespace callbooth::net
