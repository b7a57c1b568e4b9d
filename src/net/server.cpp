// SPDX-License-Identifier: MIT
#include "net/server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>

#include <fmt/format.h>

namespace callbooth::net {

namespace {

constexpr goffset max_body = 1 << 20;
constexpr std::chrono::milliseconds look_while_draining{50};
constexpr size_t max_early = 65536; // libsoup reads ahead less than this

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

/// Of the connection that libsoup has wrapped.
int descriptor_of(GIOStream *stream) {
    GSocketConnection *base = nullptr;
    g_object_get(stream, "base-iostream", &base, nullptr);
    const auto connection = Ref<GSocketConnection>::adopt(base);
    return g_socket_get_fd(g_socket_connection_get_socket(connection.get()));
}

} // namespace

Server::Server(const spec::HttpSection &section, Log log, HubOptions options)
    : section_(section), log_(std::move(log)), client_address_(section_.trusted_proxies, section_.client_header),
      router_(log_), hub_(Hub::make(options, log_, g_main_context_get_thread_default())),
      soup_(Ref<SoupServer>::adopt(g_object_new(SOUP_TYPE_SERVER, "raw-paths", TRUE, nullptr))) {
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
    aborted_ = Connection::make<void(SoupServer *, SoupServerMessage *)>(
        soup_.get(), "request-aborted", [this](SoupServer *, SoupServerMessage *m) { handshakes_.erase(m); });
}

Server::~Server() {
    stop();
    soup_server_remove_handler(soup_.get(), nullptr);
}

void Server::start() {
    listener_.emplace(
        section_, log_, [this](GSocketConnection *connection) { serve(connection); },
        g_main_context_get_thread_default());
    takes_sockets_ = true;
    log_(Level::info, fmt::format("listening on {}", url()));
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
    soup_server_disconnect(soup_.get());
    hub_->stop();
}

void Server::serve(GSocketConnection *connection) {
    const auto local = Ref<GSocketAddress>::adopt(g_socket_connection_get_local_address(connection, nullptr));
    const auto remote = Ref<GSocketAddress>::adopt(g_socket_connection_get_remote_address(connection, nullptr));
    if (local && remote) // it may have gone already
        soup_server_accept_iostream(soup_.get(), G_IO_STREAM(connection), local.get(), remote.get(), nullptr);
}

Subscription Server::route(std::string path, Handler handler) {
    return router_.route(std::move(path), std::move(handler));
}

Subscription Server::websocket(std::string path, Acceptor acceptor) {
    return router_.websocket(std::move(path), std::move(acceptor));
}

Subscription Server::gate(std::string path, Gate gate) { return router_.gate(std::move(path), std::move(gate)); }

std::string Server::url() const {
    return listener_ ? listener_->url() : fmt::format("http://{}:{}", section_.address, section_.port);
}

void Server::publish(Metrics &metrics) {
    for (size_t digit = 2; digit < responses_.size(); ++digit)
        numbers_.push_back(metrics.counter({"callbooth_http_responses_total",
                                            "answers to HTTP requests, handshakes apart",
                                            {{"status", fmt::format("{}xx", digit)}}},
                                           [this, digit] { return responses_[digit]; }));
    numbers_.push_back(
        metrics.gauge({"callbooth_websockets", "WebSockets that are open"}, [this] { return hub_->size(); }));
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
}

void Server::reply(SoupServerMessage *message, const HttpResponse &response) {
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
    auto *headers = soup_server_message_get_request_headers(message);
    const bool chunked = soup_message_headers_get_encoding(headers) == SOUP_ENCODING_CHUNKED;
    if (!chunked && soup_message_headers_get_content_length(headers) <= max_body)
        return;
    soup_message_body_set_accumulate(soup_server_message_get_request_body(message), FALSE);
    reply(message, chunked ? HttpResponse{.status = 411, .body = "Length required\n"}
                           : HttpResponse{.status = 413, .body = "Request body too large\n"});
}

void Server::answer(SoupServerMessage *message) {
    const Incoming incoming(message, client_address_);
    if (!incoming.valid())
        return reply(message, {.status = 400, .body = "Bad path\n"});
    if (const auto refusal = router_.refusal(incoming.request()))
        return reply(message, *refusal);
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
    // A descriptor of our own lets go of GLib's objects: an idle connection costs the hub's bytes alone.
    Descriptor fd(fcntl(descriptor_of(stream.get()), F_DUPFD_CLOEXEC, 0));
    const int problem = errno;
    g_io_stream_close(stream.get(), nullptr, nullptr);
    if (fd.get() < 0)
        return log_(Level::warning, fmt::format("WebSocket dropped: {}", std::strerror(problem)));
    if (!acceptor)
        return; // its plugin has gone in the meantime
    log_access(message, SOUP_STATUS_SWITCHING_PROTOCOLS);
    hub_->adopt(std::move(fd), std::string(incoming.request().address), early,
                [&](WebSocket &accepted) { (*acceptor)(incoming.request(), accepted); });
}

} // namespace callbooth::net
