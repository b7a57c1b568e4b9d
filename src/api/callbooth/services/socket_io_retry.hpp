// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <utility>

#include <callbooth/services/socket_io_client.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth {

/// Connects a socket again some time after the server has refused or ended it, for programs that nobody watches. Main
/// context only; must not outlive the socket.
class SocketIoRetry {
public:
    /// `on_refused` gets the reason each time.
    SocketIoRetry(SocketIoClientSocket &socket, std::function<void(const std::string &)> on_refused)
        : socket_(socket), on_refused_(std::move(on_refused)),
          refused_(socket.refused.subscribe(
              [this](const std::string &why, const Json &) { retry(std::chrono::seconds(30), why); })),
          disconnected_(socket.disconnected.subscribe([this](const std::string &reason) {
              if (reason == "io server disconnect")
                  retry(std::chrono::seconds(15), "the server has ended the connection");
          })) {}

private:
    void retry(std::chrono::seconds wait, const std::string &why) {
        retry_ = Source::after(wait, [this] { socket_.connect(); });
        on_refused_(why);
    }

    SocketIoClientSocket &socket_;
    const std::function<void(const std::string &)> on_refused_;
    Source retry_;
    Subscription refused_;
    Subscription disconnected_;
};

} // namespace callbooth
