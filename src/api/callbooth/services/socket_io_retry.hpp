// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <utility>

#include <callbooth/services/socket_io_client.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth {

/// How long to wait before connecting again.
struct SocketIoRetryWaits {
    std::chrono::milliseconds refused{30000};
    std::chrono::milliseconds ended{15000}; ///< by the server
};

/// The reason for a refusal, with what can be done about it here.
inline std::string explain_refusal(const std::string &why) {
    const bool is_unknown = why == "Invalid namespace"; // as the reference server says
    return is_unknown ? why + "; is the property 'namespace' right?" : why;
}

/// Connects a socket again some time after the server has refused or ended it, for programs that nobody watches. Main
/// context only; must not outlive the socket.
class SocketIoRetry {
public:
    /// `on_refused` gets the reason each time, as `explain_refusal` returns it.
    SocketIoRetry(SocketIoClientSocket &socket, std::function<void(const std::string &)> on_refused,
                  SocketIoRetryWaits waits = {})
        : socket_(socket), on_refused_(std::move(on_refused)),
          refused_(socket.refused.subscribe(
              [this, waits](const std::string &why, const Json &) { retry(waits.refused, explain_refusal(why)); })),
          disconnected_(socket.disconnected.subscribe([this, waits](const std::string &reason) {
              if (reason == "io server disconnect")
                  retry(waits.ended, "the server has ended the connection");
          })) {}

private:
    void retry(std::chrono::milliseconds wait, const std::string &why) {
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
