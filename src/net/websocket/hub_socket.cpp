// SPDX-License-Identifier: MIT
#include "net/websocket/hub_socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "net/websocket/hub.hpp"
#include <callbooth/util/network_key.hpp>
#include <fmt/format.h>

namespace callbooth::net {

namespace {
constexpr size_t tls_record = 16384;   // bytes, at most (RFC 8446 section 5.1)
constexpr size_t sent_at_once = 65536; // bytes that do not wait for others
constexpr size_t worth_a_move = 65536; // bytes of sent output that are worth moving the rest to the front
} // namespace

HubSocket::HubSocket(Hub &hub, Descriptor fd, std::unique_ptr<TlsSession> tls, std::string address,
                     const SocketOptions &options)
    : hub_(hub), tls_(std::move(tls)), fd_(std::move(fd)), address_(std::move(address)),
      network_(network_number(address_).value_or(0)),
      frames_(options.max_message, hub.buffers(), [this](std::string_view message) { deliver(message); }),
      allowance_(options.messages_per_second, options.bytes_per_second, options.max_message, hub.milliseconds()) {}

void HubSocket::begin(std::string_view answer) {
    frames_.output().append(answer);
    hub_.traffic_.bytes_out -= answer.size(); // it is not counted when it goes out
    flush_soon();
}

bool HubSocket::send(std::string_view text) {
    if (state_ != State::open)
        return false;
    if (!has_room(text.size())) {
        ++hub_.traffic_.undelivered;
        return false;
    }
    ++hub_.traffic_.messages_out;
    frames_.send_text(text);
    flush_soon();
    return state_ != State::dead;
}

bool HubSocket::has_room(size_t size) {
    if (fits(size))
        return true;
    flush(); // perhaps nobody has tried yet
    return state_ == State::open && fits(size);
}

bool HubSocket::fits(size_t size) const {
    const size_t room = hub_.options().max_queue - std::min(hub_.options().max_queue, queued());
    return queued() == 0 || size <= room / 2; // long messages leave room for short ones
}

bool HubSocket::moved() {
    int unacknowledged = 0;
    ioctl(fd_.get(), SIOCOUTQ, &unacknowledged);
    return std::exchange(holding_->unacknowledged, unacknowledged) != unacknowledged;
}

void HubSocket::drop(const char *why, uint64_t &dropped) {
    hub_.drops_.tell(fmt::format("WebSocket of {} dropped: {}", address_, why));
    ++dropped;
    close_now();
}

void HubSocket::refuse(const char *why, uint64_t &dropped) {
    hub_.drops_.tell(fmt::format("WebSocket of {} dropped: {}", address_, why));
    ++dropped;
    frames_.refuse(policy, why);
    advance();
}

void HubSocket::close(Code code, std::string_view reason) {
    if (state_ != State::open)
        return;
    frames_.close(code, reason);
    advance();
}

void HubSocket::ping() {
    frames_.ping();
    flush_soon();
}

void HubSocket::on_read(const char *bytes, ssize_t size) {
    if (size > 0)
        feed({bytes, static_cast<size_t>(size)});
    else if (size != -EAGAIN && size != -EINTR)
        close_now();
}

void HubSocket::read_tls() {
    std::array<char, tls_record> buffer;
    const ssize_t size = tls_->read(buffer.data(), buffer.size());
    on_read(buffer.data(), size < 0 ? -errno : size);
    read_pending();
}

void HubSocket::read_pending() {
    std::array<char, tls_record> buffer;
    while (tls_ && state_ != State::dead && tls_->pending() > 0) {
        const ssize_t size = tls_->read(buffer.data(), std::min(buffer.size(), tls_->pending()));
        if (size <= 0)
            return;
        feed({buffer.data(), static_cast<size_t>(size)});
    }
}

ssize_t HubSocket::write_some(std::span<const char> bytes) {
    const ssize_t size = tls_ ? tls_->write(bytes.data(), bytes.size())
                              : ::send(fd_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    return size < 0 ? -errno : size;
}

void HubSocket::writable() {
    waits_for_room_ = false;
    hub_.watch(*this, false);
    advance();
}

void HubSocket::feed(std::string_view bytes) {
    heard_ = true;
    hub_.traffic_.bytes_in += bytes.size();
    allowance_.refill(hub_.milliseconds());
    if (!allowance_.take_bytes(bytes.size()) && state_ == State::open)
        refuse("too many bytes", hub_.traffic_.dropped_bytes);
    if (holding_ && !frames_.in_message())
        holding_->message_since = hub_.milliseconds();
    const uint32_t before = frames_.other_frames();
    frames_.feed(bytes);
    refuse_frames(frames_.other_frames() - before);
    limit_answers();
    if (state_ == State::open && !is_ending())
        flush_soon();
    else
        advance();
}

void HubSocket::refuse_frames(uint32_t frames) {
    if (!allowance_.take_frames(frames) && state_ == State::open)
        refuse("too many messages", hub_.traffic_.dropped_flood);
}

void HubSocket::limit_answers() {
    const size_t most = hub_.options().max_queue + hub_.options().max_message;
    if (queued() > most)
        flush(); // perhaps nobody has tried yet
    if (state_ != State::dead && queued() > most)
        drop("it does not read the answers to its pings", hub_.traffic_.dropped_slow);
}

bool HubSocket::holds_something() const { return state_ != State::dead && (queued() > 0 || frames_.in_message()); }

void HubSocket::account() {
    if (!holds_something()) {
        if (holding_)
            hub_.holdings_.end(*std::exchange(holding_, nullptr));
        return;
    }
    const uint32_t now = hub_.milliseconds();
    if (!holding_)
        holding_ = &hub_.holdings_.begin(*this, network_, now);
    if (queued() == 0)
        holding_->moved_at = now;
    hub_.holdings_.resize(*holding_, frames_.held());
    hub_.limit_memory(*this);
}

void HubSocket::deliver(std::string_view message) {
    ++hub_.traffic_.messages_in;
    if (holding_)
        holding_->message_since = hub_.milliseconds(); // of the next one
    refuse_frames(1);
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

void HubSocket::advance() {
    flush();
    if (state_ == State::open && is_ending())
        begin_closing();
    if (state_ != State::closing || waits_for_room_)
        return;
    if (frames_.close_received()) {
        close_now();
    } else if (!said_everything_ && frames_.close_sent() && frames_.finished_reading()) {
        // A broken frame was answered. Closing at once, with bytes unread, would take that answer back.
        said_everything_ = true;
        if (tls_)
            tls_->say_goodbye();
        ::shutdown(fd_.get(), SHUT_WR);
    }
}

void HubSocket::begin_closing() {
    state_ = State::closing;
    hub_.began_closing(*this);
}

void HubSocket::close_now() {
    if (state_ == State::dead)
        return;
    const auto before = std::exchange(state_, State::dead);
    account();
    if (tls_)
        tls_->say_goodbye();
    hub_.on_closed(*this, before == State::closing);
}

std::span<char> HubSocket::output() {
    if (state_ == State::dead || waits_for_room_)
        return {};
    return std::span(frames_.output()).subspan(sent_);
}

void HubSocket::flush_soon() {
    if (output().empty() || queued() > sent_at_once)
        flush();
    else
        hub_.send_soon(*this);
}

void HubSocket::flush() {
    for (auto rest = output(); !rest.empty(); rest = output())
        on_written(write_some(rest));
    if (state_ == State::dead)
        return;
    if (queued() == 0) {
        sent_ = 0;
        frames_.output_is_sent();
    }
    account();
}

void HubSocket::on_written(ssize_t size) {
    if (size >= 0) {
        forget_sent(static_cast<size_t>(size));
        hub_.traffic_.bytes_out += static_cast<uint64_t>(size);
    } else if (size == -EAGAIN) {
        waits_for_room_ = true;
        hub_.watch(*this, true);
    } else if (size != -EINTR) {
        close_now();
    }
}

void HubSocket::forget_sent(size_t size) {
    sent_ += size;
    if (holding_)
        holding_->moved_at = hub_.milliseconds();
    // A client that always leaves something unread would make the output grow for ever.
    if (sent_ < worth_a_move || sent_ < queued())
        return;
    frames_.output().erase(0, sent_);
    sent_ = 0;
}

} // namespace callbooth::net
