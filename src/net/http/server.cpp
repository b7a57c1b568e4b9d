// SPDX-License-Identifier: MIT
#include "net/http/server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <sys/resource.h>

#include "net/http/websocket_handshake.hpp"
#include <callbooth/error.hpp>
#include <callbooth/services/cors.hpp>
#include <callbooth/util/seconds.hpp>
#include <fmt/format.h>

namespace callbooth::net {

namespace {

constexpr std::chrono::milliseconds look_while_draining{50};
constexpr rlim_t spare_descriptors = 128; // for what is no connection of a client
constexpr uint16_t https_port = 443;

/// Each connection takes a descriptor: as many as the system lets us have, but for those that are no client's.
size_t usable_descriptors() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_max - std::min(limit.rlim_max, spare_descriptors);
}

HubOptions with_limits(HubOptions options, const config::HttpSection &section) {
    options.max_connections =
        std::min({options.max_connections, static_cast<size_t>(section.connections), usable_descriptors()});
    options.max_per_address = std::min(options.max_per_address, static_cast<size_t>(section.connections_per_address));
    options.messages_per_second = section.messages_per_second;
    options.bytes_per_second = section.bytes_per_second;
    options.message_timeout = std::min(options.message_timeout, from_seconds(section.message_timeout));
    options.stall_timeout = std::min(options.stall_timeout, from_seconds(section.stall_timeout));
    options.max_held = std::min(options.max_held, static_cast<size_t>(section.websocket_memory));
    options.max_held_per_network =
        std::min(options.max_held_per_network, static_cast<size_t>(section.websocket_memory_per_address));
    return options;
}

HttpConnectionOptions with_limits(HttpConnectionOptions options, const config::HttpSection &section) {
    options.max = std::min(options.max, static_cast<size_t>(section.connections));
    options.max_total = std::min(options.max_total, usable_descriptors());
    options.max_per_network = std::min(options.max_per_network, static_cast<size_t>(section.connections_per_address));
    options.connects_per_second = std::min(options.connects_per_second, section.connects_per_second);
    options.idle_of_proxies = from_seconds(section.proxy_keep_alive);
    return options;
}

LateLimits late_limits(const HttpConnectionOptions &options) {
    return {options.max - options.max / 4, options.max_per_network, options.deadlines.held};
}

std::string host_without_port(std::string_view host) {
    const auto colon = host.rfind(':');
    const bool has_port = colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos &&
                          (host.find(':') == colon || host.starts_with('['));
    return std::string(has_port ? host.substr(0, colon) : host);
}

} // namespace

Server::Server(const config::HttpSection &section, Log log, HubOptions options, HttpConnectionOptions connections)
    : section_(section), log_(std::move(log)), client_address_(section_.trusted_proxies, section_.client_header, log_),
      router_(log_), hub_(Hub::make(with_limits(options, section), log_, g_main_context_get_thread_default())),
      connections_(with_limits(connections, section), log_, g_main_context_get_thread_default(),
                   [this](HttpConnection &connection) { serve(connection); }),
      soup_(static_cast<size_t>(section.response_memory) << 20, log_),
      late_(late_limits(with_limits(connections, section)), g_main_context_get_thread_default(),
            [this](HttpConnection &connection, HttpResponse response, const std::string &line) {
                send(connection, std::move(response), line);
            }) {
    if (section_.secure())
        certificates_.emplace(section_, log_);
    connections_.on_body = [this](HttpConnection &connection, BodyState state) { report_body(connection, state); };
}

Server::~Server() { stop(); }

void Server::start() {
    auto *context = g_main_context_get_thread_default();
    const auto accept_at = [this](bool redirect_port) {
        return [this, redirect_port](Descriptor fd, std::string peer) {
            accept(std::move(fd), std::move(peer), redirect_port);
        };
    };
    const auto listen = [&](int64_t port, bool redirects) {
        return std::make_shared<Listener>(section_.address, static_cast<uint16_t>(port), log_, accept_at(redirects),
                                          context);
    };
    listener_ = listen(section_.port, false);
    if (section_.redirect_port != config::HttpSection::no_port)
        redirect_ = listen(section_.redirect_port, true);
    takes_sockets_ = true;
    log_(Level::info, fmt::format("listening on {}", url()));
    if (redirect_)
        log_(Level::info, fmt::format("{} leads there", redirect_->url("http")));
}

