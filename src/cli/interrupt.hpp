// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <vector>

#include <callbooth/glib.hpp>

namespace callbooth::cli {

/// The first Ctrl-C, SIGTERM or SIGHUP calls `first` on the main context; the second one ends the process at once with
/// code 1, even when the main context hangs. One at a time in a process.
class Interrupt {
public:
    explicit Interrupt(std::function<void()> first);
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;
    /// The signals do what they do by default again.
    ~Interrupt();

private:
    void take_first();

    std::function<void()> first_;
    std::vector<guint> sources_;
};

} // namespace callbooth::cli
