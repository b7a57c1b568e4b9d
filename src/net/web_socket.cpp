// SPDX-License-Identifier: MIT
#include "net/web_socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>

#include "net/hub.hpp"
#include <fmt/format.h>

namespace callbooth::net {

namespace {
constexpr size_t tls_record = 16384;   // bytes, at most (RFC 8446 section 5.1)
constexpr size_t sent_at_once = 65536; // bytes that do not wait for others
} // namespace

Socket::Socket(Hub &hub, Descriptor fd, std::unique_ptr<TlsSession> tls, std::string address, size_t max_message)
    : hub_(hub), tls_(std::move(tls)), fd_(std::move(fd)), address_(std::move(address)),
      frames_(max_message, hub.buffers(), [this](std::string_view message) { deliver(message); }),
      allowance_(hub.messages_at_once()) {
    if (tls_)
        tls_->use(fd_.get());
}

void Socket::send(std::string_view text) {
    if (state_ != State::open || is_slow(hub_.options().max_queue))
        return;
    ++hub_.traffic_.messages_out;
    frames_.send_text(text);
    flush_soon();
}

bool Socket::is_slow(size_t most) {
    if (queued() <= most)
        return false;
    flush(); // perhaps nobody has tried yet
    if (state_ == State::dead || queued() <= most)
        return state_ == State::dead;
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
    flush_soon();
}

void Socket::came(const char *bytes, ssize_t size) {
    if (size > 0)
        feed({bytes, static_cast<size_t>(size)});
    else if (size != -EAGAIN && size != -EINTR)
        die();
}

void Socket::read_tls() {
    std::array<char, tls_record> buffer;
    const ssize_t size = tls_->read(buffer.data(), buffer.size());
    came(buffer.data(), size < 0 ? -errno : size);
    read_pending();
}

void Socket::read_pending() {
    std::array<char, tls_record> buffer;
    while (tls_ && state_ != State::dead && tls_->pending() > 0) {
        const ssize_t size = tls_->read(buffer.data(), std::min(buffer.size(), tls_->pending()));
        if (size <= 0)
            return;
        feed({buffer.data(), static_cast<size_t>(size)});
    }
}

ssize_t Socket::write_some(std::span<const char> bytes) {
    const ssize_t size = tls_ ? tls_->write(bytes.data(), bytes.size())
                              : ::send(fd_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    return size < 0 ? -errno : size;
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
    if (state_ == State::dead || is_slow(hub_.options().max_queue + hub_.options().max_message))
        return;
    if (state_ == State::open && !is_ending())
        flush_soon();
    else
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
    if (state_ == State::open && is_ending())
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

std::span<char> Socket::output() {
    if (state_ == State::dead || waits_for_room_)
        return {};
    return std::span(frames_.output()).subspan(sent_);
}

void Socket::flush_soon() {
    if (output().empty() || queued() > sent_at_once)
        flush();
    else
        hub_.send_soon(*this);
}

void Socket::flush() {
    for (auto rest = output(); !rest.empty(); rest = output())
        went(write_some(rest));
    if (state_ == State::dead)
        return;
    if (queued() == 0) {
        sent_ = 0;
        frames_.output_is_sent();
    }
    account();
}

void Socket::went(ssize_t size) {
    if (size >= 0) {
        sent_ += static_cast<size_t>(size);
        hub_.traffic_.bytes_out += static_cast<uint64_t>(size);
    } else if (size == -EAGAIN) {
        waits_for_room_ = true;
        hub_.watch(*this, true);
    } else if (size != -EINTR) {
        die();
    }
}

} // namespace callbooth::net