void Server::drain(std::function<void()> done) {
    using Clock = std::chrono::steady_clock;
    takes_sockets_ = false;
    const auto until = Clock::now() + std::chrono::duration<double>(section_.drain);
    log_(Level::info, fmt::format("draining: {} WebSockets have {} s to close", hub_->size(), section_.drain));
    late_.refuse_all();
    draining_ = Source::every(
        look_while_draining,
        [this, until, done = std::move(done)] {
            if ((hub_->size() > 0 || connections_.answering() > 0) && Clock::now() < until)
                return true;
            done();
            return false;
        },
        g_main_context_get_thread_default());
}

void Server::stop() {
    if (!listener_)
        return;
    draining_.cancel();
    for (auto *listener : {&listener_, &redirect_})
        if (const auto open = std::exchange(*listener, nullptr))
            open->close();
    late_.end_all();
    connections_.clear();
    soup_.clear();
    hub_->stop();
}

void Server::accept(Descriptor fd, std::string peer, bool at_redirect_port) {
    const bool is_proxy = client_address_.is_proxy(peer);
    const auto credentials = certificates_ && !at_redirect_port ? certificates_->current() : nullptr;
    connections_.accept(std::move(fd),
                        {{std::move(peer), is_proxy && section_.proxy_protocol, credentials, at_redirect_port},
                         is_proxy,
                         hub_->size()});
}

HttpResponse Server::lead_to_https(const HttpConnection &connection) const {
    const auto &head = connection.request().head;
    if (head.host.empty() || !listener_)
        return {.status = 400, .body = "This port speaks HTTPS: the address begins with https://\n"};
    std::string authority(head.host); // with the port as the client sees it, which a router may have changed
    if (connection.origin().at_redirect_port)
        authority = host_without_port(head.host) +
                    (listener_->port() == https_port ? "" : fmt::format(":{}", listener_->port()));
    const auto location = fmt::format("https://{}{}", authority, head.target);
    return {.status = 307, .body = "This port speaks HTTPS: " + location + "\n", .headers = {{"Location", location}}};
}

void Server::add_hsts(const HttpConnection &connection, HttpResponse &response) const {
    const bool trusted = certificates_ && !section_.self_signed;
    if (trusted && section_.hsts > 0 && connection.is_secure())
        response.headers.emplace_back("Strict-Transport-Security", fmt::format("max-age={}", section_.hsts));
}

Subscription Server::route(std::string path, Handler handler, Audience audience) {
    return router_.route(std::move(path), std::move(handler), audience);
}

Subscription Server::route_late(std::string path, LateHandler handler, Audience audience) {
    return router_.route_late(std::move(path), std::move(handler), audience);
}

Subscription Server::websocket(std::string path, Acceptor acceptor, SocketOptions options) {
    if (metrics_ && !options.origins.empty())
        publish_origins(path);
    return router_.websocket(std::move(path), std::move(acceptor), std::move(options));
}

Subscription Server::gate(std::string path, Gate gate) { return router_.gate(path, std::move(gate)); }

Subscription Server::gate_peers(Gate gate) { return router_.gate_peers(std::move(gate)); }

Subscription Server::watch_bodies(std::string path, BodyListener listener) {
    return router_.watch_bodies(path, std::move(listener));
}

void Server::report_body(const HttpConnection &connection, BodyState state) {
    if (is_insecure(connection) || !router_.watches_bodies())
        return;
    const IncomingRequest incoming(connection.request(), connection.origin().address, client_address_);
    if (incoming.valid())
        router_.report_body(incoming.request(), state);
}

std::string Server::url() const {
    const char *scheme = section_.secure() ? "https" : "http";
    return listener_ ? listener_->url(scheme) : fmt::format("{}://{}:{}", scheme, section_.address, section_.port);
}

void Server::publish(Metrics &metrics) {
    metrics_ = &metrics;
    for (size_t digit = 2; digit < responses_.size(); ++digit)
        numbers_.push_back(metrics.counter({"callbooth_http_responses_total",
                                            "answers to HTTP requests, handshakes apart",
                                            {{"status", fmt::format("{}xx", digit)}}},
                                           [this, digit] { return responses_[digit]; }));
    publish_sockets(metrics);
    publish_traffic(metrics);
    publish_connections(metrics);
    publish_late(metrics);
    soup_.bodies().publish(metrics);
    if (certificates_)
        certificates_->publish(metrics);
}

