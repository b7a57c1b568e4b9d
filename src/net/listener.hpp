// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>

#include "net/log.hpp"
#include "spec/pipeline_file.hpp"
#include <callbooth/glib.hpp>

namespace callbooth::net {

/// Listens where `[http]` says and hands over the connections that come. libsoup's own listener loses a GSocket with
/// each of them, and never accepts again once the process was out of file descriptors.
class Listener {
public:
    using Accepted = std::function<void(GSocketConnection *)>;

    /// Throws Error with what to do when it cannot.
    Listener(const spec::HttpSection &section, Log log, Accepted accepted, GMainContext *context);
    Listener(const Listener &) = delete;
    Listener &operator=(const Listener &) = delete;

    /// `http://127.0.0.1:8080`, with the real port.
    std::string url() const;

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
};

} // namespace callbooth::net
