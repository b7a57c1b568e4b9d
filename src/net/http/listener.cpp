// SPDX-License-Identifier: MIT
#include "net/http/listener.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "net/fd_source.hpp"
#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::net {

namespace {

constexpr int backlog = 1024;        // a crowd that comes back after a restart arrives at once
constexpr int accepts_per_turn = 16; // their first requests are answered at once
constexpr std::chrono::milliseconds pause{200};

Ref<GSocketAddress> address_of(const std::string &text, uint16_t port) {
    auto address = Ref<GSocketAddress>::adopt(g_inet_socket_address_new_from_string(text.c_str(), port));
    if (!address)
        throw Error(fmt::format("[http] address '{}' is not an IP address; 127.0.0.1 serves this machine alone, "
                                "0.0.0.0 or :: everybody",
                                text));
    return address;
}

[[noreturn]] void fail(const std::string &text, uint16_t port, const GError &error) {
    const auto where = fmt::format("cannot listen on {} port {}: ", text, port);
    if (error.code == G_IO_ERROR_ADDRESS_IN_USE)
        throw Error(where + "another program uses that port; stop it, or choose another port in [http] or with "
                            "--http.port=PORT");
    if (error.code == G_IO_ERROR_PERMISSION_DENIED)
        throw Error(where + "ports below 1024 need the right to bind them; choose a higher one, or grant "
                            "CAP_NET_BIND_SERVICE");
    throw Error(where + error.message);
}

Ref<GSocket> listen_on(const std::string &text, uint16_t port) {
    const auto address = address_of(text, port);
    Handle<GError> error;
    auto socket = Ref<GSocket>::adopt(g_socket_new(g_socket_address_get_family(address.get()), G_SOCKET_TYPE_STREAM,
                                                   G_SOCKET_PROTOCOL_TCP, Out(error)));
    if (!socket || !g_socket_bind(socket.get(), address.get(), TRUE, Out(error)))
        fail(text, port, *error);
    g_socket_set_listen_backlog(socket.get(), backlog);
    if (!g_socket_listen(socket.get(), Out(error)))
        fail(text, port, *error);
    g_socket_set_blocking(socket.get(), FALSE);
    g_socket_set_option(socket.get(), IPPROTO_TCP, TCP_NODELAY, TRUE, nullptr); // the accepted ones inherit it
    return socket;
}

std::string text_of(const sockaddr_storage &peer) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (peer.ss_family == AF_INET) {
        const auto &four = reinterpret_cast<const sockaddr_in &>(peer);
        return inet_ntop(AF_INET, &four.sin_addr, text.data(), text.size());
    }
    const auto &six = reinterpret_cast<const sockaddr_in6 &>(peer).sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&six))
        return inet_ntop(AF_INET, &six.s6_addr[12], text.data(), text.size());
    return inet_ntop(AF_INET6, &six, text.data(), text.size());
}

} // namespace

Listener::Listener(const std::string &address, uint16_t port, Log log, Accepted accepted, GMainContext *context)
    : log_(std::move(log)), accepted_(std::move(accepted)), context_(context), socket_(listen_on(address, port)) {
    watch();
}

std::string Listener::url(const char *scheme) const {
    const auto address = Ref<GSocketAddress>::adopt(g_socket_get_local_address(socket_.get(), nullptr));
    auto *host = g_inet_socket_address_get_address(address.as<GInetSocketAddress>());
    const Handle<char> text(g_inet_address_to_string(host));
    const bool v6 = g_inet_address_get_family(host) == G_SOCKET_FAMILY_IPV6;
    return fmt::format("{}://{}{}{}:{}", scheme, v6 ? "[" : "", text.get(), v6 ? "]" : "", port());
}

uint16_t Listener::port() const {
    const auto address = Ref<GSocketAddress>::adopt(g_socket_get_local_address(socket_.get(), nullptr));
    return g_inet_socket_address_get_port(address.as<GInetSocketAddress>());
}

void Listener::watch() {
    source_ = when_readable(
        g_socket_get_fd(socket_.get()), [this] { accept_waiting(); }, context_);
}

void Listener::close() {
    source_.cancel();
    g_socket_close(socket_.get(), nullptr);
}

void Listener::accept_waiting() {
    const auto self = shared_from_this(); // a handler of the first request may stop the server
    for (int i = 0; i < accepts_per_turn && accept_one(); ++i) {
    }
}

bool Listener::accept_one() {
    if (g_socket_is_closed(socket_.get()))
        return false;
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    Descriptor fd(accept4(g_socket_get_fd(socket_.get()), reinterpret_cast<sockaddr *>(&peer), &size,
                          SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (fd.get() >= 0) {
        if (std::exchange(in_trouble_, false))
            log_(Level::info, "accepts connections again");
        accepted_(std::move(fd), text_of(peer));
        return true;
    }
    if (errno == EAGAIN)
        return false;
    if (errno == EINTR || errno == ECONNABORTED)
        return true;
    // Out of descriptors or memory: the connection waits, so that its event would come again at once and forever.
    if (!std::exchange(in_trouble_, true))
        log_(Level::error, fmt::format("cannot accept connections for now: {}", std::strerror(errno)));
    source_ = Source::after(
        pause, [this] { watch(); }, context_);
    return false;
}

} // namespace callbooth::net