void Server::publish_sockets(Metrics &metrics) {
    numbers_.push_back(
        metrics.gauge({"callbooth_websockets", "WebSockets that are open"}, [this] { return hub_->size(); }));
    numbers_.push_back(metrics.gauge({"callbooth_websockets_limit", "WebSockets that there may be"},
                                     [this] { return hub_->options().max_connections; }));
    numbers_.push_back(metrics.gauge({"callbooth_websocket_memory_bytes", "incomplete messages and unsent output"},
                                     [this] { return hub_->held(); }));
}

void Server::publish_traffic(Metrics &metrics) {
    const auto count = [&](const char *name, const char *help, uint64_t Traffic::*member,
                           std::vector<std::pair<std::string, std::string>> labels = {}) {
        numbers_.push_back(metrics.counter({fmt::format("callbooth_websocket_{}_total", name), help, std::move(labels)},
                                           [this, member] { return hub_->traffic().*member; }));
    };
    count("accepted", "handshakes that were done", &Traffic::accepted);
    count("messages", "whole messages", &Traffic::messages_in, {{"direction", "in"}});
    count("messages", "whole messages", &Traffic::messages_out, {{"direction", "out"}});
    count("bytes", "bytes with their framing", &Traffic::bytes_in, {{"direction", "in"}});
    count("bytes", "bytes with their framing", &Traffic::bytes_out, {{"direction", "out"}});
    count("undelivered", "messages whose receiver had too much waiting", &Traffic::undelivered);
    const std::array<std::pair<const char *, uint64_t Traffic::*>, 7> dropped = {
        {{"slow", &Traffic::dropped_slow},
         {"silent", &Traffic::dropped_silent},
         {"flood", &Traffic::dropped_flood},
         {"bytes", &Traffic::dropped_bytes},
         {"incomplete", &Traffic::dropped_incomplete},
         {"network", &Traffic::dropped_network},
         {"memory", &Traffic::dropped_memory}}};
    for (const auto &[reason, member] : dropped)
        count("dropped", "WebSockets that were given up", member, {{"reason", reason}});
}

void Server::publish_connections(Metrics &metrics) {
    numbers_.push_back(metrics.gauge({"callbooth_http_connections", "connections of HTTP that are open"},
                                     [this] { return connections_.size(); }));
    numbers_.push_back(metrics.gauge({"callbooth_http_body_bytes", "bytes of request bodies that are held"},
                                     [this] { return connections_.body_bytes(); }));
    const auto count = [&](const char *name, const char *help, const char *reason, const uint64_t &number) {
        numbers_.push_back(metrics.counter({fmt::format("callbooth_http_{}_total", name), help, {{"reason", reason}}},
                                           [&number] { return number; }));
    };
    const auto &counts = connections_.counts();
    constexpr auto refused = "connections that were refused";
    count("connections_refused", refused, "full", counts.refused_full);
    count("connections_refused", refused, "address", counts.refused_address);
    count("connections_refused", refused, "rate", counts.refused_rate);
    constexpr auto dropped = "connections that were given up";
    count("connections_dropped", dropped, "handshake", counts.dropped_handshake);
    count("connections_dropped", dropped, "slow", counts.dropped_slow);
    for (size_t i = 0; i < refusal_count; ++i)
        count("requests_refused", "requests that were refused before they were looked at",
              answer_to(static_cast<Refusal>(i)).label, counts.refused[i]);
}

void Server::publish_origins(const std::string &path) {
    const auto [entry, is_new] = refused_origins_.try_emplace(path);
    if (is_new)
        numbers_.push_back(metrics_->counter(refused_origins_at(path), [&number = entry->second] { return number; }));
}

void Server::publish_late(Metrics &metrics) {
    numbers_.push_back(metrics.gauge({"callbooth_http_held_requests", "requests whose answer comes later"},
                                     [this] { return late_.size(); }));
    const auto &counts = late_.counts();
    const std::array<std::pair<const char *, const uint64_t &>, 7> results = {{{"answered", counts.answered},
                                                                               {"gone", counts.gone},
                                                                               {"timeout", counts.expired},
                                                                               {"dropped", counts.dropped},
                                                                               {"stopped", counts.stopped},
                                                                               {"full", counts.refused_full},
                                                                               {"address", counts.refused_address}}};
    for (const auto &[result, number] : results)
        numbers_.push_back(metrics.counter(
            {"callbooth_http_held_total", "requests whose answer was to come later", {{"result", result}}},
            [&count = number] { return count; }));
}

