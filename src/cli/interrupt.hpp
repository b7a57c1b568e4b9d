// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <list>

#include <callbooth/glib.hpp>

namespace callbooth::cli {

/// The first Ctrl-C, SIGTERM or SIGHUP calls `first` with its number on the main context; the second one ends the
/// process at once with code 1, even when the main context hangs. One at a time in a process.
class Interrupt {
public:
    explicit Interrupt(std::function<void(int signal)> first);
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;
    /// The signals do what they do by default again.
    ~Interrupt();

private:
    struct Watch {
        Interrupt *owner;
        int signal;
        guint source;
    };
    void take_first(int signal);

    std::function<void(int)> first_;
    std::list<Watch> watches_; ///< which GLib points into
};

} // namespace callbooth::cli
