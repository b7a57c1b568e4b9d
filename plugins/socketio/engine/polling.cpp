// SPDX-License-Identifier: MIT
#include "polling.hpp"

#include "engine_packet.hpp"

namespace callbooth::socketio {

namespace {
/// With the memory that it takes to keep it.
size_t size_of(const Frame &packet) {
    constexpr size_t overhead = 96; // bytes
    return overhead + packet.bytes().size();
}
} // namespace

bool Polling::send(const Frame &packet) {
    const size_t size = size_of(packet);
    const bool fits = waiting_.empty() || (held_.bytes() + size <= max_ && held_.has_room(size));
    if (fits || has_poll())
        push(packet);
    return fits;
}

void Polling::push(const Frame &packet) {
    waiting_.push_back(packet);
    held_.set(held_.bytes() + size_of(packet));
    flush();
}

void Polling::take(Poll poll) {
    poll_ = std::move(poll);
    flush();
}

void Polling::flush() {
    if (!has_poll() || waiting_.empty())
        return;
    std::string payload;
    for (const Frame &packet : take_waiting())
        append_packet(payload, packet);
    poll_.answer(std::move(payload));
}

void Polling::answer(std::string payload) {
    if (has_poll())
        poll_.answer(std::move(payload));
}

std::vector<Frame> Polling::take_waiting() {
    held_.set(0);
    return std::exchange(waiting_, {});
}

} // namespace callbooth::socketio
