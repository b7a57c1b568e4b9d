// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace callbooth {

/// The network by which clients are counted, limited and banned: an IPv4 address, or the /64 of an IPv6 address as
/// `2001:db8::/64`, because a provider gives at least that much to one customer. IPv4 within IPv6 is IPv4. A text that
/// is not an address is its own key. Thread-safe.
inline std::string network_key(std::string_view address) {
    static constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static constexpr size_t network_bytes = 8; // of the 16 of IPv6
    std::string text(address);
    std::array<unsigned char, 16> bytes{};
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1)
        return text;
    std::array<char, INET6_ADDRSTRLEN> out{};
    if (std::equal(mapped.begin(), mapped.end(), bytes.begin()))
        return inet_ntop(AF_INET, bytes.data() + mapped.size(), out.data(), out.size());
    std::fill(bytes.begin() + network_bytes, bytes.end(), 0);
    return std::string(inet_ntop(AF_INET6, bytes.data(), out.data(), out.size())) + "/64";
}

/// The same network as a number, for tables on hot paths; nothing for a text that is not an address. Thread-safe.
inline std::optional<uint64_t> network_number(std::string_view address) {
    const std::string key = network_key(address);
    in_addr four{};
    if (inet_pton(AF_INET, key.c_str(), &four) == 1)
        return uint64_t{four.s_addr} << 32 | 0xffff; // no network of IPv6 that is in use
    in6_addr six{};
    if (inet_pton(AF_INET6, key.substr(0, key.find('/')).c_str(), &six) != 1)
        return {};
    uint64_t network = 0;
    std::memcpy(&network, &six, sizeof network);
    return network;
}

/// How many of something each network has. Not thread-safe.
class NetworkCounts {
public:
    size_t of(std::string_view address) const {
        const auto found = counts_.find(network_key(address));
        return found == counts_.end() ? 0 : found->second;
    }
    void add(std::string_view address) { ++counts_[network_key(address)]; }
    /// Nothing happens where there is none.
    void remove(std::string_view address) {
        const auto found = counts_.find(network_key(address));
        if (found != counts_.end() && --found->second == 0)
            counts_.erase(found);
    }
    /// Networks that have any.
    size_t size() const { return counts_.size(); }

private:
    std::unordered_map<std::string, size_t> counts_;
};

} // namespace callbooth
