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

#include "net/log.hpp"
#include "net/throttled_log.hpp"
#include "net/websocket/hub_socket.hpp"
#include "net/websocket/socket_batch.hpp"
#include <callbooth/services/http.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/network_key.hpp>

namespace callbooth::net {

struct HubOptions {
    size_t max_connections = SIZE_MAX;
    size_t max_per_address = SIZE_MAX;
    size_t max_message = size_t{4} << 20; ///< bytes, on whichever path; a longer one closes with 1009
    size_t max_queue = size_t{1} << 20;   ///< bytes that wait for a client; one message alone may exceed it
    size_t max_held = size_t{256} << 20;  ///< bytes of incomplete messages and of output, of all together
    size_t max_held_per_network = size_t{16} << 20;
    double messages_per_second = 100;  ///< frames of one, where its path says nothing; ten times as many at once
    double bytes_per_second = 1 << 18; ///< the same for what it sends
    std::chrono::milliseconds message_timeout{20000}; ///< from a message's first byte to its last
    std::chrono::milliseconds stall_timeout{20000};   ///< a client that takes none of its output for so long is dropped
    std::chrono::milliseconds ping{30000}; ///< how often each is looked at: silent means a ping, still silent the end
    std::chrono::milliseconds close_deadline{5000};
    std::chrono::milliseconds stop_deadline{500};
    bool may_use_io_uring = true; ///< as `SocketBatch` says
};

/// The server's WebSockets: one epoll set, which the main context sees as a single source. Main context only.
/// Any handler may close any socket, adopt new ones, stop the hub or let go of it.
class Hub final : public SocketOwner, public std::enable_shared_from_this<Hub> {
public:
    static std::shared_ptr<Hub> make(HubOptions options, Log log, GMainContext *context);
    ~Hub() override;
    Hub(const Hub &) = delete;
    Hub &operator=(const Hub &) = delete;

    /// A connection whose handshake is a good one.
    struct Newcomer {
        Descriptor fd;
        std::unique_ptr<TlsSession> tls; ///< what it is encrypted with; null for nothing
        std::string address;
        std::string protocol;         ///< the subprotocol; empty without one
        std::string answer;           ///< to the handshake; sent together with the first messages
        std::string early;            ///< came behind the handshake
        const SocketOptions &options; ///< of its path
    };
    void adopt(Newcomer newcomer, const std::function<void(WebSocket &)> &accept);
    /// As HttpServer says.
    void together(const std::function<void()> &send);
    const HubOptions &options() const { return options_; }
    size_t size() const { return open_.size() + closing_.size(); }
    const Traffic &traffic() const { return commons_.traffic; }
    /// Bytes of incomplete messages and of output, of all together.
    size_t held() const { return commons_.holdings.bytes(); }
    bool full() const { return size() >= options_.max_connections; }
    /// Whether this address has as many connections as one may have.
    bool crowded(const std::string &address) const { return addresses_.of(address) >= options_.max_per_address; }
    /// Says 1001 to everybody, waits for their answers until `stop_deadline`, closes.
    void stop();

private:
    using Clock = std::chrono::steady_clock;
    /// A socket and what the hub notes about it.
    struct Entry;
    using Entries = std::list<std::unique_ptr<Entry>>;
    /// While one exists, output is sent in batches, and dead sockets stay in memory: something on the stack may use
    /// them.
    class Busy;

    Hub(HubOptions options, Log log, GMainContext *context);
    void log(Level level, std::string_view text) const { log_(level, text); }
    SocketLimits limits(const SocketOptions &options) const;
    void look_at_clock();

    void send_soon(HubSocket &socket) override;
    void watch_room(HubSocket &socket, bool wanted) override;
    void limit_memory(HubSocket &socket) override;
    void dropping(HubSocket &socket, const char *why) override;
    void failed(HubSocket &socket, const char *what) override;
    void began_closing(HubSocket &socket) override;
    void ended(HubSocket &socket, bool was_closing) override;

    void send_all();
    /// Of at most as many as fit in a batch; those with more output are unsent again.
    void send_batch(std::span<Entry *const> entries);
    void release_soon();

    /// As long as there is much to do, but not so long that the main context's other sources would notice.
    void run_turns();
    /// How many events there were.
    size_t dispatch(int timeout);
    void read(std::span<const epoll_event> happened);
    void run_ticks();
    void tick();
    void check(Entry &entry, Clock::time_point now);
    void check(Holding &holding);
    /// Bytes, about, of all connections.
    size_t used() const;
    /// Much less is used than there was.
    bool is_memory_worth_returning() const;
    /// Gives the system back what was used when that was much: the C library keeps it.
    void return_memory(Clock::time_point now);
    void release_closed();
    /// Sends and buries until there is nothing left to do.
    void settle();

    const HubOptions options_;
    const Log log_;
    ThrottledLog drops_;
    ThrottledLog failures_; ///< of listeners
    GMainContext *const context_;
    const std::chrono::milliseconds tick_interval_;
    const Clock::time_point began_ = Clock::now();
    SocketCommons commons_; ///< of all sockets, which it outlives
    NetworkCounts addresses_;
    Descriptor epoll_;
    SocketBatch batch_;
    const std::unique_ptr<char[]> arriving_; ///< what a turn reads
    std::vector<Entry *> unsent_;            ///< have output, alive or not
    std::vector<Entry *> in_sending_;        ///< the same while they are sent
    size_t most_used_ = 0;                   ///< bytes, since memory was returned
    Clock::time_point returned_at_;
    Entries open_;    ///< in the order of their next check
    Entries closing_; ///< in the order of their deadlines
    Entries dead_;    ///< `on_closed` is still to come
    int busy_ = 0;
    Source poll_;
    Source sending_;
    Source ticks_;
    Source release_;
};

} // namespace callbooth::net
