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
#include <callbooth/service.hpp>
#include <callbooth/services/websocket.hpp>

namespace callbooth {

/// One HTTP request (RFC 9110). The views, and `header`, live until the handler returns, also where the answer is given
/// later: what is needed then has to be copied.
struct HttpRequest {
    std::string_view method;
    std::string_view path; ///< decoded, begins with '/', no dot segments
    std::map<std::string, std::string, std::less<>> query;
    std::function<std::optional<std::string_view>(const char *name)> header;
    std::string_view body;
    std::string_view address; ///< the client's, without port; behind trusted proxies that which they name
    /// `query` as it was sent, without the '?': for those that read it by other rules. In `query` the first of equal
    /// names counts.
    std::string_view query_text = {};
};

/// Where the body of a request is that does not come together with its head.
enum class BodyState : uint8_t {
    awaited, ///< the head is there
    whole,   ///< the handler is called next
    lost     ///< there will be no handler: it is too long or too slow, or the client has gone
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

/// The answer to one request that a handler gives later. Dropped without an answer it answers 503. Main context only.
class HttpReply {
public:
    virtual ~HttpReply() = default;
    /// Answers; the first call counts, and none once the client has gone. Never calls back.
    virtual void send(HttpResponse response) = 0;
    /// Called once when there is nobody to answer any more: the client closed its connection, or its sending direction,
    /// or the server answered 503, because two minutes have passed or because it stops. Not called after `send`. The
    /// listener may let go of the reply.
    std::function<void()> on_gone;
};

/// For whom a route is.
enum class Audience {
    everybody, ///< pages, numbers, the operator
    peers      ///< those who take part: signaling, matchmaking, servers for calls
};

/// Which clients one WebSocket path takes, and what they may send. More than that ends their connection.
struct SocketOptions {
    /// Subprotocols (RFC 6455 section 4.2.2): the first of the client's offer that is one of these is chosen; none when
    /// none is, and then browsers give up. Empty: the first that the client offers, whichever it is.
    std::vector<std::string> protocols = {};
    /// Pages that may connect, such as `https://chat.example`; empty: all, and programs that are not browsers. Others
    /// are refused with 403.
    std::vector<std::string> origins = {};
    size_t max_message = size_t{4} << 20; ///< bytes, and never more than this default; a longer one closes with 1009
    double messages_per_second = 0;       ///< in the long run, ten times as many at once; 0: as `[http]` says
    double bytes_per_second = 0;          ///< the same; two of the longest messages always pass at once
    /// The plugin asks Presence about each client, and tells it in its own protocol why it is refused: the gates for
    /// peers are not asked here.
    bool asks_presence = false;
};

/// The server of the pipeline file's `[http]`; provided by the program. Main context only.
class HttpServer {
public:
    static constexpr const char *service = "http";
    static constexpr ServiceVersion version{3, 2};
    using Handler = std::function<HttpResponse(const HttpRequest &)>;
    /// The handshake is done: sets the listeners of the socket.
    using Acceptor = std::function<void(const HttpRequest &, WebSocket &)>;
    /// Answers with the reply, at once or later; it is never null. An exception answers 500.
    using LateHandler = std::function<void(const HttpRequest &, std::shared_ptr<HttpReply>)>;
    using Gate = std::function<std::optional<HttpResponse>(const HttpRequest &)>;
    /// The request has no body yet, and came through no gate.
    using BodyListener = std::function<void(const HttpRequest &, BodyState)>;
    virtual ~HttpServer() = default;

    /// Answers all requests whose path is `path` or below it; the longest path wins. Throws Error when taken.
    virtual Subscription route(std::string path, Handler handler, Audience audience = Audience::everybody) = 0;
    /// The same with answers that may come later, as long polling wants it. A request that waits counts as a
    /// connection, and its client may have as many as `[http] connections-per-address` (else 429); three quarters of
    /// `[http] connections` may wait (else 503). After two minutes it is answered 503.
    virtual Subscription route_late(std::string path, LateHandler handler, Audience audience = Audience::everybody) = 0;
    /// Accepts WebSockets at exactly `path`, with or without a slash at its end, over any route.
    virtual Subscription websocket(std::string path, Acceptor acceptor, SocketOptions options) = 0;
    Subscription websocket(std::string path, Acceptor acceptor) {
        return websocket(std::move(path), std::move(acceptor), {});
    }
    /// Looks at every request at `path` or below before anything else does; a response ends it there.
    virtual Subscription gate(std::string path, Gate gate) = 0;
    /// The same for every request at the path of a WebSocket and to a route for peers, of whichever plugin; but see
    /// `SocketOptions::asks_presence`.
    virtual Subscription gate_peers(Gate gate) = 0;
    /// Calls `send`, and sends what it sends to WebSockets in batches: one system call for up to 64 of them, where the
    /// kernel lets us. All is sent before this returns; within a handler of a WebSocket, at the end of its turn, with
    /// what other handlers send. `on_closed` of those that are lost by that is called later. Exceptions pass through.
    virtual void together(const std::function<void()> &send) = 0;
    /// `http://127.0.0.1:8080`, with the real port; for logs.
    virtual std::string url() const = 0;
    /// Follows the bodies of requests at `path` or below. Each is `awaited` first, and then either `whole` or `lost`;
    /// those that come together with their heads are not reported.
    virtual Subscription watch_bodies(std::string path, BodyListener listener) = 0;
    /// The same as it is reached from this machine, also where it listens to all addresses.
    std::string local_url() const;
    /// SHA-256 of the certificate, `AB:CD:...` as `openssl x509 -fingerprint` prints it; empty without TLS. Since
    /// version 3.
    virtual std::string fingerprint() const = 0;
};

inline std::string HttpServer::local_url() const {
    std::string text = url();
    for (const auto &[all, local] : {std::pair("//0.0.0.0:", "//127.0.0.1:"), {"//[::]:", "//[::1]:"}})
        if (const auto at = text.find(all); at != std::string::npos)
            text.replace(at, std::string_view(all).size(), local);
    return text;
}

} // namespace callbooth
