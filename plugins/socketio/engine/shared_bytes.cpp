// SPDX-License-Identifier: MIT
#include "shared_bytes.hpp"

#include <callbooth/util/network_key.hpp>

namespace callbooth::socketio {

SharedBytes::Account::Account(SharedBytes &all, std::string_view address) : all_(all), network_(network_key(address)) {}

SharedBytes::Account::~Account() { set(0); }

bool SharedBytes::Account::has_room(size_t more) const {
    const auto found = all_.networks_.find(network_);
    const size_t of_network = found == all_.networks_.end() ? 0 : found->second;
    return all_.bytes_ + more <= all_.max_ && of_network + more <= all_.max_ / networks;
}

void SharedBytes::Account::set(size_t bytes) {
    if (bytes == bytes_)
        return;
    size_t &of_network = all_.networks_[network_];
    of_network += bytes - bytes_;
    all_.bytes_ += bytes - bytes_;
    bytes_ = bytes;
    if (of_network == 0)
        all_.networks_.erase(network_);
}

} // namespace callbooth::socketio
