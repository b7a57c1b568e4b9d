// SPDX-License-Identifier: MIT
#include "lan.hpp"

#include "lan_url.hpp"
#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::remote_control {
namespace {

/// A WebSocket, which holds this by its listeners.
class SocketLine final : public Line {
public:
    explicit SocketLine(WebSocket &socket) : socket_(&socket), address_(socket.address()) {}

    const std::string &address() const override { return address_; }
    void send(std::string_view message) override {
        if (socket_ != nullptr && !socket_->send(message))
            close(); // it does not read
    }
    void close() override {
        if (socket_ != nullptr)
            socket_->close(WebSocket::normal, "");
    }
    void read(std::string_view message) {
        if (const auto listener = on_message) // a copy: it may be replaced meanwhile
            listener(message);
    }
    void end() {
        socket_ = nullptr;
        if (const auto listener = on_closed)
            listener();
    }

private:
    WebSocket *socket_; ///< null once closed
    const std::string address_;
};

/// Pages of other sites do not even get to guess. Programs that are not browsers name no origin.
bool is_own_page(const HttpRequest &request) {
    const auto origin = request.header("Origin");
    const size_t scheme = origin ? origin->find("://") : 0;
    return !origin || (scheme != std::string_view::npos && origin->substr(scheme + 3) == request.header("Host"));
}

} // namespace

Lan::Lan(HttpServer &server, Page &page, const std::string &path, std::string link, double requests_per_second)
    : server_(server), path_(path), link_(std::move(link)) {
    if (!is_private(page_url()))
        throw Error(fmt::format("phones would send their code to {} unencrypted: set 'self-signed' or a certificate in "
                                "[http], or 'link' to the https address of a proxy",
                                page_url()));
    const std::string prefix = path.substr(0, path.size() - 1);
    subscriptions_.push_back(server.route(prefix.empty() ? "/" : prefix, [&page, prefix](const HttpRequest &request) {
        return page.answer(request.path.substr(prefix.size()), request);
    }));
    subscriptions_.push_back(server.websocket(
        prefix + "/socket", [this](const HttpRequest &request, WebSocket &socket) { accept(request, socket); },
        {.max_message = max_message, .messages_per_second = 2 * requests_per_second}));
}

void Lan::accept(const HttpRequest &request, WebSocket &socket) {
    if (!is_own_page(request))
        return socket.close(WebSocket::policy, "this page may not connect here");
    const auto line = std::make_shared<SocketLine>(socket);
    socket.on_message = [line](std::string_view message, WebSocket::Kind) { line->read(message); };
    socket.on_closed = [line] { line->end(); };
    connected.emit(line);
}

std::string Lan::page_url() const { return link_.empty() ? lan_url(server_.url()) + path_ : link_; }

std::string Lan::link() const { return page_url() + "#" + code_; }

std::string Lan::remark() const {
    const std::string fingerprint = server_.fingerprint();
    return fingerprint.empty() ? "" : "the certificate's SHA-256 is " + fingerprint;
}

} // namespace callbooth::remote_control
