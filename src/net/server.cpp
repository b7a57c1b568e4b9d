// SPDX-License-Identifier: MIT
#include "net/server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "net/tls_stream.hpp"
#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::net {

namespace {

constexpr int64_t max_body = 1 << 20;
constexpr std::chrono::milliseconds look_while_draining{50};
constexpr size_t max_early = 65536;       // libsoup reads ahead less than this
constexpr rlim_t spare_descriptors = 128; // for what is no connection of a client
constexpr int64_t default_hsts = int64_t{180} * 24 * 3600;
constexpr uint16_t https_port = 443;

/// What libsoup has read behind the handshake. A client must not send anything there (RFC 6455 section 4.1), but if
/// it did, those bytes would be missing from the stream.
std::string read_early(GIOStream *stream) {
    std::string early;
    std::array<char, 8192> buffer;
    auto *input = G_POLLABLE_INPUT_STREAM(g_io_stream_get_input_stream(stream));
    while (early.size() < max_early) {
        const gssize size =
            g_pollable_input_stream_read_nonblocking(input, buffer.data(), buffer.size(), nullptr, nullptr);
        if (size <= 0)
            break;
        early.append(buffer.data(), static_cast<size_t>(size));
    }
    return early;
}

/// The size that a head announces: digits alone (RFC 9112 section 6.3), where libsoup takes -1 for a body without end.
std::optional<int64_t> length_of_body(SoupMessageHeaders *headers) {
    const char *value = soup_message_headers_get_list(headers, "Content-Length"); // several are joined with commas
    if (!value)
        return 0;
    const std::string_view text(value);
    int64_t length = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), length);
    const bool is_number = problem == std::errc() && end == text.data() + text.size() && length >= 0;
    return is_number ? std::optional(length) : std::nullopt;
}

/// The stream that libsoup has wrapped: one of ours.
Ref<GIOStream> base_of(GIOStream *stream) {
    GIOStream *base = nullptr;
    g_object_get(stream, "base-iostream", &base, nullptr);
    return Ref<GIOStream>::adopt(base);
}

/// Each connection takes a descriptor: as many as the system lets us have, but for those that are no client's.
size_t usable_descriptors() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_max - std::min(limit.rlim_max, spare_descriptors);
}

HubOptions with_limits(HubOptions options, const spec::HttpSection &section) {
    options.max_connections =
        std::min({options.max_connections, static_cast<size_t>(section.connections), usable_descriptors()});
    options.max_per_address = std::min(options.max_per_address, static_cast<size_t>(section.connections_per_address));
    options.messages_per_second = section.messages_per_second;
    return options;
}

VisitOptions with_limits(VisitOptions options, const spec::HttpSection &section) {
    options.most = std::min(options.most, static_cast<size_t>(section.connections));
    options.most_together = std::min(options.most_together, usable_descriptors());
    options.most_per_address = std::min(options.most_per_address, static_cast<size_t>(section.connections_per_address));
    return options;
}

std::string host_without_port(std::string_view host) {
    const auto colon = host.rfind(':');
    const bool has_port = colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos &&
                          (host.find(':') == colon || host.starts_with('['));
    return std::string(has_port ? host.substr(0, colon) : host);
}

} // namespace

Server::Server(const spec::HttpSection &section, Log log, HubOptions options, VisitOptions visits)
    : section_(section), log_(std::move(log)), client_address_(section_.trusted_proxies, section_.client_header, log_),
      router_(log_), hub_(Hub::make(with_limits(options, section), log_, g_main_context_get_thread_default())),
      soup_(Ref<SoupServer>::adopt(g_object_new(SOUP_TYPE_SERVER, "raw-paths", TRUE, nullptr))),
      visits_(with_limits(visits, section), log_, g_main_context_get_thread_default(),
              [this](GIOStream *stream, GSocketAddress *local, GSocketAddress *remote) {
                  soup_server_accept_iostream(soup_.get(), stream, local, remote, nullptr);
              }) {
    if (section_.secure())
        certificates_.emplace(section_, log_);
    watch_visits();
    soup_server_add_early_handler(
        soup_.get(), nullptr,
        [](SoupServer *, SoupServerMessage *message, const char *, GHashTable *, gpointer self) {
            detail::guarded([&] { static_cast<Server *>(self)->check_size(message); });
        },
        this, nullptr);
    soup_server_add_handler(
        soup_.get(), nullptr,
        [](SoupServer *, SoupServerMessage *message, const char *, GHashTable *, gpointer self) {
            detail::guarded([&] { static_cast<Server *>(self)->answer(message); });
        },
        this, nullptr);
}

