// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace callbooth::bans {

/// The first bits of an IP address. IPv4 within IPv6 is IPv4.
class Network {
public:
    /// `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`. Throws Error for what is none, has bits behind those that count,
    /// or is larger than any provider's.
    static Network parse(const std::string &text);
    /// An address alone; nothing for what is none.
    static std::optional<Network> address(const std::string &text);

    /// The network of so many bits around this one, which has as many or more.
    Network around(unsigned bits) const;
    unsigned bits() const { return bits_; }
    bool is_ipv6() const { return bytes_.size() == 16; }
    /// The whole of it; what is the same network is the same text.
    std::string key() const { return static_cast<char>(bits_) + bytes_; }
    std::string text() const;

private:
    Network(std::string bytes, unsigned bits) : bytes_(std::move(bytes)), bits_(bits) {}

    std::string bytes_; ///< 4 or 16
    unsigned bits_;     ///< that count, from the front
};

} // namespace callbooth::bans
