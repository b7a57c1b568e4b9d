// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/client_address.hpp"
#include "net/hub.hpp"
#include "net/incoming.hpp"
#include "net/listener.hpp"
#include "net/log.hpp"
#include "net/router.hpp"
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
    Server(const spec::HttpSection &section, Log log, HubOptions options = {});
    ~Server() override;

    /// Adds what it counts. Throws Error when another server did so.
    void publish(Metrics &metrics);
    /// Listens. Throws Error with what to do when it cannot.
    void start();
    /// Takes no new WebSockets from here on. Calls `done` once the last one has left, or after `[http] drain`.
    void drain(std::function<void()> done);
    /// Closes everything; WebSockets are told (1001) and given a moment to answer.
    void stop();

    Subscription route(std::string path, Handler handler) override;
    Subscription websocket(std::string path, Acceptor acceptor) override;
    Subscription gate(std::string path, Gate gate) override;
    std::string url() const override;

private:
    void serve(GSocketConnection *connection);
    void reply(SoupServerMessage *message, const HttpResponse &response);
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
    Connection aborted_;
    Source draining_;
    std::array<uint64_t, 6> responses_{}; ///< by the first digit of their status
    std::vector<Subscription> numbers_;
    bool takes_sockets_ = true;
    std::optional<Listener> listener_; ///< between start and stop
};

} // namespace callbooth::net
