// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <list>
#include <string>
#include <utility>
#include <vector>

#include <callbooth/error.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth {

namespace detail {

/// The names that `path` goes through: each symbolic link on the way, and the file at the end. Whatever changes which
/// file it is, or what is in it, happens to one of them.
inline std::vector<std::filesystem::path> names_on_the_way(const std::filesystem::path &path) {
    namespace fs = std::filesystem;
    constexpr int most_links = 40; // as the system has it
    const auto absolute = fs::absolute(path);
    std::list<fs::path> rest(absolute.begin(), absolute.end());
    std::vector<fs::path> names;
    fs::path at;
    while (!rest.empty()) {
        const fs::path part = rest.front();
        rest.pop_front();
        std::error_code error;
        const auto next = part == ".." ? at.parent_path() : at / part;
        const auto target = fs::read_symlink(next, error);
        if (error || names.size() == most_links) {
            at = next;
            continue;
        }
        names.push_back(next);
        rest.insert(rest.begin(), target.begin(), target.end()); // an absolute one begins at the root again
    }
    names.push_back(at);
    return names;
}

} // namespace detail

/// Calls `changed` when a file was changed, replaced, removed or came back, or a symbolic link on the way to it, once
/// it has been left alone for `quiet`: its writer is done by then, or takes a break. Belongs to the context that is the
/// thread's default when it is made.
class FileWatch {
public:
    using Quiet = std::chrono::milliseconds;

    /// Throws Error when the system cannot watch it. The file need not be there.
    FileWatch(std::string path, std::function<void()> changed, Quiet quiet = Quiet(500))
        : path_(std::move(path)), changed_(std::move(changed)), quiet_(quiet),
          context_(g_main_context_get_thread_default()) {
        watch();
    }
    FileWatch(const FileWatch &) = delete;
    FileWatch &operator=(const FileWatch &) = delete;

private:
    struct Name {
        Name(Ref<GFileMonitor> watching, std::function<void()> changed)
            : monitor(std::move(watching)),
              events(Connection::make<void(GFileMonitor *, GFile *, GFile *, GFileMonitorEvent)>(
                  monitor.get(), "changed",
                  [changed = std::move(changed)](GFileMonitor *, GFile *, GFile *, GFileMonitorEvent) { changed(); })) {
        }
        Name(const Name &) = delete;
        Name &operator=(const Name &) = delete;
        ~Name() { g_file_monitor_cancel(monitor.get()); }

        const Ref<GFileMonitor> monitor;
        const Connection events;
    };

    void watch() {
        std::list<Name> names;
        for (const auto &name : detail::names_on_the_way(path_))
            names.emplace_back(monitor(name), [this] { settle(); });
        names_.swap(names);
    }
    static Ref<GFileMonitor> monitor(const std::string &path) {
        const auto file = Ref<GFile>::adopt(g_file_new_for_path(path.c_str()));
        Handle<GError> error;
        auto monitor =
            Ref<GFileMonitor>::adopt(g_file_monitor_file(file.get(), G_FILE_MONITOR_NONE, nullptr, Out(error)));
        if (!monitor)
            throw Error("cannot watch '" + path + "': " + error->message);
        return monitor;
    }
    void settle() {
        pause_ = Source::after(
            quiet_,
            [this] {
                try {
                    watch();              // first: what changes from here on is seen
                } catch (const Error &) { // the names from before are still watched
                }
                changed_();
            },
            context_);
    }

    const std::string path_;
    const std::function<void()> changed_;
    const Quiet quiet_;
    GMainContext *const context_;
    std::list<Name> names_;
    Source pause_;
};

} // namespace callbooth
