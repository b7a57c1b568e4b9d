// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <callbooth/event.hpp>

namespace callbooth {

/// One HTTP request (RFC 9110). The views live until the handler returns.
struct HttpRequest {
    std::string_view method;
    std::string_view path; ///< decoded, begins with '/', no dot segments
    std::map<std::string, std::string, std::less<>> query;
    std::function<std::optional<std::string_view>(const char *name)> header;
    std::string_view body;
    std::string_view address; ///< the client's, without port; behind trusted proxies that which they name
};

/// A body that is read piece by piece while its client takes it.
struct HttpPieces {
    uint64_t size = 0;
    /// Returns bytes from `offset` on, from 1 to `most`; none ends the connection. Called on the main context, never
    /// for HEAD.
    std::function<std::string(uint64_t offset, size_t most)> read = {};
};

/// An answer. Of the three bodies the last one that is set counts.
struct HttpResponse {
    int status = 200;
    std::string type = "text/plain; charset=utf-8";
    std::string body = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::shared_ptr<const std::string> shared_body = {}; ///< one text that many answers share; is not copied
    HttpPieces pieces = {};                              ///< set when `read` is
};

/// One WebSocket connection (RFC 6455), owned by the server; valid until `closed` was emitted. Main context only.
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
    virtual ~WebSocket() = default;

    /// As in HttpRequest.
    virtual const std::string &address() const = 0;
    /// Queues one text message. False when it is not sent: the connection ends, or too much waits for the client
    /// already, 1 MiB at most, of which each message may take half of what is left. A client that takes nothing for
    /// `[http] stall-timeout` seconds is dropped.
    virtual bool send(std::string_view text) = 0;
    /// What was queued is still sent. `closed` is emitted once, later.
    virtual void close(Code code, std::string_view reason) = 0;

    /// The other side said goodbye; false where the connection was lost. Final in `on_closed`.
    virtual bool clean() const = 0;

    /// Text or binary, whole. One listener each: they are on the hot path. They may destroy what they captured.
    std::function<void(std::string_view)> on_message;
    std::function<void()> on_closed;
};

/// For whom a route is.
enum class Audience {
    everybody, ///< pages, numbers, the operator
    peers      ///< those who take part: signaling, matchmaking, servers for calls
};

/// What the clients of one WebSocket path may send. More than that ends their connection.
struct SocketOptions {
    size_t max_message = size_t{4} << 20; ///< bytes, and never more than this default; a longer one closes with 1009
    double messages_per_second = 0;       ///< in the long run, ten times as many at once; 0: as `[http]` says
    double bytes_per_second = 0;          ///< the same; two of the longest messages always pass at once
};

/// The server of the pipeline file's `[http]`; provided by the program. Main context only.
class HttpServer {
public:
    static constexpr const char *service = "http";
    using Handler = std::function<HttpResponse(const HttpRequest &)>;
    /// The handshake is done: sets the listeners of the socket.
    using Acceptor = std::function<void(const HttpRequest &, WebSocket &)>;
    using Gate = std::function<std::optional<HttpResponse>(const HttpRequest &)>;
    virtual ~HttpServer() = default;

    /// Answers all requests whose path is `path` or below it; the longest path wins. Throws Error when taken.
    virtual Subscription route(std::string path, Handler handler, Audience audience = Audience::everybody) = 0;
    /// Accepts WebSockets at exactly `path`, with or without a slash at its end, over any route.
    virtual Subscription websocket(std::string path, Acceptor acceptor, SocketOptions options) = 0;
    Subscription websocket(std::string path, Acceptor acceptor) {
        return websocket(std::move(path), std::move(acceptor), {});
    }
    /// Looks at every request at `path` or below before anything else does; a response ends it there.
    virtual Subscription gate(std::string path, Gate gate) = 0;
    /// The same for every request at the path of a WebSocket and to a route for peers, of whichever plugin.
    virtual Subscription gate_peers(Gate gate) = 0;
    /// `http://127.0.0.1:8080`, with the real port; for logs.
    virtual std::string url() const = 0;
    /// The same as it is reached from this machine, also where it listens to all addresses.
    std::string local_url() const;
};

inline std::string HttpServer::local_url() const {
    std::string text = url();
    for (const auto &[all, local] : {std::pair("//0.0.0.0:", "//127.0.0.1:"), {"//[::]:", "//[::1]:"}})
        if (const auto at = text.find(all); at != std::string::npos)
            text.replace(at, std::string_view(all).size(), local);
    return text;
}

} // namespace callbooth
