// SPDX-License-Identifier: MIT
#include "net/router.hpp"

#include "net/url.hpp"
#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::net {

namespace {
/// `/a/` and `/a` are one path; the root stays `/`.
std::string without_trailing_slash(std::string path) {
    while (path.size() > 1 && path.ends_with('/'))
        path.pop_back();
    return path;
}
} // namespace

Router::Router(Log log) : log_(std::move(log)) {}

template <class F> Subscription Router::add(Paths<F> Tables::*table, std::string path, F function) {
    path = without_trailing_slash(std::move(path));
    if (!path.starts_with('/'))
        throw Error(fmt::format("the path '{}' does not begin with '/'", path));
    auto entry = std::make_shared<const F>(std::move(function));
    if (!((*tables_).*table).emplace(path, entry).second)
        throw Error(fmt::format("the path '{}' is taken by another plugin; give one of them another path", path));
    return Subscription([tables = std::weak_ptr<Tables>(tables_), table, path] {
        if (const auto alive = tables.lock())
            ((*alive).*table).erase(path);
    });
}

Subscription Router::route(std::string path, HttpServer::Handler handler) {
    return add(&Tables::routes, std::move(path), std::move(handler));
}

Subscription Router::websocket(std::string path, HttpServer::Acceptor acceptor) {
    return add(&Tables::sockets, std::move(path), std::move(acceptor));
}

Subscription Router::gate(std::string path, HttpServer::Gate look) {
    auto gate = std::make_shared<const Gate>(Gate{without_trailing_slash(std::move(path)), std::move(look)});
    tables_->gates.push_back(gate);
    return Subscription([tables = std::weak_ptr<Tables>(tables_), gate] {
        if (const auto alive = tables.lock())
            alive->gates.remove(gate);
    });
}

std::optional<HttpResponse> Router::refusal(const HttpRequest &request) const {
    const auto gates = tables_->gates; // a copy: a gate may remove itself
    for (const auto &gate : gates) {
        if (!is_below(request.path, gate->path))
            continue;
        if (auto response = gate->look(request))
            return response;
    }
    return {};
}

std::shared_ptr<const HttpServer::Handler> Router::handler(std::string_view path) const {
    const auto &routes = tables_->routes;
    for (auto prefix = path; !prefix.empty(); prefix = prefix.substr(0, prefix.rfind('/'))) {
        if (const auto found = routes.find(prefix); found != routes.end())
            return found->second;
    }
    const auto root = routes.find("/");
    return root == routes.end() ? nullptr : root->second;
}

HttpResponse Router::answer(const HttpRequest &request) const {
    const auto found = handler(request.path);
    if (!found && acceptor(request.path))
        return {.status = 426, .body = "Only WebSockets here\n", .headers = {{"Upgrade", "websocket"}}};
    if (!found)
        return {.status = 404, .body = "Not found\n"};
    try {
        return (*found)(request);
    } catch (const std::exception &e) {
        log_(Level::error, fmt::format("{} {}: {}", request.method, request.path, e.what()));
        return {.status = 500, .body = "Internal server error\n"};
    }
}

std::shared_ptr<const HttpServer::Acceptor> Router::acceptor(std::string_view path) const {
    const auto found = tables_->sockets.find(path);
    return found == tables_->sockets.end() ? nullptr : found->second;
}

} // namespace callbooth::net
