// SPDX-License-Identifier: MIT
#include "backlog.hpp"

#include <set>

namespace callbooth::peerserver {

void Backlog::charge(Loads &loads, const std::string &key, size_t size) {
    auto &load = loads[key];
    ++load.messages;
    load.bytes += size;
}

void Backlog::release(Loads &loads, const std::string &key, size_t size) {
    const auto found = loads.find(key);
    found->second.bytes -= size;
    if (--found->second.messages == 0)
        loads.erase(found);
}

bool Backlog::fits(const std::string &dst, const Waiting &message) const {
    const auto load_of = [](const auto &map, const std::string &key) {
        const auto found = map.find(key);
        return found == map.end() ? Load() : found->second;
    };
    const auto queue = queues_.find(dst);
    const auto size = message.text.size();
    const auto [messages, bytes, factor] = std::tuple(limits_.messages, limits_.bytes, limits_.network_factor);
    return (queue == queues_.end() ? Load() : queue->second.load).fits(size, messages, bytes) &&
           load_of(senders_, message.sender).fits(size, messages, bytes) &&
           load_of(networks_, message.network).fits(size, messages * factor, bytes * factor) &&
           bytes_ + cost(message) <= limits_.total;
}

bool Backlog::add(const std::string &dst, Waiting message, Time now) {
    if (!fits(dst, message))
        return false;
    const auto size = message.text.size();
    charge(senders_, message.sender, size);
    charge(networks_, message.network, size);
    bytes_ += cost(message);
    auto &target = queues_[dst];
    if (target.messages.empty())
        target.place = ages_.emplace(ages_.end(), now, dst);
    ++target.load.messages;
    target.load.bytes += size;
    target.messages.push_back(std::move(message));
    return true;
}

std::vector<Backlog::Waiting> Backlog::take(const std::string &dst) {
    auto node = queues_.extract(dst);
    if (node.empty())
        return {};
    ages_.erase(node.mapped().place);
    for (const auto &message : node.mapped().messages) {
        release(senders_, message.sender, message.text.size());
        release(networks_, message.network, message.text.size());
        bytes_ -= cost(message);
    }
    return std::move(node.mapped().messages);
}

std::vector<Backlog::Pair> Backlog::expire(Time now) {
    std::vector<Pair> expired;
    while (!ages_.empty() && ages_.front().first + limits_.expire <= now) {
        const auto dst = ages_.front().second;
        std::set<std::string> told;
        for (auto &message : take(dst))
            if (told.insert(message.sender).second)
                expired.push_back({dst, std::move(message.sender)});
    }
    return expired;
}

} // namespace callbooth::peerserver
