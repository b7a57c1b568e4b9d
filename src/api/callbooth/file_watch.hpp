// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <utility>

#include <callbooth/error.hpp>
#include <callbooth/glib.hpp>

namespace callbooth {

/// Tells when a file was changed, replaced, removed or came back, once it has been left alone for `quiet`: whoever
/// writes it is done by then, or takes a break. Belongs to the context that is the thread's default when it is made.
class FileWatch {
public:
    using Quiet = std::chrono::milliseconds;

    /// Throws Error when the system cannot watch it. The file need not be there.
    FileWatch(const std::string &path, std::function<void()> changed, Quiet quiet = Quiet(500))
        : changed_(std::move(changed)), quiet_(quiet), context_(g_main_context_get_thread_default()),
          monitor_(watch(path)),
          events_(Connection::make<void(GFileMonitor *, GFile *, GFile *, GFileMonitorEvent)>(
              monitor_.get(), "changed", [this](GFileMonitor *, GFile *, GFile *, GFileMonitorEvent) { settle(); })) {}
    FileWatch(const FileWatch &) = delete;
    FileWatch &operator=(const FileWatch &) = delete;
    ~FileWatch() { g_file_monitor_cancel(monitor_.get()); }

private:
    static Ref<GFileMonitor> watch(const std::string &path) {
        const auto file = Ref<GFile>::adopt(g_file_new_for_path(path.c_str()));
        Handle<GError> error;
        auto monitor =
            Ref<GFileMonitor>::adopt(g_file_monitor_file(file.get(), G_FILE_MONITOR_NONE, nullptr, Out(error)));
        if (!monitor)
            throw Error("cannot watch '" + path + "': " + error->message);
        return monitor;
    }
    void settle() { pause_ = Source::after(quiet_, changed_, context_); }

    const std::function<void()> changed_;
    const Quiet quiet_;
    GMainContext *const context_;
    Ref<GFileMonitor> monitor_;
    Connection events_;
    Source pause_;
};

} // namespace callbooth
