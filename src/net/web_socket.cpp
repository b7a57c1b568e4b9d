// SPDX-License-Identifier: MIT
#include "net/web_socket.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>

#include "net/hub.hpp"
#include <fmt/format.h>

namespace callbooth::net {

Socket::Socket(Hub &hub, Descriptor fd, std::unique_ptr<TlsSession> tls, std::string address, size_t max_message)
    : hub_(hub), tls_(std::move(tls)), fd_(std::move(fd)), address_(std::move(address)),
      frames_(max_message, hub.buffers(), [this](std::string_view message) { deliver(message); }),
      allowance_(hub.messages_at_once()) {
    if (tls_)
        tls_->use(fd_.get());
}

void Socket::send(std::string_view text) {
    if (state_ != State::open)
        return;
    if (is_slow(hub_.options().max_queue))
        return;
    ++hub_.traffic_.messages_out;
    frames_.send_text(text);
    flush();
}

bool Socket::is_slow(size_t most) {
    if (frames_.output().size() - sent_ <= most)
        return false;
    hub_.drops_.tell(fmt::format("{} does not read what it is sent: dropped", address_));
    ++hub_.traffic_.dropped_slow;
    die();
    return true;
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
    const ssize_t size = read_some(buffer.data(), buffer.size());
    if (size > 0)
        feed({buffer.data(), static_cast<size_t>(size)});
    else if (size == 0 || (errno != EAGAIN && errno != EINTR))
        die();
    read_pending();
}

void Socket::read_pending() {
    auto &buffer = hub_.read_buffer();
    while (tls_ && state_ != State::dead && tls_->pending() > 0) {
        const ssize_t size = tls_->read(buffer.data(), std::min(buffer.size(), tls_->pending()));
        if (size <= 0)
            return;
        feed({buffer.data(), static_cast<size_t>(size)});
    }
}

ssize_t Socket::read_some(char *buffer, size_t size) {
    return tls_ ? tls_->read(buffer, size) : ::recv(fd_.get(), buffer, size, MSG_DONTWAIT);
}

ssize_t Socket::write_some(const char *data, size_t size) {
    return tls_ ? tls_->write(data, size) : ::send(fd_.get(), data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void Socket::writable() {
    waits_for_room_ = false;
    hub_.watch(*this, false);
    advance();
}

void Socket::feed(std::string_view bytes) {
    heard_ = true;
    hub_.traffic_.bytes_in += bytes.size();
    const uint32_t before = frames_.control_frames();
    frames_.feed(bytes);
    if (const uint32_t more = frames_.control_frames() - before; more > 0)
        floods(more);
    // Whoever sends pings and does not read has a queue of pongs. One message may be longer than the queue.
    if (state_ != State::dead && !is_slow(hub_.options().max_queue + hub_.options().max_message))
        advance();
}

bool Socket::floods(uint32_t messages) {
    if (state_ != State::open)
        return false;
    const uint32_t now = hub_.milliseconds();
    const auto earned = static_cast<float>(now - allowed_at_) * hub_.messages_per_millisecond();
    allowance_ = std::min(hub_.messages_at_once(), allowance_ + earned) - static_cast<float>(messages);
    allowed_at_ = now;
    if (allowance_ >= 0)
        return false;
    hub_.drops_.tell(fmt::format("{} sends too many messages: dropped", address_));
    ++hub_.traffic_.dropped_flood;
    close(policy, "too many messages");
    return true;
}

void Socket::account() {
    const size_t now = state_ == State::dead ? 0 : frames_.held() - sent_;
    hub_.traffic_.held += now - held_;
    held_ = static_cast<uint32_t>(now);
    if (hub_.traffic_.held <= hub_.options().max_held || state_ == State::dead || now <= Buffers::kept)
        return;
    hub_.drops_.tell(fmt::format("no memory for the long message of {}: dropped", address_));
    ++hub_.traffic_.dropped_memory;
    die();
}

void Socket::deliver(std::string_view message) {
    ++hub_.traffic_.messages_in;
    if (state_ != State::open || floods(1) || !on_message)
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
        if (tls_)
            tls_->say_goodbye();
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
    account();
    if (tls_)
        tls_->say_goodbye();
    hub_.died(*this, before == State::closing);
}

void Socket::flush() {
    if (state_ == State::dead)
        return;
    if (!waits_for_room_)
        write_output();
    account();
}

void Socket::write_output() {
    auto &output = frames_.output();
    while (sent_ < output.size()) {
        const ssize_t size = write_some(output.data() + sent_, output.size() - sent_);
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
    frames_.output_is_sent();
}

} // namespace callbooth::net
