// SPDX-License-Identifier: MIT
#include "net/readable.hpp"

namespace callbooth::net {

Source when_readable(int fd, std::function<void()> function, GMainContext *context) {
    // Not g_unix_fd_source_new: its callback has a signature of its own.
    static GSourceFuncs functions{
        nullptr, nullptr, [](GSource *, GSourceFunc callback, gpointer data) -> gboolean { return callback(data); },
        nullptr, nullptr, nullptr};
    GSource *source = g_source_new(&functions, sizeof(GSource));
    g_source_add_unix_fd(source, fd, G_IO_IN);
    return Source::attach(
        source,
        [function = std::move(function)] {
            function();
            return true;
        },
        context);
}

} // namespace callbooth::net
