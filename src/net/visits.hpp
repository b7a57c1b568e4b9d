// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <string>

#include "net/address_counts.hpp"
#include "net/descriptor.hpp"
#include "net/log.hpp"
#include "net/seldom_warnings.hpp"
#include "net/tls_session.hpp"
#include <callbooth/glib.hpp>

namespace callbooth::net {

struct VisitOptions {
    size_t most = SIZE_MAX;
    size_t most_together = SIZE_MAX; ///< with those that are WebSockets
    size_t most_per_address = SIZE_MAX;
    std::chrono::milliseconds handshake{10000}; ///< for the one of TLS
    std::chrono::milliseconds head{20000};      ///< until a request's head is there; so long may one be idle, too
    std::chrono::milliseconds stalled{30000};   ///< for the body of a request, and for the answer
    size_t slowest = 16384;                     ///< bytes of an answer that have to be read a second
    size_t most_bodies = 100;                   ///< requests whose body is on its way
    size_t most_kept = 200;                     ///< beyond so many, a connection ends with its first answer
};

struct VisitCounts {
    uint64_t refused_full = 0;
    uint64_t refused_address = 0;
    uint64_t refused_body = 0;
    uint64_t dropped_handshake = 0; ///< too slow, or no TLS
    uint64_t dropped_slow = 0;      ///< with a request, or in taking the answer
};

/// The connections of HTTP, from their arrival until they end or become WebSockets: how many there may be, TLS, and how
/// long each may take. They wait in an epoll set until their first request's head is there: whoever never gets that far
/// costs nothing, while a thousand that libsoup waits for make every turn of the main context longer. Main context
/// only.
class Visits {
public:
    /// A request's head can be read.
    using Arrived = std::function<void(GIOStream *stream, GSocketAddress *local, GSocketAddress *remote)>;

    Visits(VisitOptions options, Log log, GMainContext *context, Arrived arrived);
    ~Visits();
    Visits(const Visits &) = delete;
    Visits &operator=(const Visits &) = delete;

    struct Origin {
        std::string address;
        bool counted = true;   ///< towards the limit of its address
        size_t websockets = 0; ///< that there are now
        /// Null: speaks HTTP without TLS. With them plain HTTP is let through as well, to be answered with advice.
        std::shared_ptr<const TlsCredentials> credentials = nullptr;
    };
    /// `remote`: the address object of its other end, which stands for it from here on.
    void accept(GSocketConnection *connection, Ref<GSocketAddress> remote, const Origin &origin);

    /// Whether the one with this address object has shaken hands.
    static bool is_secure(GSocketAddress *remote);
    /// It has to go on within this time.
    static void expect(GSocketAddress *remote, std::chrono::milliseconds within);
    /// The request has a body. When there are too many of those, this ends it, for libsoup would wait for the body
    /// first.
    static void admit_body(GSocketAddress *remote);
    /// Answers in libsoup's place and ends the connection, without a look at the request's body.
    static void refuse(GSocketAddress *remote, int status, const char *reason, const char *text);
    static void body_ended(GSocketAddress *remote);
    /// So many are with libsoup that each shall end with its answer.
    bool busy() const { return arrived_count_ > options_.most_kept; }
    const VisitOptions &options() const { return options_; }

    size_t size() const { return visits_.size(); }
    const VisitCounts &counts() const { return counts_; }
    /// Ends those whose request is not there yet.
    void clear();

private:
    using Clock = std::chrono::steady_clock;
    struct Visit;

    bool refuse(GSocketConnection *connection, const Origin &origin);
    static Visit *find(GSocketAddress *remote);
    void wait_for(Visit &visit, bool room);
    void dispatch();
    void advance(Visit &visit);
    /// Whether it speaks TLS, or HTTP at once; ends it when it is neither.
    bool begin(Visit &visit);
    /// True once hands are shaken; ends it when that fails.
    bool shake_hands(Visit &visit);
    void look_for_head(Visit &visit);
    void arrive(Visit &visit);
    void give_up(Visit &visit, const char *why);
    void remove(Visit &visit);
    void run_ticks();
    void tick();

    const VisitOptions options_;
    const Log log_;
    SeldomWarnings refusals_;
    GMainContext *const context_;
    const Arrived arrived_;
    VisitCounts counts_;
    AddressCounts addresses_;
    std::list<Visit> visits_;
    size_t arrived_count_ = 0;
    size_t bodies_ = 0;
    Descriptor epoll_;
    Source poll_;
    Source ticks_;
};

} // namespace callbooth::net