void Server::watch_visits() {
    const auto on = [this](const char *signal, std::function<void(SoupServerMessage *)> handler) {
        signals_.push_back(Connection::make<void(SoupServer *, SoupServerMessage *)>(
            soup_.get(), signal, [handler = std::move(handler)](SoupServer *, SoupServerMessage *m) { handler(m); }));
    };
    on("request-aborted", [this](SoupServerMessage *m) { handshakes_.erase(m); });
    on("request-started", [this](SoupServerMessage *m) { expect(m, visits_.options().head); });
    on("request-read", [](SoupServerMessage *m) { Visits::body_ended(soup_server_message_get_remote_address(m)); });
    on("request-finished", [this](SoupServerMessage *m) { expect(m, visits_.options().head); });
}

Server::~Server() {
    stop();
    soup_server_remove_handler(soup_.get(), nullptr);
}

void Server::allow_further_requests() {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw Error(fmt::format("cannot listen: {}", std::strerror(errno)));
    silence_ = Descriptor(ends[1]);
    Handle<GError> error;
    const auto socket = Ref<GSocket>::adopt(g_socket_new_from_fd(ends[0], Out(error)));
    if (!socket ||
        !soup_server_listen_socket(soup_.get(), socket.get(), static_cast<SoupServerListenOptions>(0), Out(error)))
        throw Error(fmt::format("cannot listen: {}", error->message));
}

void Server::start() {
    allow_further_requests();
    auto *context = g_main_context_get_thread_default();
    listener_.emplace(
        section_.address, section_.port, log_,
        [this](GSocketConnection *connection) {
            accept(connection, certificates_ ? certificates_->current() : nullptr);
        },
        context);
    if (section_.redirect_port)
        redirect_.emplace(
            section_.address, section_.redirect_port->value, log_,
            [this](GSocketConnection *connection) { accept(connection, nullptr); }, context);
    takes_sockets_ = true;
    log_(Level::info, fmt::format("listening on {}", url()));
    if (redirect_)
        log_(Level::info, fmt::format("{} leads there", redirect_->url("http")));
}

