// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/log.hpp"
#include "net/throttled_log.hpp"
#include <callbooth/services/http.hpp>

namespace callbooth::net {

/// Which handler answers which path. Main context only; handlers may change it while they run.
class Router {
public:
    explicit Router(Log log);

    Subscription route(std::string path, HttpServer::Handler handler, Audience audience = Audience::everybody);
    Subscription route_late(std::string path, HttpServer::LateHandler handler, Audience audience = Audience::everybody);
    Subscription websocket(std::string path, HttpServer::Acceptor acceptor, SocketOptions options = {});
    Subscription gate(const std::string &path, HttpServer::Gate gate);
    Subscription gate_peers(HttpServer::Gate gate);

    Subscription watch_bodies(const std::string &path, HttpServer::BodyListener listener);
    bool watches_bodies() const { return !tables_->bodies.empty(); }
    /// Calls the listeners at the request's path.
    void report_body(const HttpRequest &request, BodyState state);

    /// The first gate's that has one; 500 when a gate throws, for it would perhaps have refused the request.
    std::optional<HttpResponse> refusal(const HttpRequest &request);
    struct Route {
        HttpServer::Handler handler;
        HttpServer::LateHandler late; ///< instead of `handler`
        Audience audience;
    };
    /// The longest that covers the path; null without one.
    std::shared_ptr<const Route> route_of(std::string_view path) const;
    /// Of the longest route that covers the path; 404 without one, 426 where only a WebSocket lives, 500 when the
    /// handler throws.
    HttpResponse answer(const HttpRequest &request);
    /// Logs, now and then, that a plugin's function has thrown at this request. Returns the answer to it: 500.
    HttpResponse failure(const HttpRequest &request, const std::exception &what);
    /// Where WebSockets are accepted.
    struct Endpoint {
        HttpServer::Acceptor accept;
        SocketOptions options;
        std::string path; ///< as the plugin wrote it
    };
    /// Null when no WebSocket is accepted there.
    std::shared_ptr<const Endpoint> endpoint(std::string_view path) const;

private:
    template <class F> using Paths = std::map<std::string, std::shared_ptr<const F>, std::less<>>;
    struct Gate {
        std::optional<std::string> path; ///< without one: before all that is for peers
        HttpServer::Gate look;
    };
    struct BodyWatch {
        std::string path;
        HttpServer::BodyListener report;
    };
    template <class F> using Shared = std::list<std::shared_ptr<const F>>;
    struct Tables {
        Paths<Route> routes;
        Paths<Endpoint> sockets;
        Shared<Gate> gates;
        Shared<BodyWatch> bodies;
    };
    template <class F> Subscription add(Paths<F> Tables::*table, std::string path, F function);
    template <class F> Subscription add(Shared<F> Tables::*list, F function);
    bool is_for_peers(std::string_view path) const;

    ThrottledLog failures_;
    const std::shared_ptr<Tables> tables_ = std::make_shared<Tables>();
};

} // namespace callbooth::net
