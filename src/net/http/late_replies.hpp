// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "net/http/http_connection.hpp"
#include <callbooth/services/http.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/network_key.hpp>

namespace callbooth::net {

struct LateLimits {
    size_t max = SIZE_MAX;             ///< requests that wait for their answer
    size_t max_per_network = SIZE_MAX; ///< of these, for each network
    std::chrono::milliseconds time{120000};
};

/// How the requests ended that were answered late, or not.
struct LateCounts {
    uint64_t answered = 0;
    uint64_t gone = 0;    ///< the client closed its connection
    uint64_t expired = 0; ///< nobody answered for too long
    uint64_t dropped = 0; ///< the reply was dropped without an answer
    uint64_t stopped = 0; ///< the server takes nobody any more
    uint64_t refused_full = 0;
    uint64_t refused_address = 0;
};

/// The requests whose handler answers later. While one waits, its connection holds nothing but itself. Main context
/// only; replies may outlive this.
class LateReplies {
public:
    /// Sends an answer. `log_line` is what the access log says of its request.
    using Answer = std::function<void(HttpConnection &, HttpResponse, const std::string &log_line)>;

    LateReplies(LateLimits limits, GMainContext *context, Answer answer);
    ~LateReplies();
    LateReplies(const LateReplies &) = delete;
    LateReplies &operator=(const LateReplies &) = delete;

    /// Why there is no room for a request of this client: 503 or 429.
    std::optional<HttpResponse> refusal(const std::string &address);
    /// Calls `handler` with a reply to the connection's request, and keeps the connection waiting where it has not
    /// answered when it returns. An exception of the handler is answered 500 and passed on.
    void serve(HttpConnection &connection, const HttpRequest &request, const HttpServer::LateHandler &handler,
               std::string log_line);
    /// Answers all with 503: as any other answer, or at once, without turns of the main context.
    void refuse_all();
    void end_all();

    size_t size() const { return waiting_.size(); }
    const LateCounts &counts() const { return counts_; }

private:
    using Clock = std::chrono::steady_clock;
    class Reply;

    void add(Reply &reply);
    void remove(Reply &reply);
    void run_ticks();
    void expire();

    const LateLimits limits_;
    GMainContext *const context_;
    const Answer answer_;
    LateCounts counts_;
    NetworkCounts networks_;
    std::list<Reply *> waiting_; ///< the oldest first
    Source ticks_;
};

} // namespace callbooth::net
