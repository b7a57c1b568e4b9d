// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/pipeline_file.hpp"
#include "net/http/client_address.hpp"
#include "net/http/http_connections.hpp"
#include "net/http/incoming_request.hpp"
#include "net/http/late_replies.hpp"
#include "net/http/listener.hpp"
#include "net/http/router.hpp"
#include "net/http/soup_answers.hpp"
#include "net/log.hpp"
#include "net/tls/certificates.hpp"
#include "net/websocket/hub.hpp"
#include <callbooth/services/http.hpp>
#include <callbooth/services/metrics.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth::net {

/// The server of `[http]`: `HttpConnections` read requests, handshakes of WebSockets go to the hub, and libsoup writes
/// all other answers. Lives on the context that is the thread's default when it is made. Query strings are never
/// logged: tokens travel in them.
class Server final : public HttpServer {
public:
    /// Of the options those count that `[http]` says nothing about. Throws Error when the certificate cannot be used.
    Server(const config::HttpSection &section, Log log, HubOptions options = {},
           HttpConnectionOptions connections = {});
    ~Server() override;

    /// Adds what it counts. Throws Error when another server did so.
    void publish(Metrics &metrics);
    /// Listens. Throws Error with what to do when it cannot.
    void start();
    /// Takes no new WebSockets from here on. Calls `done` once the last one has left, or after `[http] drain`.
    void drain(std::function<void()> done);
    /// Looks at the files of the certificate at once.
    void reload() {
        if (certificates_)
            certificates_->reload();
    }
    /// Closes everything; WebSockets are told (1001) and given a moment to answer. A handler may call it, and loses the
    /// connection of its request by that.
    void stop();

    Subscription route(std::string path, Handler handler, Audience audience = Audience::everybody) override;
    Subscription route_late(std::string path, LateHandler handler, Audience audience = Audience::everybody) override;
    Subscription websocket(std::string path, Acceptor acceptor, SocketOptions options) override;
    using HttpServer::websocket;
    Subscription gate(std::string path, Gate gate) override;
    Subscription gate_peers(Gate gate) override;
    void together(const std::function<void()> &send) override { hub_->together(send); }
    std::string url() const override;
    Subscription watch_bodies(std::string path, BodyListener listener) override;
    std::string fingerprint() const override { return certificates_ ? certificates_->current()->fingerprint() : ""; }
    /// Connections of HTTP that are open.
    size_t connections() const { return connections_.size(); }
    /// Bytes of request bodies that are held.
    size_t body_bytes() const { return connections_.body_bytes(); }
    const LateReplies &late() const { return late_; }
    const ResponseBodies &bodies() const { return soup_.bodies(); }
    /// As `Hub::held`.
    size_t held() const { return hub_->held(); }
    /// Where `redirect-port` listens; 0: nowhere.
    uint16_t redirect_port() const { return redirect_ ? redirect_->port() : 0; }

private:
    void publish_sockets(Metrics &metrics);
    void publish_traffic(Metrics &metrics);
    void publish_connections(Metrics &metrics);
    void publish_late(Metrics &metrics);
    /// Publishes how many handshakes at this path the origins of its options refuse.
    void publish_origins(const std::string &path);
    void accept(Descriptor fd, std::string peer, bool at_redirect_port);
    void serve(HttpConnection &connection);
    void report_body(const HttpConnection &connection, BodyState state);
    /// Answers at once, within the limit of memory.
    void send(HttpConnection &connection, HttpResponse response, const std::string &log_line);
    /// What answers the request; nothing where a WebSocket begins, or where the answer comes later.
    std::optional<HttpResponse> answer(HttpConnection &connection, const IncomingRequest &incoming);
    /// Nothing where the handler was called.
    std::optional<HttpResponse> serve_late(HttpConnection &connection, const IncomingRequest &incoming,
                                           const LateHandler &handler);
    /// Nothing where the handshake was accepted.
    std::optional<HttpResponse> shake_hands(HttpConnection &connection, const IncomingRequest &incoming);
    /// Gives a connection whose handshake is a good one to the hub.
    void open_websocket(HttpConnection &connection, const IncomingRequest &incoming, const Router::Endpoint &endpoint);
    void reply(HttpConnection &connection, HttpResponse response);
    /// Whether it came without TLS where there ought to be some.
    bool is_insecure(const HttpConnection &connection) const { return certificates_ && !connection.is_secure(); }
    HttpResponse lead_to_https(const HttpConnection &connection) const;
    void add_hsts(const HttpConnection &connection, HttpResponse &response) const;
    /// `10.0.0.1 GET /path`; empty without an access log.
    std::string log_line(const IncomingRequest &incoming) const;
    void log_access(const std::string &line, int status) const;

    const config::HttpSection section_;
    const Log log_;
    const ClientAddress client_address_;
    Router router_;
    std::shared_ptr<Hub> hub_;
    Source draining_;
    std::array<uint64_t, 6> responses_{};                          ///< by the first digit of their status
    std::map<std::string, uint64_t, std::less<>> refused_origins_; ///< handshakes, by path
    Metrics *metrics_ = nullptr;                                   ///< once published
    std::vector<Subscription> numbers_;
    bool takes_sockets_ = true;
    std::optional<Certificates> certificates_; ///< without: no TLS
    HttpConnections connections_;
    SoupAnswers soup_;
    LateReplies late_;
    std::shared_ptr<Listener> listener_; ///< between start and stop
    std::shared_ptr<Listener> redirect_; ///< the same, where there is one
};

} // namespace callbooth::net
