// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <callbooth/event.hpp>
#include <callbooth/util/fd.hpp>

namespace callbooth::control {

/// Accepts clients at a Unix socket. Main context only.
class Listener {
public:
    /// Takes the socket that systemd passed under this name (sd_listen_fds(3)), or makes one at `path`, for our own
    /// user alone. Throws Error.
    Listener(std::string path, const char *name);
    Listener(const Listener &) = delete;
    Listener &operator=(const Listener &) = delete;
    ~Listener();

    void start(GMainContext *context);
    /// For people: the path, or that it is systemd's.
    std::string address() const;

    Event<Fd &> accepted;               ///< for the listener to take
    Event<const std::string &> refused; ///< why: it belongs to another user

private:
    void make(const std::string &name);
    void accept_one();

    std::string path_;
    Fd lock_; ///< its holder owns the path
    Fd socket_;
    bool passed_ = false; ///< systemd made it, and removes it
    Source accepting_;
};

} // namespace callbooth::control
