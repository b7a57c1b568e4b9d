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

Interrupt::Interrupt(std::function<void()> first) : first_(std::move(first)) {
    for (const int signal : signals)
        sources_.push_back(g_unix_signal_add(
            signal,
            [](gpointer data) -> gboolean {
                detail::guarded([&] { static_cast<Interrupt *>(data)->take_first(); });
                return G_SOURCE_CONTINUE;
            },
            this));
}

Interrupt::~Interrupt() {
    for (const guint source : sources_)
        g_source_remove(source);
    for (const int signal : signals)
        std::signal(signal, SIG_DFL);
}

void Interrupt::take_first() {
    // over GLib's handlers, which need the main context to turn
    for (const int signal : signals)
        std::signal(signal, [](int) { _exit(failure); });
    first_();
}

} // namespace callbooth::cli
