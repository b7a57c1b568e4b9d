// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "net/descriptor.hpp"
#include "net/log.hpp"
#include <callbooth/util/glib.hpp>

namespace callbooth::net {

/// Listens and hands over the connections that come. It goes on when the process has run out of file descriptors. Kept
/// by shared pointers: it lives until it has handed over what it is accepting.
class Listener : public std::enable_shared_from_this<Listener> {
public:
    /// A connection that does not block, and the address of its other end; IPv4 within IPv6 as IPv4.
    using Accepted = std::function<void(Descriptor, std::string peer)>;

    /// Throws Error with what to do when it cannot.
    Listener(const std::string &address, uint16_t port, Log log, Accepted accepted, GMainContext *context);
    Listener(const Listener &) = delete;
    Listener &operator=(const Listener &) = delete;

    /// `http://127.0.0.1:8080`, with the real port.
    std::string url(const char *scheme) const;
    uint16_t port() const;
    /// Hands over nothing more; may be called while it hands over.
    void close();

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
