// SPDX-License-Identifier: MIT
#include "net/web_socket.hpp"

#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>

#include "net/hub.hpp"
#include <fmt/format.h>

namespace callbooth::net {

namespace {
constexpr size_t kept_capacity = 512; // bytes of buffer that an idle connection may hold
}

Descriptor::~Descriptor() {
    if (fd_ >= 0)
        ::close(fd_);
}

Socket::Socket(Hub &hub, Descriptor fd, std::string address, size_t max_message)
    : hub_(hub), fd_(std::move(fd)), address_(std::move(address)),
      frames_(max_message, [this](std::string_view message) { deliver(message); }) {}

void Socket::send(std::string_view text) {
    if (state_ != State::open)
        return;
    if (frames_.output().size() - sent_ > hub_.options().max_queue) {
        hub_.log(Level::warning, fmt::format("{} does not read what it is sent: dropped", address_));
        ++hub_.traffic_.dropped_slow;
        die();
        return;
    }
    ++hub_.traffic_.messages_out;
    frames_.send_text(text);
    flush();
}

void Socket::close(Code code, std::string_view reason) {
    if (state_ != State::open)
        return;
    frames_.close(code, reason);
    advance();
}

void Socket::ping() {
    frames_.ping();
    flush();
}

void Socket::readable() {
    auto &buffer = hub_.read_buffer();
    const ssize_t size = ::recv(fd_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size > 0)
        feed({buffer.data(), static_cast<size_t>(size)});
    else if (size == 0 || (errno != EAGAIN && errno != EINTR))
        die();
}

void Socket::writable() {
    waits_for_room_ = false;
    hub_.watch(*this, false);
    advance();
}

void Socket::feed(std::string_view bytes) {
    heard_ = true;
    hub_.traffic_.bytes_in += bytes.size();
    frames_.feed(bytes);
    if (state_ != State::dead)
        advance();
}

void Socket::deliver(std::string_view message) {
    ++hub_.traffic_.messages_in;
    if (state_ != State::open || !on_message)
        return;
    const auto listener = on_message; // a copy: it may replace itself
    try {
        listener(message);
    } catch (const std::exception &e) {
        hub_.log(Level::error, fmt::format("a message of {} failed: {}", address_, e.what()));
        close(policy, "internal error");
    }
}

void Socket::advance() {
    flush();
    if (state_ == State::open && (frames_.close_sent() || frames_.finished_reading()))
        begin_closing();
    if (state_ != State::closing || waits_for_room_)
        return;
    if (frames_.close_received()) {
        die();
    } else if (!said_everything_ && frames_.close_sent() && frames_.finished_reading()) {
        // A broken frame was answered. Closing at once, with bytes unread, would take that answer back.
        said_everything_ = true;
        ::shutdown(fd_.get(), SHUT_WR);
    }
}

void Socket::begin_closing() {
    state_ = State::closing;
    hub_.began_closing(*this);
}

void Socket::die() {
    if (state_ == State::dead)
        return;
    const auto before = std::exchange(state_, State::dead);
    hub_.died(*this, before == State::closing);
}

void Socket::flush() {
    if (state_ == State::dead || waits_for_room_)
        return;
    write_output();
}

void Socket::write_output() {
    auto &output = frames_.output();
    while (sent_ < output.size()) {
        const ssize_t size =
            ::send(fd_.get(), output.data() + sent_, output.size() - sent_, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (size >= 0) {
            sent_ += static_cast<size_t>(size);
            hub_.traffic_.bytes_out += static_cast<uint64_t>(size);
        } else if (errno == EAGAIN) {
            waits_for_room_ = true;
            hub_.watch(*this, true);
            return;
        } else if (errno != EINTR) {
            die();
            return;
        }
    }
    sent_ = 0;
    output.clear();
    if (output.capacity() > kept_capacity)
        output.shrink_to_fit();
}

} // namespace callbooth::net
