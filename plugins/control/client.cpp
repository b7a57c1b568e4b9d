// SPDX-License-Identifier: MIT
#include "client.hpp"

#include <cerrno>
#include <sys/socket.h>

#include <fmt/format.h>

namespace callbooth::control {
namespace {

constexpr size_t read_at_once = 64 * 1024;
constexpr std::chrono::seconds farewell{5}; ///< a dropped client may take to read the reason

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

} // namespace

Client::Client(Fd socket, const ClientLimits &limits, GMainContext *context)
    : socket_(std::move(socket)), context_(context), queue_(limits.queue),
      rate_(limits.requests_per_second, 2 * limits.requests_per_second) {}

void Client::start() {
    const auto read = [this] {
        readable();
        return true;
    };
    reading_ = watch_fd(socket_.get(), G_IO_IN, read, context_);
}

void Client::readable() {
    char bytes[read_at_once];
    const ssize_t size = recv(socket_.get(), bytes, sizeof bytes, MSG_DONTWAIT);
    if (size < 0 && would_block())
        return;
    if (size <= 0) { // answers to what it asked before still reach it
        finishing_ = true;
        reading_.cancel();
        return queue_.empty() || size < 0 ? become_gone() : void();
    }
    reader_.feed({bytes, static_cast<size_t>(size)});
    handle_lines();
}

void Client::handle_lines() {
    while (!finishing_) {
        const auto line = reader_.next();
        if (!line)
            break;
        if (rate_.take(TokenBucket::Time::clock::now()))
            requested.emit(*line);
        else
            send(error_line(nullptr, Code::too_many, "too many requests a second"));
    }
    if (!finishing_ && reader_.too_long())
        drop(fmt::format("a request exceeds {} bytes", max_line));
}

void Client::send(std::string line) {
    if (finishing_ && ending_.active())
        return;
    if (!queue_.push(std::move(line)))
        return drop("it reads too slowly");
    flush();
}

void Client::flush() {
    while (!queue_.empty()) {
        const auto bytes = queue_.front();
        const ssize_t size = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (size < 0 && !would_block())
            return become_gone();
        if (size < 0)
            break;
        queue_.consume(static_cast<size_t>(size));
    }
    if (queue_.empty()) {
        writing_.cancel();
        if (finishing_)
            become_gone();
    } else if (!writing_.active()) {
        const auto write = [this] {
            flush();
            return true;
        };
        writing_ = watch_fd(socket_.get(), G_IO_OUT, write, context_);
    }
}

void Client::drop(const std::string &why) {
    if (finishing_ && ending_.active())
        return;
    finishing_ = true;
    reading_.cancel();
    ending_ = Source::after(
        farewell, [this] { gone.emit(); }, context_);
    queue_.finish(event_line("dropped", {{"why", why}}));
    dropped.emit(why);
    flush();
}

// Later: the caller may be iterating over the clients.
void Client::become_gone() {
    finishing_ = true;
    reading_.cancel();
    writing_.cancel();
    ending_ = Source::soon([this] { gone.emit(); }, context_);
}

void Client::close() {
    flush();
    reading_.cancel();
    writing_.cancel();
    ending_.cancel();
}

} // namespace callbooth::control
