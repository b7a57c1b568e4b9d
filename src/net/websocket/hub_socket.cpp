// SPDX-License-Identifier: MIT
#include "net/websocket/hub_socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <callbooth/util/network_key.hpp>

namespace callbooth::net {

namespace {
constexpr size_t tls_record = 16384;   // bytes, at most (RFC 8446 section 5.1)
constexpr size_t sent_at_once = 65536; // bytes that do not wait for others
} // namespace

HubSocket::HubSocket(SocketOwner &owner, SocketCommons &commons, Origin origin, const SocketLimits &limits)
    : owner_(owner), commons_(commons), origin_(std::move(origin)),
      network_(network_number(origin_.address).value_or(0)),
      frames_(limits.max_message, commons.buffers,
              [this](std::string_view message, Kind kind) { deliver(message, kind); }),
      allowance_(limits.messages_per_second, limits.bytes_per_second, limits.max_message, commons.now) {}

void HubSocket::begin(std::string_view answer) {
    frames_.output().own().append(answer);
    commons_.traffic.bytes_out -= answer.size(); // it is not counted when it goes out
    flush_soon();
}

void HubSocket::introduce(const std::function<void(WebSocket &)> &accept) {
    guard([&] { accept(*this); });
}

bool HubSocket::send(std::string_view bytes, Kind kind) {
    if (!admit(bytes.size()))
        return false;
    frames_.send(bytes, kind);
    flush_soon();
    return !is_dead();
}

bool HubSocket::send(const Frame &frame) {
    if (!admit(frame.bytes().size()))
        return false;
    frames_.send(frame);
    flush_soon();
    return !is_dead();
}

bool HubSocket::admit(size_t size) {
    if (state_ != State::open)
        return false;
    const bool admitted = has_room(size);
    ++(admitted ? commons_.traffic.messages_out : commons_.traffic.undelivered);
    return admitted;
}

bool HubSocket::has_room(size_t size) {
    if (fits(size))
        return true;
    flush(); // perhaps nobody has tried yet
    return state_ == State::open && fits(size);
}

bool HubSocket::fits(size_t size) const {
    const size_t room = commons_.max_queue - std::min(commons_.max_queue, queued());
    return queued() == 0 || size <= room / 2; // long messages leave room for short ones
}

bool HubSocket::moved() {
    int unacknowledged = 0;
    ioctl(fd(), SIOCOUTQ, &unacknowledged);
    return std::exchange(holding_->unacknowledged, unacknowledged) != unacknowledged;
}

void HubSocket::drop(const char *why, uint64_t &dropped) {
    owner_.dropping(*this, why);
    ++dropped;
    close_now();
}

void HubSocket::refuse(const char *why, uint64_t &dropped) {
    owner_.dropping(*this, why);
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
    const ssize_t size = origin_.tls->read(buffer.data(), buffer.size());
    on_read(buffer.data(), size < 0 ? -errno : size);
    read_pending();
}

void HubSocket::read_pending() {
    std::array<char, tls_record> buffer;
    while (is_secure() && state_ != State::dead && origin_.tls->pending() > 0) {
        const ssize_t size = origin_.tls->read(buffer.data(), std::min(buffer.size(), origin_.tls->pending()));
        if (size <= 0)
            return;
        feed({buffer.data(), static_cast<size_t>(size)});
    }
}

ssize_t HubSocket::write_some(std::string_view bytes) {
    const ssize_t size = is_secure() ? origin_.tls->write(bytes.data(), bytes.size())
                                     : ::send(fd(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    return size < 0 ? -errno : size;
}

void HubSocket::writable() {
    waits_for_room_ = false;
    owner_.watch_room(*this, false);
    advance();
}

void HubSocket::feed(std::string_view bytes) {
    heard_ = true;
    commons_.traffic.bytes_in += bytes.size();
    allowance_.refill(commons_.now);
    if (!allowance_.take_bytes(bytes.size()) && state_ == State::open)
        refuse("too many bytes", commons_.traffic.dropped_bytes);
    if (holding_ && !frames_.in_message())
        holding_->message_since = commons_.now;
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
        refuse("too many messages", commons_.traffic.dropped_flood);
}

void HubSocket::limit_answers() {
    const size_t most = commons_.max_queue + commons_.max_message;
    if (queued() > most)
        flush(); // perhaps nobody has tried yet
    if (state_ != State::dead && queued() > most)
        drop("it does not read the answers to its pings", commons_.traffic.dropped_slow);
}

void HubSocket::account() {
    if (!holds_something()) {
        if (holding_)
            commons_.holdings.end(*std::exchange(holding_, nullptr));
        return;
    }
    const uint32_t now = commons_.now;
    if (!holding_)
        holding_ = &commons_.holdings.begin(*this, network_, now);
    if (queued() == 0)
        holding_->moved_at = now;
    commons_.holdings.resize(*holding_, frames_.held());
    owner_.limit_memory(*this);
}

void HubSocket::deliver(std::string_view message, Kind kind) {
    ++commons_.traffic.messages_in;
    if (holding_)
        holding_->message_since = commons_.now; // of the next one
    refuse_frames(1);
    if (state_ != State::open || !on_message)
        return;
    const auto listener = on_message; // a copy: it may replace itself
    guard([&] { listener(message, kind); });
}

template <class F> void HubSocket::guard(F &&function) {
    try {
        function();
    } catch (const std::exception &e) {
        owner_.failed(*this, e.what());
        close(policy, "internal error");
    }
}

void HubSocket::advance() {
    flush();
    if (state_ == State::open && is_ending()) {
        state_ = State::closing;
        owner_.began_closing(*this);
    }
    if (state_ != State::closing || waits_for_room_)
        return;
    if (frames_.close_received()) {
        close_now();
    } else if (!said_everything_ && frames_.close_sent() && frames_.finished_reading()) {
        // A broken frame was answered. Closing at once, with bytes unread, would take that answer back.
        said_everything_ = true;
        if (is_secure())
            origin_.tls->say_goodbye();
        ::shutdown(fd(), SHUT_WR);
    }
}

void HubSocket::close_now() {
    if (state_ == State::dead)
        return;
    const auto before = std::exchange(state_, State::dead);
    account();
    if (is_secure())
        origin_.tls->say_goodbye();
    owner_.ended(*this, before == State::closing);
}

std::string_view HubSocket::next_output() const {
    if (is_dead() || waits_for_room_)
        return {};
    return frames_.output().next();
}

void HubSocket::flush_soon() {
    if (next_output().empty() || frames_.output().own().size() > sent_at_once)
        flush();
    else
        owner_.send_soon(*this);
}

void HubSocket::flush() {
    for (auto rest = next_output(); !rest.empty(); rest = next_output())
        on_written(write_some(rest));
    settle();
}

void HubSocket::settle() {
    if (is_dead())
        return;
    if (queued() == 0)
        frames_.output_is_sent();
    account();
}

void HubSocket::on_written(ssize_t size) {
    if (size >= 0) {
        frames_.output().pop(static_cast<size_t>(size));
        commons_.traffic.bytes_out += static_cast<uint64_t>(size);
        if (holding_)
            holding_->moved_at = commons_.now;
    } else if (size == -EAGAIN) {
        waits_for_room_ = true;
        owner_.watch_room(*this, true);
    } else if (size != -EINTR) {
        close_now();
    }
}

} // namespace callbooth::net
