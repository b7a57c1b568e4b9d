// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <vector>

#include "net/address_counts.hpp"
#include "net/log.hpp"
#include "net/seldom_warnings.hpp"
#include "net/socket_batch.hpp"
#include "net/web_socket.hpp"
#include <callbooth/glib.hpp>

namespace callbooth::net {

struct HubOptions {
    size_t max_connections = SIZE_MAX;
    size_t max_per_address = SIZE_MAX;
    size_t max_message = size_t{4} << 20;  ///< bytes; a longer one closes with 1009
    size_t max_queue = size_t{1} << 20;    ///< bytes that wait for a reader; one message may exceed it
    size_t max_held = size_t{256} << 20;   ///< bytes of half messages and of output, of all together
    double messages_per_second = 100;      ///< of one in the long run, pings too; ten times as many at once
    std::chrono::milliseconds ping{30000}; ///< how often each is looked at: silent means a ping, still silent the end
    std::chrono::milliseconds close_deadline{5000};
    std::chrono::milliseconds stop_deadline{500};
    bool may_use_io_uring = true; ///< as `SocketBatch` says
};

/// What has happened so far; bytes as they went over the wire.
struct Traffic {
    uint64_t accepted = 0;
    uint64_t messages_in = 0;
    uint64_t messages_out = 0;
    uint64_t bytes_in = 0;
    uint64_t bytes_out = 0;
    uint64_t dropped_slow = 0;   ///< did not read what they were sent
    uint64_t dropped_silent = 0; ///< did not answer pings
    uint64_t dropped_flood = 0;  ///< sent too many messages
    uint64_t dropped_memory = 0; ///< there was no memory left for a message
    size_t held = 0;             ///< bytes of half messages and of output now
};

/// The server's WebSockets: one epoll set, which the main context sees as a single source. Main context only.
/// Any handler may close any socket, adopt new ones, stop the hub or let go of it.
class Hub : public std::enable_shared_from_this<Hub> {
public:
    static std::shared_ptr<Hub> make(HubOptions options, Log log, GMainContext *context);
    ~Hub();
    Hub(const Hub &) = delete;
    Hub &operator=(const Hub &) = delete;

    /// Takes over a connection whose handshake is done. `early` is what the client sent behind it already.
    /// `tls`: what it is encrypted with, null for nothing.
    void adopt(Descriptor fd, std::unique_ptr<TlsSession> tls, std::string address, std::string_view early,
               const std::function<void(WebSocket &)> &accept);
    const HubOptions &options() const { return options_; }
    size_t size() const { return open_.size() + closing_.size(); }
    const Traffic &traffic() const { return traffic_; }
    bool full() const { return size() >= options_.max_connections; }
    /// Whether this address has as many connections as one may have.
    bool crowded(const std::string &address) const { return addresses_.of(address) >= options_.max_per_address; }
    /// Says 1001 to everybody, waits for their answers until `stop_deadline`, closes.
    void stop();

private:
    friend class Socket;
    using Clock = std::chrono::steady_clock;
    using Sockets = std::list<std::unique_ptr<Socket>>;
    /// While one exists, dead sockets stay in memory: something on the stack may use them.
    class Busy;

    Hub(HubOptions options, Log log, GMainContext *context);
    void log(Level level, std::string_view text) const { log_(level, text); }
    Buffers &buffers() { return buffers_; }
    float messages_per_millisecond() const { return static_cast<float>(options_.messages_per_second / 1000); }
    float messages_at_once() const { return static_cast<float>(options_.messages_per_second * 10); }
    /// Since it was made, as of the turn's begin.
    uint32_t milliseconds() const { return milliseconds_; }
    void look_at_clock();

    void watch(Socket &socket, bool for_room);
    /// `Socket::flush` together with others.
    void send_soon(Socket &socket);
    void send_all();
    void began_closing(Socket &socket);
    void died(Socket &socket, bool was_closing);

    /// As long as there is much to do, but not so long that the main context's other sources would notice.
    void run_turns();
    /// How many events there were.
    size_t dispatch(int timeout);
    void read(std::span<const epoll_event> happened);
    void run_ticks();
    void tick();
    void check(Socket &socket, Clock::time_point now);
    void bury();

    const HubOptions options_;
    const Log log_;
    SeldomWarnings drops_;
    GMainContext *const context_;
    const std::chrono::milliseconds tick_interval_;
    const Clock::time_point began_ = Clock::now();
    Traffic traffic_;
    AddressCounts addresses_;
    uint32_t milliseconds_ = 0;
    Descriptor epoll_;
    SocketBatch batch_;
    const std::unique_ptr<char[]> arriving_; ///< what a turn reads
    std::vector<Socket *> unsent_;           ///< have output, alive or not; at most as many as a batch
    Buffers buffers_;                        ///< of all sockets, which it outlives
    Sockets open_;                           ///< in the order of their next check
    Sockets closing_;                        ///< in the order of their deadlines
    Sockets dead_;                           ///< `on_closed` is still to come
    int busy_ = 0;
    Source poll_;
    Source ticks_;
    Source burial_;
};

} // namespace callbooth::net
