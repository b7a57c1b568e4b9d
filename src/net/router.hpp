// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/log.hpp"
#include <callbooth/http.hpp>

namespace callbooth::net {

/// Which handler answers which path. Main context only; handlers may change it while they run.
class Router {
public:
    explicit Router(Log log);

    Subscription route(std::string path, HttpServer::Handler handler);
    Subscription websocket(std::string path, HttpServer::Acceptor acceptor);
    Subscription gate(std::string path, HttpServer::Gate gate);

    /// The first gate's that has one.
    std::optional<HttpResponse> refusal(const HttpRequest &request) const;
    /// Of the longest route that covers the path; 404 without one, 426 where only a WebSocket lives, 500 when the
    /// handler throws.
    HttpResponse answer(const HttpRequest &request) const;
    /// Null when no WebSocket is accepted there.
    std::shared_ptr<const HttpServer::Acceptor> acceptor(std::string_view path) const;

private:
    template <class F> using Paths = std::map<std::string, std::shared_ptr<const F>, std::less<>>;
    struct Gate {
        std::string path;
        HttpServer::Gate look;
    };
    struct Tables {
        Paths<HttpServer::Handler> routes;
        Paths<HttpServer::Acceptor> sockets;
        std::list<std::shared_ptr<const Gate>> gates;
    };
    template <class F> Subscription add(Paths<F> Tables::*table, std::string path, F function);
    std::shared_ptr<const HttpServer::Handler> handler(std::string_view path) const;

    const Log log_;
    const std::shared_ptr<Tables> tables_ = std::make_shared<Tables>();
};

} // namespace callbooth::net
