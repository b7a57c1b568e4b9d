// SPDX-License-Identifier: MIT
#include "net/address_counts.hpp"

#include <arpa/inet.h>
#include <cstring>
#include <optional>

namespace callbooth::net {

namespace {

std::optional<uint64_t> key_of(const std::string &address) {
    in_addr four{};
    if (inet_pton(AF_INET, address.c_str(), &four) == 1)
        return uint64_t{four.s_addr} << 32 | 0xffff; // of no network in IPv6 that is in use
    in6_addr six{};
    if (inet_pton(AF_INET6, address.c_str(), &six) != 1)
        return std::nullopt;
    uint64_t network = 0;
    std::memcpy(&network, &six, sizeof network);
    return network;
}

} // namespace

size_t AddressCounts::of(const std::string &address) const {
    const auto key = key_of(address);
    const auto found = key ? counts_.find(*key) : counts_.end();
    return found == counts_.end() ? 0 : found->second;
}

void AddressCounts::add(const std::string &address) {
    if (const auto key = key_of(address))
        ++counts_[*key];
}

void AddressCounts::remove(const std::string &address) {
    const auto key = key_of(address);
    const auto found = key ? counts_.find(*key) : counts_.end();
    if (found != counts_.end() && --found->second == 0)
        counts_.erase(found);
}

} // namespace callbooth::net
