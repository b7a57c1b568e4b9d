// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "net/log.hpp"
#include <callbooth/glib.hpp>

namespace callbooth::net {

/// Listens and hands over the connections that come. libsoup's own listener loses a GSocket with
/// each of them, and never accepts again once the process was out of file descriptors.
class Listener {
public:
    using Accepted = std::function<void(GSocketConnection *)>;

    /// Throws Error with what to do when it cannot.
    Listener(const std::string &address, uint16_t port, Log log, Accepted accepted, GMainContext *context);
    Listener(const Listener &) = delete;
    Listener &operator=(const Listener &) = delete;

    /// `http://127.0.0.1:8080`, with the real port.
    std::string url(const char *scheme) const;
    uint16_t port() const;

private:
    void watch();
    void accept_waiting();
    /// Nothing to accept for now (false), or trouble that a pause may end (false, too).
    bool accept_one();

    const Log log_;
    const Accepted accepted_;
    GMainContext *const context_;
    Ref<GSocket> socket_;
    Source source_;
    bool in_trouble_ = false; ///< which was logged
};

} // namespace callbooth::net
