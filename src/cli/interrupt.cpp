// SPDX-License-Identifier: MIT
#include "cli/interrupt.hpp"

#include <csignal>
#include <unistd.h>

#include "cli/exit_code.hpp"
#include <glib-unix.h>

namespace callbooth::cli {
namespace {

constexpr int signals[] = {SIGINT, SIGTERM, SIGHUP};

bool is_ignored(int signal) {
    struct sigaction action {};
    return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

} // namespace

Interrupt::Interrupt(std::function<void(int signal)> first, std::function<void()> reload)
    : first_(std::move(first)), reload_(std::move(reload)) {
    for (const int signal : signals) {
        if (signal == SIGHUP && is_ignored(signal))
            continue;
        auto &watch = watches_.emplace_back(Watch{this, signal, 0});
        watch.source = g_unix_signal_add(
            signal,
            [](gpointer data) -> gboolean {
                const auto &caught = *static_cast<Watch *>(data);
                detail::guarded([&] { caught.owner->take(caught.signal); });
                return G_SOURCE_CONTINUE;
            },
            &watch);
    }
}

Interrupt::~Interrupt() {
    for (const auto &watch : watches_) {
        g_source_remove(watch.source);
        std::signal(watch.signal, SIG_DFL);
    }
}

void Interrupt::take(int signal) {
    if (signal == SIGHUP && reload_)
        reload_();
    else
        take_first(signal);
}

void Interrupt::take_first(int first) {
    // over GLib's handlers, which need the main context to turn
    for (const auto &watch : watches_)
        if (watch.signal != SIGHUP || !reload_)
            std::signal(watch.signal, [](int) { _exit(failure); });
    first_(first);
}

} // namespace callbooth::cli