void Server::drain(std::function<void()> done) {
    using Clock = std::chrono::steady_clock;
    takes_sockets_ = false;
    const auto until = Clock::now() + std::chrono::duration<double>(section_.drain);
    log_(Level::info, fmt::format("takes nobody new; {} WebSockets have {} s to leave", hub_->size(), section_.drain));
    draining_ = Source::every(
        look_while_draining,
        [this, until, done = std::move(done)] {
            if (hub_->size() > 0 && Clock::now() < until)
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
    listener_.reset();
    redirect_.reset();
    visits_.clear();
    soup_server_disconnect(soup_.get());
    hub_->stop();
}

void Server::accept(GSocketConnection *connection, std::shared_ptr<const TlsCredentials> credentials) {
    auto remote = Ref<GSocketAddress>::adopt(g_socket_connection_get_remote_address(connection, nullptr));
    if (!remote) // it has gone already
        return;
    auto *host = g_inet_socket_address_get_address(remote.as<GInetSocketAddress>());
    const auto peer = ClientAddress::of_peer(Handle<char>(g_inet_address_to_string(host)).get());
    visits_.accept(connection, std::move(remote),
                   {peer, !client_address_.is_proxy(peer), hub_->size(), std::move(credentials)});
}

void Server::expect(SoupServerMessage *message, std::chrono::milliseconds within) {
    Visits::expect(soup_server_message_get_remote_address(message), within);
}

bool Server::is_insecure(SoupServerMessage *message) const {
    return certificates_ && !Visits::is_secure(soup_server_message_get_remote_address(message));
}

HttpResponse Server::lead_to_https(SoupServerMessage *message) const {
    const char *host = soup_message_headers_get_one(soup_server_message_get_request_headers(message), "Host");
    if (!host || !*host || !listener_)
        return {.status = 400, .body = "This port speaks HTTPS: the address begins with https://\n"};
    auto *local = soup_server_message_get_local_address(message);
    const bool came_by_redirect_port =
        redirect_ && g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(local)) == redirect_->port();
    std::string authority(host); // with the port as the client sees it, which a router may have changed
    if (came_by_redirect_port)
        authority =
            host_without_port(host) + (listener_->port() == https_port ? "" : fmt::format(":{}", listener_->port()));
    GUri *uri = soup_server_message_get_uri(message);
    const char *query = g_uri_get_query(uri);
    const auto location =
        fmt::format("https://{}{}{}{}", authority, g_uri_get_path(uri), query ? "?" : "", query ? query : "");
    return {.status = 307, .body = "This port speaks HTTPS: " + location + "\n", .headers = {{"Location", location}}};
}

void Server::add_hsts(SoupServerMessage *message, HttpResponse &response) const {
    const int64_t seconds = section_.hsts ? section_.hsts->value : default_hsts;
    const bool trusted = certificates_ && !section_.self_signed.value;
    if (trusted && seconds > 0 && !is_insecure(message))
        response.headers.emplace_back("Strict-Transport-Security", fmt::format("max-age={}", seconds));
}

Subscription Server::route(std::string path, Handler handler, Audience audience) {
    return router_.route(std::move(path), std::move(handler), audience);
}

Subscription Server::websocket(std::string path, Acceptor acceptor) {
    return router_.websocket(std::move(path), std::move(acceptor));
}

Subscription Server::gate(std::string path, Gate gate) { return router_.gate(std::move(path), std::move(gate)); }

Subscription Server::gate_peers(Gate gate) { return router_.gate_peers(std::move(gate)); }

std::string Server::url() const {
    const char *scheme = section_.secure() ? "https" : "http";
    return listener_ ? listener_->url(scheme) : fmt::format("{}://{}:{}", scheme, section_.address, section_.port);
}

void Server::publish(Metrics &metrics) {
    for (size_t digit = 2; digit < responses_.size(); ++digit)
        numbers_.push_back(metrics.counter({"callbooth_http_responses_total",
                                            "answers to HTTP requests, handshakes apart",
                                            {{"status", fmt::format("{}xx", digit)}}},
                                           [this, digit] { return responses_[digit]; }));
    numbers_.push_back(
        metrics.gauge({"callbooth_websockets", "WebSockets that are open"}, [this] { return hub_->size(); }));
    numbers_.push_back(metrics.gauge({"callbooth_websockets_limit", "WebSockets that there may be"},
                                     [this] { return hub_->options().max_connections; }));
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
    count("dropped", "WebSockets that were given up", &Traffic::dropped_slow, {{"reason", "slow"}});
    count("dropped", "WebSockets that were given up", &Traffic::dropped_silent, {{"reason", "silent"}});
    count("dropped", "WebSockets that were given up", &Traffic::dropped_flood, {{"reason", "flood"}});
    count("dropped", "WebSockets that were given up", &Traffic::dropped_memory, {{"reason", "memory"}});
    publish_visits(metrics);
}

void Server::publish_visits(Metrics &metrics) {
    numbers_.push_back(metrics.gauge({"callbooth_http_connections", "connections of HTTP that are open"},
                                     [this] { return visits_.size(); }));
    const auto count = [&](const char *name, const char *help, const char *reason, uint64_t VisitCounts::*member) {
        numbers_.push_back(
            metrics.counter({fmt::format("callbooth_http_connections_{}_total", name), help, {{"reason", reason}}},
                            [this, member] { return visits_.counts().*member; }));
    };
    constexpr auto refused = "connections that were refused";
    count("refused", refused, "full", &VisitCounts::refused_full);
    count("refused", refused, "address", &VisitCounts::refused_address);
    count("refused", refused, "body", &VisitCounts::refused_body);
    constexpr auto dropped = "connections that were given up";
    count("dropped", dropped, "handshake", &VisitCounts::dropped_handshake);
    count("dropped", dropped, "slow", &VisitCounts::dropped_slow);
}

void Server::reply(SoupServerMessage *message, HttpResponse response) {
    add_hsts(message, response);
    const auto &limits = visits_.options();
    expect(message, limits.stalled + std::chrono::seconds(response.body.size() / limits.slowest));
    if (visits_.busy())
        response.headers.emplace_back("Connection", "close");
    ++responses_[std::min<size_t>(static_cast<size_t>(response.status) / 100, responses_.size() - 1)];
    respond(message, response);
    log_access(message, response.status);
}

void Server::log_access(SoupServerMessage *message, int status) const {
    if (!section_.access_log)
        return;
    const Incoming incoming(message, client_address_);
    const auto &request = incoming.request();
    log_(Level::info, fmt::format("{} {} {} {}", request.address, soup_server_message_get_method(message),
                                  incoming.valid() ? request.path : "(bad path)", status));
}

void Server::check_size(SoupServerMessage *message) {
    expect(message, visits_.options().stalled);
    auto *headers = soup_server_message_get_request_headers(message);
    auto *remote = soup_server_message_get_remote_address(message);
    const bool chunked = soup_message_headers_get_encoding(headers) == SOUP_ENCODING_CHUNKED;
    const auto length = length_of_body(headers);
    soup_message_headers_remove(headers, "Range"); // libsoup would join copies of the file, as many as are asked for
    if (!chunked && length && *length <= max_body) {
        if (*length > 0)
            Visits::admit_body(remote);
        return;
    }
    soup_message_body_set_accumulate(soup_server_message_get_request_body(message), FALSE);
    if (!chunked && !length) // libsoup would wait for the body's end, which may never come
        return Visits::refuse(remote, 400, "Bad Request", "Bad Content-Length\n");
    reply(message, chunked ? HttpResponse{.status = 411, .body = "Length required\n"}
                           : HttpResponse{.status = 413, .body = "Request body too large\n"});
}

void Server::answer(SoupServerMessage *message) {
    if (is_insecure(message))
        return reply(message, lead_to_https(message));
    const Incoming incoming(message, client_address_);
    if (!incoming.valid())
        return reply(message, {.status = 400, .body = "Bad path\n"});
    if (auto refusal = router_.refusal(incoming.request()))
        return reply(message, std::move(*refusal));
    if (incoming.wants_websocket())
        return shake_hands(message, incoming);
    reply(message, router_.answer(incoming.request()));
}

void Server::shake_hands(SoupServerMessage *message, const Incoming &incoming) {
    if (!router_.acceptor(incoming.request().path))
        return reply(message, {.status = 400, .body = "No WebSocket here\n"});
    if (hub_->full() || !takes_sockets_)
        return reply(message, {.status = 503,
                               .body = takes_sockets_ ? "Too many connections\n" : "The server stops\n",
                               .headers = {{"Retry-After", "5"}}});
    if (hub_->crowded(std::string(incoming.request().address)))
        return reply(
            message,
            {.status = 429, .body = "Too many connections from your address\n", .headers = {{"Retry-After", "5"}}});
    if (!soup_websocket_server_process_handshake(message, nullptr, nullptr, nullptr, nullptr))
        return; // libsoup has answered
    handshakes_[message] = Connection::make<void(SoupServerMessage *)>(message, "wrote-informational",
                                                                       [this](SoupServerMessage *m) { take_over(m); });
}

void Server::take_over(SoupServerMessage *message) {
    const auto keep = Ref<SoupServerMessage>::share(message);
    const auto done = handshakes_.extract(message);
    const Incoming incoming(message, client_address_);
    const auto acceptor = router_.acceptor(incoming.request().path);
    const auto stream = Ref<GIOStream>::adopt(soup_server_message_steal_connection(message));
    const auto early = read_early(stream.get());
    const auto base = base_of(stream.get());
    auto tls = take_tls_session(base.get());
    // A descriptor of our own lets go of GLib's objects: an idle connection costs the hub's bytes alone.
    auto *socket = g_socket_connection_get_socket(connection_of(base.get()));
    Descriptor fd(fcntl(g_socket_get_fd(socket), F_DUPFD_CLOEXEC, 0));
    const int problem = errno;
    g_io_stream_close(stream.get(), nullptr, nullptr);
    if (fd.get() < 0)
        return log_(Level::warning, fmt::format("WebSocket dropped: {}", std::strerror(problem)));
    if (!acceptor)
        return; // its plugin has gone in the meantime
    log_access(message, SOUP_STATUS_SWITCHING_PROTOCOLS);
    hub_->adopt(std::move(fd), std::move(tls), std::string(incoming.request().address), early,
                [&](WebSocket &accepted) { (*acceptor)(incoming.request(), accepted); });
}

} // namespace callbooth::net
