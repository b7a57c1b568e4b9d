// SPDX-License-Identifier: MIT
/// The other end of the plugin: a real WebSocket server on a free port that does what a test tells it.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "net/http/server.hpp"

namespace callbooth::socketio_client {

class FakeServer {
public:
    FakeServer() { server_.start(); }

    std::string url(const std::string &scheme = "http") const { return scheme + server_.url().substr(4); }

    /// To the client that came last.
    void say(const std::string &text) { clients.back()->send(text); }
    void say_binary(const std::string &bytes) { clients.back()->send(bytes, WebSocket::Kind::binary); }
    void hang_up() { clients.back()->close(WebSocket::going_away, "so long"); }
    bool heard(const std::string &message) const { return std::count(messages.begin(), messages.end(), message) > 0; }

    /// What every client is told first; nothing when empty.
    std::string handshake = R"({"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000})";
    bool lets_in = true;               ///< CONNECT is answered, with the id `id-N` of the Nth connection
    std::vector<std::string> queries;  ///< EIO and transport of each handshake
    std::vector<std::string> origins;  ///< of each handshake; "none" without one
    std::vector<std::string> messages; ///< all that clients sent; binary ones begin with '~'
    std::vector<WebSocket *> clients;  ///< those of now

private:
    void accept(const HttpRequest &request, WebSocket &socket) {
        std::string query;
        for (const auto &[name, value] : request.query)
            query += name + "=" + value + "&";
        queries.push_back(query);
        origins.emplace_back(request.header("Origin").value_or("none"));
        clients.push_back(&socket);
        socket.on_message = [this, &socket](std::string_view bytes, WebSocket::Kind kind) {
            messages.push_back((kind == WebSocket::Kind::binary ? "~" : "") + std::string(bytes));
            if (lets_in && bytes.starts_with("40"))
                socket.send(answer(bytes));
        };
        socket.on_closed = [this, &socket] { std::erase(clients, &socket); };
        if (!handshake.empty())
            socket.send("0" + handshake);
    }
    std::string answer(std::string_view connect) const {
        const bool is_named = connect.size() > 2 && connect[2] == '/';
        const std::string name = is_named ? std::string(connect.substr(2, connect.find(',') - 2)) + "," : "";
        return "40" + name + R"({"sid":"id-)" + std::to_string(queries.size()) + "\"}";
    }

    net::Server server_{{.port = 0}, [](Level, std::string_view) {}};
    Subscription route_ = server_.websocket(
        "/socket.io/", [this](const HttpRequest &request, WebSocket &socket) { accept(request, socket); });
};

} // namespace callbooth::socketio_client
