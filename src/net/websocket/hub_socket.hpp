// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "net/descriptor.hpp"
#include "net/tls/tls_session.hpp"
#include "net/websocket/allowance.hpp"
#include "net/websocket/frames.hpp"
#include "net/websocket/holdings.hpp"
#include <callbooth/services/websocket.hpp>

namespace callbooth::net {

class HubSocket;

/// What has happened so far; bytes as they went over the wire.
struct Traffic {
    uint64_t accepted = 0;
    uint64_t messages_in = 0;
    uint64_t messages_out = 0;
    uint64_t bytes_in = 0;
    uint64_t bytes_out = 0;
    uint64_t undelivered = 0;        ///< messages that would have waited behind too many others
    uint64_t dropped_slow = 0;       ///< took none of what they were sent
    uint64_t dropped_silent = 0;     ///< did not answer pings
    uint64_t dropped_flood = 0;      ///< sent too many frames
    uint64_t dropped_bytes = 0;      ///< sent too many bytes
    uint64_t dropped_incomplete = 0; ///< took too long for a message
    uint64_t dropped_network = 0;    ///< held most of what their network held, which was too much
    uint64_t dropped_memory = 0;     ///< held most of what all held, which was too much
};

/// What the sockets of one owner have in common, and use for every message.
struct SocketCommons {
    const size_t max_queue; ///< bytes that wait for a client; one message alone may exceed it
    const size_t max_message;
    Traffic traffic = {};
    BufferPool buffers = {};
    Holdings holdings = {};
    uint32_t now = 0; ///< milliseconds since the owner was made, as of the turn's begin
};

/// What one client may send.
struct SocketLimits {
    size_t max_message;
    double messages_per_second;
    double bytes_per_second;
};

/// Keeps the sockets. Every call comes from within a call of the socket, and most messages need none but the first.
class SocketOwner {
public:
    virtual ~SocketOwner() = default;

    /// It has output that may go out together with that of others: `next_output` and `on_written` are to be called.
    virtual void send_soon(HubSocket &socket) = 0;
    /// Events are wanted for room to send, too.
    virtual void watch_room(HubSocket &socket, bool wanted) = 0;
    /// Its holding has changed: drops the largest when that is too much.
    virtual void limit_memory(HubSocket &socket) = 0;
    /// It is about to be dropped or refused.
    virtual void dropping(HubSocket &socket, const char *why) = 0;
    /// Its acceptor or its listener has thrown.
    virtual void failed(HubSocket &socket, const char *what) = 0;
    /// A close frame is under way.
    virtual void began_closing(HubSocket &socket) = 0;
    /// It is dead, but has not called `on_closed` yet.
    virtual void ended(HubSocket &socket, bool was_closing) = 0;
};

/// One WebSocket connection. Lives from `Hub::adopt` until its `on_closed` returned.
/// open -> closing (a close frame is under way, a deadline runs) -> dead (only `on_closed` is still to come).
class HubSocket : public WebSocket {
public:
    enum class State : uint8_t { open, closing, dead };
    /// `tls` null: bytes go over the wire as they are.
    struct Origin {
        Descriptor fd;
        std::unique_ptr<TlsSession> tls;
        std::string address;
        std::string protocol;
    };

    HubSocket(SocketOwner &owner, SocketCommons &commons, Origin origin, const SocketLimits &limits);

    const std::string &address() const final { return origin_.address; }
    const std::string &protocol() const final { return origin_.protocol; }
    bool send(std::string_view bytes, Kind kind) final;
    bool send(const Frame &frame) final;
    size_t queued() const final { return frames_.output().size(); }
    void close(Code code, std::string_view reason) final;
    bool clean() const final { return frames_.close_received(); }

    int fd() const { return origin_.fd.get(); }
    bool is_secure() const { return origin_.tls != nullptr; }
    State state() const { return state_; }
    bool is_dead() const { return state_ == State::dead; }
    bool in_message() const { return frames_.in_message(); }
    /// Null when it holds nothing.
    const Holding *holding() const { return holding_; }
    /// Whether something came since the last call.
    bool take_heard() { return std::exchange(heard_, false); }
    /// Whether the client has taken some of the output since the last look.
    bool moved();

    /// Sends the answer to the handshake, which is not a frame.
    void begin(std::string_view answer);
    /// Hands it to the plugin that accepts it.
    void introduce(const std::function<void(WebSocket &)> &accept);
    /// What a `SocketBatch` has read: `size` bytes, or a negative errno.
    void on_read(const char *bytes, ssize_t size);
    void read_tls();
    /// What TLS has decrypted already: no event tells of it.
    void read_pending();
    void feed(std::string_view bytes);
    void writable();
    /// What may be sent now.
    std::string_view next_output() const;
    /// So many bytes of `next_output` were sent, or a negative errno. Once that is empty, `settle` is to follow.
    void on_written(ssize_t size);
    void settle();
    /// Sends what the socket takes now and sees to the rest.
    void flush();
    void ping();
    /// Ends at once, with a warning and no close frame, which would have to wait behind the output. `dropped` counts
    /// it.
    void drop(const char *why, uint64_t &dropped);
    /// Closes with 1008 and reads nothing more.
    void refuse(const char *why, uint64_t &dropped);
    void close_now();

private:
    void deliver(std::string_view message, Kind kind);
    /// Calls the function of a plugin, and closes when that throws.
    template <class F> void guard(F &&function);
    /// Bytes, or a negative errno.
    ssize_t write_some(std::string_view bytes);
    /// Whether a message of `size` bytes may be queued; counts it.
    bool admit(size_t size);
    /// Whether a message of `size` bytes may wait for the client now.
    bool has_room(size_t size);
    bool fits(size_t size) const;
    void refuse_frames(uint32_t frames);
    /// Nobody asked before the answers to pings were queued.
    void limit_answers();
    /// Notes how much memory this holds; too much ends the largest.
    void account();
    bool holds_something() const { return !is_dead() && (queued() > 0 || in_message()); }
    /// `flush`, but together with what is sent to others, before the main context goes on.
    void flush_soon();
    /// Whether one side has said, or has to be told, that this is the end.
    bool is_ending() const { return frames_.close_sent() || frames_.finished_reading(); }
    /// Moves on to `closing` or `dead` when the frames say so.
    void advance();

    SocketOwner &owner_;
    SocketCommons &commons_;
    Origin origin_;
    const uint64_t network_; ///< whose limits it shares
    Frames frames_;
    Allowance allowance_;
    Holding *holding_ = nullptr; ///< of `commons_`, as long as there is something to hold
    State state_ = State::open;
    bool waits_for_room_ = false;
    bool said_everything_ = false; ///< the sending direction is shut down
    bool heard_ = true;
};

} // namespace callbooth::net