void Server::serve(HttpConnection &connection) {
    const IncomingRequest incoming(connection.request(), connection.origin().address, client_address_);
    auto response = answer(connection, incoming);
    if (!response || connection.phase() == HttpConnection::Phase::ended)
        return;
    send(connection, std::move(*response), log_line(incoming));
}

void Server::send(HttpConnection &connection, HttpResponse response, const std::string &log_line) {
    if (!soup_.bodies().make_room(response))
        response = {.status = 503, .body = "Too many answers at once\n", .headers = {{"Retry-After", "5"}}};
    log_access(log_line, response.status);
    reply(connection, std::move(response));
}

std::optional<HttpResponse> Server::answer(HttpConnection &connection, const IncomingRequest &incoming) {
    if (is_insecure(connection))
        return lead_to_https(connection);
    if (!incoming.valid())
        return HttpResponse{.status = 400, .body = "Bad path\n"};
    auto refusal = router_.refusal(incoming.request());
    if (refusal || connection.phase() == HttpConnection::Phase::ended) // a gate may stop the server
        return refusal;
    if (wants_websocket(connection.request().head))
        return shake_hands(connection, incoming);
    const auto route = router_.route_of(incoming.request().path);
    if (route && route->late)
        return serve_late(connection, incoming, route->late);
    return router_.answer(incoming.request());
}

std::optional<HttpResponse> Server::serve_late(HttpConnection &connection, const IncomingRequest &incoming,
                                               const LateHandler &handler) {
    if (!takes_sockets_)
        return HttpResponse{.status = 503, .body = "The server stops\n", .headers = {{"Retry-After", "5"}}};
    const auto &request = incoming.request();
    if (auto refusal = late_.refusal(std::string(request.address)))
        return refusal;
    try {
        late_.serve(connection, request, handler, log_line(incoming));
    } catch (const std::exception &e) {
        router_.failure(request, e);
    }
    return {};
}

std::optional<HttpResponse> Server::shake_hands(HttpConnection &connection, const IncomingRequest &incoming) {
    const auto endpoint = router_.endpoint(incoming.request().path);
    if (!endpoint)
        return HttpResponse{.status = 400, .body = "No WebSocket here\n"};
    const std::vector<std::pair<std::string, std::string>> later{{"Retry-After", "5"}};
    if (hub_->full() || !takes_sockets_)
        return HttpResponse{
            .status = 503, .body = takes_sockets_ ? "Too many connections\n" : "The server stops\n", .headers = later};
    if (hub_->crowded(std::string(incoming.request().address)))
        return HttpResponse{.status = 429, .body = "Too many connections from your address\n", .headers = later};
    if (auto fault = handshake_fault(connection.request().head))
        return fault;
    if (!admits_origin(endpoint->options.origins, incoming.request(), WithoutOrigin::refused)) {
        ++refused_origins_[endpoint->path];
        return HttpResponse{.status = 403, .body = "This page may not connect here\n"};
    }
    open_websocket(connection, incoming, *endpoint);
    return {};
}

void Server::open_websocket(HttpConnection &connection, const IncomingRequest &incoming,
                            const Router::Endpoint &endpoint) {
    const auto &head = connection.request().head;
    std::string protocol(agreed_protocol(head, endpoint.options.protocols));
    auto answer = accept_handshake(head, protocol);
    auto released = connection.release();
    log_access(log_line(incoming), 101);
    hub_->adopt({std::move(released.fd), std::move(released.tls), std::string(incoming.request().address),
                 std::move(protocol), std::move(answer), std::move(released.early), endpoint.options},
                [&](WebSocket &accepted) { endpoint.accept(incoming.request(), accepted); });
}

void Server::reply(HttpConnection &connection, HttpResponse response) {
    add_hsts(connection, response);
    if (!takes_sockets_ || connections_.crowded())
        connection.end_after_answer();
    if (!connection.keeps())
        response.headers.emplace_back("Connection", "close");
    ++responses_[std::min<size_t>(static_cast<size_t>(response.status) / 100, responses_.size() - 1)];
    soup_.send(connection, std::move(response));
}

std::string Server::log_line(const IncomingRequest &incoming) const {
    if (!section_.access_log)
        return {};
    const auto &request = incoming.request();
    return fmt::format("{} {} {}", request.address, request.method, incoming.valid() ? request.path : "(bad path)");
}

void Server::log_access(const std::string &line, int status) const {
    if (!line.empty())
        log_(Level::info, fmt::format("{} {}", line, status));
}

} // namespace callbooth::net
