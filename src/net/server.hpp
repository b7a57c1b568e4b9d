// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/certificates.hpp"
#include "net/client_address.hpp"
#include "net/hub.hpp"
#include "net/incoming.hpp"
#include "net/listener.hpp"
#include "net/log.hpp"
#include "net/router.hpp"
#include "net/visits.hpp"
#include "spec/pipeline_file.hpp"
#include <callbooth/glib.hpp>
#include <callbooth/http.hpp>
#include <callbooth/metrics.hpp>
#include <libsoup/soup.h>

namespace callbooth::net {

/// The server of `[http]`: libsoup speaks HTTP and shakes hands, the hub keeps the WebSockets. Lives on the context
/// that is the thread's default when it is made. Query strings are never logged: tokens travel in them.
class Server final : public HttpServer {
public:
    /// Of the options those count that `[http]` says nothing about. Throws Error when the certificate cannot be used.
    Server(const spec::HttpSection &section, Log log, HubOptions options = {}, VisitOptions visits = {});
    ~Server() override;

    /// Adds what it counts. Throws Error when another server did so.
    void publish(Metrics &metrics);
    /// Listens. Throws Error with what to do when it cannot.
    void start();
    /// Takes no new WebSockets from here on. Calls `done` once the last one has left, or after `[http] drain`.
    void drain(std::function<void()> done);
    /// Closes everything; WebSockets are told (1001) and given a moment to answer.
    void stop();

    Subscription route(std::string path, Handler handler, Audience audience = Audience::everybody) override;
    Subscription websocket(std::string path, Acceptor acceptor) override;
    Subscription gate(std::string path, Gate gate) override;
    Subscription gate_peers(Gate gate) override;
    std::string url() const override;
    /// Connections of HTTP that are open.
    size_t visits() const { return visits_.size(); }
    /// Where `redirect-port` listens; 0: nowhere.
    uint16_t redirect_port() const { return redirect_ ? redirect_->port() : 0; }

private:
    void watch_visits();
    /// libsoup lets a connection have a second request only when it believes to listen itself.
    void allow_further_requests();
    void publish_visits(Metrics &metrics);
    void accept(GSocketConnection *connection, std::shared_ptr<const TlsCredentials> credentials);
    void expect(SoupServerMessage *message, std::chrono::milliseconds within);
    /// Whether it came without TLS where there ought to be some.
    bool is_insecure(SoupServerMessage *message) const;
    HttpResponse lead_to_https(SoupServerMessage *message) const;
    void add_hsts(SoupServerMessage *message, HttpResponse &response) const;
    void reply(SoupServerMessage *message, HttpResponse response);
    void log_access(SoupServerMessage *message, int status) const;
    void check_size(SoupServerMessage *message);
    void answer(SoupServerMessage *message);
    void shake_hands(SoupServerMessage *message, const Incoming &incoming);
    void take_over(SoupServerMessage *message);

    const spec::HttpSection section_;
    const Log log_;
    const ClientAddress client_address_;
    Router router_;
    std::shared_ptr<Hub> hub_;
    Ref<SoupServer> soup_;
    std::map<SoupServerMessage *, Connection> handshakes_; ///< those whose 101 is not written yet
    std::vector<Connection> signals_;
    Descriptor silence_; ///< the other end of what libsoup listens to
    Source draining_;
    std::array<uint64_t, 6> responses_{}; ///< by the first digit of their status
    std::vector<Subscription> numbers_;
    bool takes_sockets_ = true;
    std::optional<Certificates> certificates_; ///< without: no TLS
    Visits visits_;
    std::optional<Listener> listener_; ///< between start and stop
    std::optional<Listener> redirect_; ///< the same, where there is one
};

} // namespace callbooth::net
