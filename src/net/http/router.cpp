// SPDX-License-Identifier: MIT
#include "net/http/router.hpp"

#include "net/http/url.hpp"
#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::net {

namespace {
/// `/a/` and `/a` are one path; the root stays `/`.
std::string_view without_trailing_slash(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/'))
        path.remove_suffix(1);
    return path;
}
} // namespace

Router::Router(Log log) : failures_(std::move(log), Level::error) {}

template <class F> Subscription Router::add(Paths<F> Tables::*table, std::string path, F function) {
    path = without_trailing_slash(path);
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

Subscription Router::route(std::string path, HttpServer::Handler handler, Audience audience) {
    return add(&Tables::routes, std::move(path), Route{std::move(handler), nullptr, audience});
}

Subscription Router::route_late(std::string path, HttpServer::LateHandler handler, Audience audience) {
    return add(&Tables::routes, std::move(path), Route{nullptr, std::move(handler), audience});
}

Subscription Router::websocket(std::string path, HttpServer::Acceptor acceptor, SocketOptions options) {
    Endpoint endpoint{std::move(acceptor), std::move(options), path};
    return add(&Tables::sockets, std::move(path), std::move(endpoint));
}

Subscription Router::gate(const std::string &path, HttpServer::Gate look) {
    return add(&Tables::gates, Gate{std::string(without_trailing_slash(path)), std::move(look)});
}

Subscription Router::gate_peers(HttpServer::Gate look) { return add(&Tables::gates, Gate{{}, std::move(look)}); }

Subscription Router::watch_bodies(const std::string &path, HttpServer::BodyListener listener) {
    return add(&Tables::bodies, BodyWatch{std::string(without_trailing_slash(path)), std::move(listener)});
}

template <class F> Subscription Router::add(Shared<F> Tables::*list, F function) {
    auto entry = std::make_shared<const F>(std::move(function));
    ((*tables_).*list).push_back(entry);
    return Subscription([tables = std::weak_ptr<Tables>(tables_), list, entry] {
        if (const auto alive = tables.lock())
            ((*alive).*list).remove(entry);
    });
}

void Router::report_body(const HttpRequest &request, BodyState state) try {
    const auto listeners = tables_->bodies; // a copy: a listener may remove itself
    for (const auto &listener : listeners)
        if (is_below(request.path, listener->path))
            listener->report(request, state);
} catch (const std::exception &e) {
    failure(request, e);
}

bool Router::is_for_peers(std::string_view path) const {
    const auto socket = endpoint(path);
    const auto route = route_of(path);
    return (socket && !socket->options.asks_presence) || (route && route->audience == Audience::peers);
}

std::optional<HttpResponse> Router::refusal(const HttpRequest &request) try {
    const auto gates = tables_->gates; // a copy: a gate may remove itself
    for (const auto &gate : gates) {
        if (gate->path ? !is_below(request.path, *gate->path) : !is_for_peers(request.path))
            continue;
        if (auto response = gate->look(request))
            return response;
    }
    return {};
} catch (const std::exception &e) {
    return failure(request, e);
}

std::shared_ptr<const Router::Route> Router::route_of(std::string_view path) const {
    const auto &routes = tables_->routes;
    for (auto prefix = path; !prefix.empty(); prefix = prefix.substr(0, prefix.rfind('/'))) {
        if (const auto found = routes.find(prefix); found != routes.end())
            return found->second;
    }
    const auto root = routes.find("/");
    return root == routes.end() ? nullptr : root->second;
}

HttpResponse Router::answer(const HttpRequest &request) {
    const auto found = route_of(request.path);
    if (!found && endpoint(request.path))
        return {.status = 426,
                .body = "Only WebSockets here\n",
                .headers = {{"Upgrade", "websocket"}, {"Connection", "Upgrade"}}};
    if (!found)
        return {.status = 404, .body = "Not found\n"};
    try {
        return found->handler(request);
    } catch (const std::exception &e) {
        return failure(request, e);
    }
}

HttpResponse Router::failure(const HttpRequest &request, const std::exception &what) {
    failures_.tell(fmt::format("{} {}: {}", request.method, request.path, what.what()));
    return {.status = 500, .body = "Internal server error\n"};
}

std::shared_ptr<const Router::Endpoint> Router::endpoint(std::string_view path) const {
    const auto found = tables_->sockets.find(without_trailing_slash(path));
    return found == tables_->sockets.end() ? nullptr : found->second;
}

} // namespace callbooth::net
