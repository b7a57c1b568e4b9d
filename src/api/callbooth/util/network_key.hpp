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
#include <utility>

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

/// The /48 around the /64 of a `network_key`, as `2001:db8::/48`; empty for another key. Some providers give that much
/// to one customer, which is 65,536 of the /64. Thread-safe.
inline std::string site_key(const std::string &network_key) {
    static constexpr size_t site_bytes = 6; // of the 16 of IPv6
    std::array<unsigned char, 16> bytes{};
    const auto slash = network_key.find('/');
    if (slash == std::string::npos || inet_pton(AF_INET6, network_key.substr(0, slash).c_str(), bytes.data()) != 1)
        return {};
    std::fill(bytes.begin() + site_bytes, bytes.end(), 0);
    std::array<char, INET6_ADDRSTRLEN> out{};
    return std::string(inet_ntop(AF_INET6, bytes.data(), out.data(), out.size())) + "/48";
}

/// How many of something each network has. Not thread-safe.
class NetworkCounts {
public:
    /// A /48 may have as many as this number of its /64 together.
    static constexpr size_t networks_of_site = 16;

    /// Of the address's network; where its /48 has more than 16 times as many, a 16th of those.
    size_t of(std::string_view address) const {
        const auto key = network_key(address);
        return std::max(in(networks_, key), in(sites_, site_key(key)) / networks_of_site);
    }
    void add(std::string_view address) {
        const auto key = network_key(address);
        ++networks_[key];
        if (auto site = site_key(key); !site.empty())
            ++sites_[std::move(site)];
    }
    /// Nothing happens where there is none.
    void remove(std::string_view address) {
        const auto key = network_key(address);
        if (take(networks_, key))
            take(sites_, site_key(key));
    }
    /// Networks that have any.
    size_t size() const { return networks_.size(); }

private:
    using Counts = std::unordered_map<std::string, size_t>;

    static size_t in(const Counts &counts, const std::string &key) {
        const auto found = counts.find(key);
        return found == counts.end() ? 0 : found->second;
    }
    /// False where there is none.
    static bool take(Counts &counts, const std::string &key) {
        const auto found = counts.find(key);
        if (found == counts.end())
            return false;
        if (--found->second == 0)
            counts.erase(found);
        return true;
    }

    Counts networks_;
    Counts sites_; ///< those of IPv6
};

} // namespace callbooth
