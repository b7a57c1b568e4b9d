// SPDX-License-Identifier: MIT
#include "polling.hpp"

#include "engine_packet.hpp"

namespace callbooth::socketio {

bool Polling::send(const Frame &packet) {
    const size_t size = packet.bytes().size();
    const bool fits = waiting_.empty() || (bytes_ + size <= max_ && held_.bytes + size <= held_.max);
    if (fits || has_poll())
        push(packet);
    return fits;
}

void Polling::push(const Frame &packet) {
    waiting_.push_back(packet);
    bytes_ += packet.bytes().size();
    held_.bytes += packet.bytes().size();
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
    held_.bytes -= std::exchange(bytes_, 0);
    return std::exchange(waiting_, {});
}

} // namespace callbooth::socketio
