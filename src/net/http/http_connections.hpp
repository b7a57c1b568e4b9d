// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "net/http/http_connection.hpp"
#include "net/log.hpp"
#include "net/throttled_log.hpp"
#include <callbooth/util/glib.hpp>
#include <callbooth/util/limiter.hpp>
#include <callbooth/util/network_key.hpp>
#include <callbooth/util/token_bucket.hpp>

namespace callbooth::net {

struct HttpConnectionOptions {
    size_t max = SIZE_MAX;
    size_t max_total = SIZE_MAX; ///< with those that are WebSockets
    size_t max_per_network = SIZE_MAX;
    double connects_per_second = 1e6;         ///< of one network in the long run; ten times as many at once
    size_t max_keep_alive = 5000;             ///< beyond so many, a connection ends with its first answer
    size_t max_body_bytes = size_t{32} << 20; ///< of bodies that wait for their end or their answer, of all together
    size_t body_shares = 4;                   ///< one network may hold this part of it
    HeadLimits head = {};
    HttpDeadlines deadlines = {};
    std::chrono::milliseconds idle_of_proxies{75000}; ///< between two requests of a trusted proxy
};

struct HttpConnectionCounts {
    uint64_t refused_full = 0;
    uint64_t refused_address = 0;
    uint64_t refused_rate = 0;
    uint64_t dropped_handshake = 0;                ///< too slow, or no TLS
    uint64_t dropped_slow = 0;                     ///< with a request, or in taking the answer
    std::array<uint64_t, refusal_count> refused{}; ///< requests
};

/// The connections of HTTP, from their arrival until they end or become WebSockets: how many there may be, of one
/// network and of all, how often they may come, and how long each may take. They are in an epoll set, which the main
/// context sees as a single source. Main context only.
class HttpConnections final : public HttpConnectionOwner {
public:
    /// A request is whole; to be answered now or later.
    using Serve = std::function<void(HttpConnection &)>;

    HttpConnections(HttpConnectionOptions options, Log log, GMainContext *context, Serve serve);
    ~HttpConnections() override;
    HttpConnections(const HttpConnections &) = delete;
    HttpConnections &operator=(const HttpConnections &) = delete;

    /// Called with a request whose body does not come together with its head; may be empty.
    std::function<void(HttpConnection &, BodyState)> on_body;

    struct Arrival {
        HttpConnection::Origin origin;
        bool is_proxy = false; ///< a trusted one: it counts towards no limit of its network
        size_t websockets = 0; ///< that there are now
    };
    void accept(Descriptor fd, Arrival arrival);

    /// So many are open that each shall end with its answer.
    bool crowded() const { return open_.size() > options_.max_keep_alive; }
    size_t size() const { return open_.size(); }
    /// Those whose answer is under way.
    size_t answering() const;
    size_t body_bytes() const { return held_; }
    const HttpConnectionCounts &counts() const { return counts_; }
    /// Ends all of them.
    void clear();

private:
    using Clock = HttpConnection::Clock;
    struct Network {
        size_t connections = 0;
        size_t held = 0; ///< bytes of bodies
        TokenBucket connects;
    };
    struct Entry;
    using Entries = std::list<std::unique_ptr<Entry>>;

    void serve(HttpConnection &connection) override { serve_(connection); }
    void refused(HttpConnection &connection, Refusal refusal) override;
    void body_changed(HttpConnection &connection, BodyState state) override;
    bool hold(HttpConnection &connection, size_t before, size_t now) override;
    bool introduced(HttpConnection &connection) override;
    void watch_room(HttpConnection &connection, bool wanted) override;
    void postpone(HttpConnection &connection) override;
    void ended(HttpConnection &connection, HttpEnd why, const char *detail) override;

    Network &network_of(const std::string &address);
    void count(Entry &entry, Network &network);
    void watch(Entry &entry);
    bool refuse(int fd, const Arrival &arrival, Network *network);
    bool refuse(int fd, const HttpConnection::Origin &origin, Network &network);
    /// Not too often, for its network and for the /48 around it.
    bool may_connect(const std::string &address, Network &network);
    /// With an answer where the client understands one.
    static void turn_away(int fd, const HttpConnection::Origin &origin, int status, const char *phrase,
                          const char *text);
    void dispatch();
    void advance_postponed();
    void run_ticks();
    void tick();

    const HttpConnectionOptions options_;
    const Log log_;
    ThrottledLog refusals_;
    GMainContext *const context_;
    const Serve serve_;
    HttpConnectionCounts counts_;
    std::unordered_map<std::string, Network> networks_;
    NetworkCounts addresses_; ///< of connections that are open
    Limiter site_connects_;   ///< by the /48 around a network of IPv6
    size_t held_ = 0;
    Descriptor epoll_;
    Entries open_;
    Entries ended_; ///< something on the stack may still use them
    std::vector<HttpConnection *> postponed_;
    Source poll_;
    Source ticks_;
    Source postponement_;
    Source release_;
};

} // namespace callbooth::net
