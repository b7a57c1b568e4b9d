// SPDX-License-Identifier: MIT
#include "cli/interrupt.hpp"

#include <csignal>

#include <glib-unix.h>
#include <unistd.h>

#include "cli/exit_code.hpp"

namespace callbooth::cli {
namespace {
constexpr int signals[] = {SIGINT, SIGTERM, SIGHUP};
}

Interrupt::Interrupt(std::function<void(int signal)> first) : first_(std::move(first)) {
    for (const int signal : signals) {
        auto &watch = watches_.emplace_back(Watch{this, signal, 0});
        watch.source = g_unix_signal_add(
            signal,
            [](gpointer data) -> gboolean {
                const auto &caught = *static_cast<Watch *>(data);
                detail::guarded([&] { caught.owner->take_first(caught.signal); });
                return G_SOURCE_CONTINUE;
            },
            &watch);
    }
}

Interrupt::~Interrupt() {
    for (const auto &watch : watches_)
        g_source_remove(watch.source);
    for (const int signal : signals)
        std::signal(signal, SIG_DFL);
}

void Interrupt::take_first(int first) {
    // over GLib's handlers, which need the main context to turn
    for (const int signal : signals)
        std::signal(signal, [](int) { _exit(failure); });
    first_(first);
}

} // namespace callbooth::cli
