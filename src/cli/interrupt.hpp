// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <list>

#include <callbooth/util/glib.hpp>

namespace callbooth::cli {

/// The first Ctrl-C, SIGTERM or SIGHUP calls `first` with its number on the main context; the second one ends the
/// process at once with code 1, even when the main context hangs. Where there is a `reload`, SIGHUP calls that instead,
/// as often as it comes. A SIGHUP that was ignored before (nohup) still is. One at a time in a process.
class Interrupt {
public:
    explicit Interrupt(std::function<void(int signal)> first, std::function<void()> reload = {});
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
    void take(int signal);
    void take_first(int signal);

    std::function<void(int)> first_;
    std::function<void()> reload_;
    std::list<Watch> watches_; ///< which GLib points into
};

} // namespace callbooth::cli
