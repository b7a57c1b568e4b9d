// SPDX-License-Identifier: MIT
#include "terminal.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <callbooth/util/fd.hpp>
#include <glib-unix.h>

namespace callbooth::console {
namespace {

constexpr size_t max_unwritten_bytes = 256 * 1024;

bool in_background(int descriptor) {
    const pid_t foreground = tcgetpgrp(descriptor);
    return foreground != -1 && foreground != getpgrp();
}

bool can_draw(int in, int out) {
    const char *type = std::getenv("TERM");
    return isatty(in) == 1 && isatty(out) == 1 && !in_background(in) && std::string_view(type ? type : "") != "dumb";
}

enum class Room { some, none, nobody_reads };

Room room(int descriptor) {
    pollfd entry{descriptor, POLLOUT, 0};
    if (poll(&entry, 1, 0) != 1)
        return Room::none;
    // A write to a pipe that nobody reads would be answered with SIGPIPE.
    if ((entry.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0)
        return Room::nobody_reads;
    return Room::some;
}

} // namespace

Terminal::Terminal(int in, int out) : in_(in), out_(out) {
    termios mode{};
    if (can_draw(in, out) && tcgetattr(in, &mode) == 0)
        saved_ = mode;
}

size_t Terminal::columns() const {
    winsize size{};
    if (ioctl(out_, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 80;
    return size.ws_col;
}

void Terminal::start(GMainContext *context) {
    context_ = context;
    if (saved_) {
        termios mode = *saved_;
        mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO); // Ctrl-C and Ctrl-Z remain signals
        tcsetattr(in_, TCSADRAIN, &mode);
        resizing_ = Source::attach(
            g_unix_signal_source_new(SIGWINCH),
            [this] {
                resized.emit();
                return true;
            },
            context_);
    }
    if (isatty(in_) == 1 && in_background(in_))
        return; // reading would stop the whole program
    reading_ = watch_fd(
        in_, G_IO_IN, [this] { return read_some(); }, context_);
}

bool Terminal::read_some() {
    std::array<char, 4096> bytes;
    const ssize_t size = read(in_, bytes.data(), bytes.size());
    if (size > 0) {
        input.emit(std::string_view(bytes.data(), static_cast<size_t>(size)));
        return true;
    }
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    ended.emit();
    return false;
}

void Terminal::write(std::string_view text) {
    if (unwritten_.size() + text.size() > max_unwritten_bytes)
        return;
    unwritten_ += text;
    if (!writing_.active() && write_some())
        writing_ = watch_fd(
            out_, G_IO_OUT, [this] { return write_some(); }, context_);
}

// Up to PIPE_BUF bytes never block where poll() promises room. Returns whether something is left.
bool Terminal::write_some() {
    constexpr size_t step = 512;
    while (!unwritten_.empty()) {
        const Room now = room(out_);
        if (now == Room::none)
            return true;
        const ssize_t size =
            now == Room::some ? ::write(out_, unwritten_.data(), std::min(step, unwritten_.size())) : -1;
        if (size < 0) {
            unwritten_.clear();
            return false;
        }
        unwritten_.erase(0, static_cast<size_t>(size));
    }
    return false;
}

void Terminal::restore() {
    reading_.cancel();
    resizing_.cancel();
    if (saved_)
        tcsetattr(in_, TCSADRAIN, &*saved_);
    saved_.reset();
}

} // namespace callbooth::console
