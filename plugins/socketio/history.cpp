// SPDX-License-Identifier: MIT
#include "history.hpp"

#include <algorithm>
#include <charconv>

namespace callbooth::socketio {

namespace {
constexpr size_t overhead = 128; // bytes of a packet, beside its content

size_t size_of(const Outgoing &packet) {
    size_t bytes = overhead + packet.text.bytes().size();
    for (const Frame &attachment : packet.attachments)
        bytes += attachment.bytes().size();
    return bytes;
}

bool share_any(const std::vector<std::string> &a, const std::vector<std::string> &b) {
    return std::any_of(a.begin(), a.end(),
                       [&](const auto &name) { return std::find(b.begin(), b.end(), name) != b.end(); });
}

bool is_for(const SocketIoTarget &target, const std::vector<std::string> &rooms) {
    return (target.rooms.empty() || share_any(target.rooms, rooms)) && !share_any(target.except, rooms);
}
} // namespace

History::History(const RecoveryOptions &options, TimerWheel &wheel)
    : options_(options), wheel_(wheel), prefix_(options.time.count() > 0 ? random_id() + "." : ""),
      forgetting_([this] { forget_old(); }) {}

std::string History::next_offset() const { return prefix_ + std::to_string(first_ + packets_.size()); }

void History::add(SocketIoTarget target, Outgoing packet) {
    const size_t bytes = size_of(packet);
    bytes_ += bytes;
    packets_.push_back({std::move(target), std::move(packet), bytes, wheel_.now()});
    while (packets_.size() > options_.packets || bytes_ > options_.bytes)
        forget_packet();
    if (!forgetting_.active())
        wheel_.start(forgetting_, options_.time);
}

void History::lose(LostSocket socket) {
    lost_.push_back({std::move(socket), wheel_.now()});
    found_[lost_.back().socket.private_id] = std::prev(lost_.end());
    if (lost_.size() > options_.clients)
        forget_socket();
    if (!forgetting_.active())
        wheel_.start(forgetting_, options_.time);
}

std::optional<size_t> History::index_of(std::string_view offset) const {
    if (!offset.starts_with(prefix_))
        return {};
    offset.remove_prefix(prefix_.size());
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(offset.data(), offset.data() + offset.size(), number);
    if (error != std::errc() || end != offset.data() + offset.size())
        return {};
    const bool is_kept = number >= first_ && number - first_ < packets_.size();
    return is_kept ? std::optional(static_cast<size_t>(number - first_)) : std::nullopt;
}

std::optional<History::Recovered> History::recover(std::string_view private_id, std::string_view offset) {
    forget_old();
    const auto found = found_.find(std::string(private_id));
    const auto last_seen = index_of(offset);
    if (found == found_.end() || !last_seen)
        return {};
    Recovered recovered{std::move(found->second->socket), {}};
    lost_.erase(found->second);
    found_.erase(found);
    for (size_t i = *last_seen + 1; i < packets_.size(); ++i)
        if (is_for(packets_[i].target, recovered.socket.rooms))
            recovered.missed.push_back(packets_[i].packet);
    return recovered;
}

void History::forget_packet() {
    bytes_ -= packets_.front().bytes;
    packets_.pop_front();
    ++first_;
}

void History::forget_socket() {
    found_.erase(lost_.front().socket.private_id);
    lost_.pop_front();
}

void History::forget_old() {
    while (!packets_.empty() && is_old(packets_.front().at))
        forget_packet();
    while (!lost_.empty() && is_old(lost_.front().at))
        forget_socket();
    if (!packets_.empty() || !lost_.empty())
        wheel_.start(forgetting_, options_.time / 4);
}

} // namespace callbooth::socketio
