// SPDX-License-Identifier: MIT
#include "net/fd_source.hpp"

namespace callbooth::net {

Source when_readable(int fd, std::function<void()> function, GMainContext *context) {
    // Not g_unix_fd_source_new: its callback has a signature of its own.
    static GSourceFuncs functions{
        nullptr, nullptr, [](GSource *, GSourceFunc callback, gpointer data) -> gboolean { return callback(data); },
        nullptr, nullptr, nullptr};
    GSource *source = g_source_new(&functions, sizeof(GSource));
    g_source_add_unix_fd(source, fd, G_IO_IN);
    // Else GLib takes the descriptor out of its set for each call and back in, and wakes itself up for both. Nobody
    // runs the main context from within a function.
    g_source_set_can_recurse(source, TRUE);
    return Source::attach(
        source,
        [function = std::move(function)] {
            function();
            return true;
        },
        context);
}

} // namespace callbooth::net
