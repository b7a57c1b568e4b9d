// SPDX-License-Identifier: MIT
/// File descriptors on a main context.
#pragma once

#include <unistd.h>
#include <utility>

#include <callbooth/util/glib.hpp>

namespace callbooth {

/// A file descriptor, closed with its owner.
class Fd {
public:
    explicit Fd(int fd = -1) : fd_(fd) {}
    Fd(Fd &&other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd &operator=(Fd &&other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Fd() {
        if (fd_ >= 0)
            ::close(fd_);
    }
    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }

private:
    int fd_;
};

/// Calls `again` whenever the descriptor is in one of the conditions, an error or a hang-up, until it returns false.
/// The descriptor must stay open as long.
inline Source watch_fd(int fd, GIOCondition conditions, Source::Again again, GMainContext *context = nullptr) {
    static GSourceFuncs functions = {
        nullptr, nullptr, [](GSource *, GSourceFunc callback, gpointer data) -> gboolean { return callback(data); },
        nullptr, nullptr, nullptr};
    GSource *source = g_source_new(&functions, sizeof(GSource));
    g_source_add_unix_fd(source, fd, conditions);
    return Source::attach(source, std::move(again), context);
}

} // namespace callbooth
