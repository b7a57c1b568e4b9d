// SPDX-License-Identifier: MIT
#include "net/websocket/holdings.hpp"

#include <utility>

namespace callbooth::net {

namespace {
constexpr size_t most_spare_networks = 64;
} // namespace

NetworkHoldings &Holdings::network(uint64_t key) {
    const auto found = networks_.find(key);
    if (found != networks_.end())
        return found->second;
    if (spare_.empty())
        return networks_[key];
    auto node = std::move(spare_.back());
    spare_.pop_back();
    node.key() = key;
    return networks_.insert(std::move(node)).position->second;
}

Holding &Holdings::begin(HubSocket &socket, uint64_t network_key, uint32_t now) {
    if (size_ == all_.size())
        all_.push_back(std::make_unique<Holding>());
    Holding &holding = *all_[size_];
    holding = Holding{};
    holding.socket = &socket;
    holding.message_since = holding.moved_at = now;
    holding.index_ = size_++;
    holding.key_ = network_key;
    holding.network_ = &network(network_key);
    ++holding.network_->holdings;
    by_size_.add(holding);
    holding.network_->by_size.add(holding);
    return holding;
}

void Holdings::resize(Holding &holding, size_t bytes) {
    bytes_ += bytes - holding.bytes;
    holding.network_->bytes += bytes - holding.bytes;
    holding.bytes = static_cast<uint32_t>(bytes);
    const unsigned size_class = HoldingsBySize<0>::class_of(bytes);
    if (size_class == holding.size_class_)
        return;
    by_size_.remove(holding);
    holding.network_->by_size.remove(holding);
    holding.size_class_ = size_class;
    by_size_.add(holding);
    holding.network_->by_size.add(holding);
}

void Holdings::end(Holding &holding) {
    bytes_ -= holding.bytes;
    by_size_.remove(holding);
    leave_network(holding);
    const size_t index = holding.index_;
    std::swap(all_[index], all_[--size_]);
    all_[index]->index_ = index;
}

void Holdings::leave_network(Holding &holding) {
    NetworkHoldings &network = *holding.network_;
    network.bytes -= holding.bytes;
    network.by_size.remove(holding);
    if (--network.holdings > 0)
        return;
    auto node = networks_.extract(holding.key_);
    if (spare_.size() < most_spare_networks)
        spare_.push_back(std::move(node)); // it is as empty as a new one
}

size_t Holdings::network_bytes(const Holding &holding) { return holding.network_->bytes; }

Holding *Holdings::largest_of_network(const Holding &holding) { return holding.network_->by_size.largest(); }

} // namespace callbooth::net
