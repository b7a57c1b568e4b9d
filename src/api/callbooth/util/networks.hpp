// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <callbooth/error.hpp>

namespace callbooth {

/// The first bits of an IP address: a network, `10.0.0.0/8`, or a single address, of which all bits count. IPv4 within
/// IPv6 (`::ffff:10.0.0.0/104`) is IPv4.
class Network {
public:
    /// An address, or one and the number of its bits that count, the others zero; nothing for another text.
    static std::optional<Network> read(const std::string &text);
    /// The same. Throws Error with what to write for another text.
    static Network parse(const std::string &text);
    /// An address alone.
    static std::optional<Network> address(const std::string &text);

    /// The network of so many bits around this one, which has as many or more.
    Network around(unsigned bits) const;
    bool contains(const Network &other) const {
        return bytes_.size() == other.bytes_.size() && bits_ <= other.bits_ && other.around(bits_).bytes_ == bytes_;
    }
    unsigned bits() const { return bits_; }
    bool is_ipv6() const { return bytes_.size() == sizeof(in6_addr); }
    /// The whole of it in few bytes; networks are the same when their keys are.
    std::string key() const { return static_cast<char>(bits_) + bytes_; }
    /// In its shortest form (RFC 5952), without the bits where all count.
    std::string text() const;

private:
    static constexpr unsigned mapped_bits = 96; // in front of IPv4 within IPv6 (RFC 4291 section 2.5.5.2)

    explicit Network(std::string bytes) : bytes_(std::move(bytes)), bits_(static_cast<unsigned>(8 * bytes_.size())) {}

    std::string bytes_; ///< of the address, 4 or 16
    unsigned bits_;     ///< that count, from the front
};

/// A set of networks.
class Networks {
public:
    /// Throws Error for a text that is not a network.
    explicit Networks(const std::vector<std::string> &texts) {
        for (const auto &text : texts)
            networks_.push_back(Network::parse(text));
    }

    bool contain(const Network &other) const {
        return std::any_of(networks_.begin(), networks_.end(), [&](const auto &one) { return one.contains(other); });
    }
    /// False for a text that is not an address.
    bool contain(const std::string &address) const {
        const auto read = Network::address(address);
        return read && contain(*read);
    }
    static bool is_network(const std::string &text) { return Network::read(text).has_value(); }

private:
    std::vector<Network> networks_;
};

inline std::optional<Network> Network::address(const std::string &text) {
    static constexpr char mapped[] = "\0\0\0\0\0\0\0\0\0\0\xff\xff"; // and a zero, which is not part of it
    std::array<char, sizeof(in6_addr)> bytes{};
    if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1)
        return Network({bytes.data(), sizeof(in_addr)});
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1)
        return {};
    const bool is_mapped = std::equal(mapped, mapped + mapped_bits / 8, bytes.begin());
    return Network(std::string(bytes.begin() + (is_mapped ? mapped_bits / 8 : 0), bytes.end()));
}

inline std::optional<Network> Network::read(const std::string &text) {
    const auto slash = text.find('/');
    auto whole = address(text.substr(0, slash));
    if (!whole || slash == std::string::npos)
        return whole;
    const unsigned before = !whole->is_ipv6() && text.find(':') < slash ? mapped_bits : 0;
    unsigned bits = 0;
    const char *end = text.data() + text.size();
    const auto result = std::from_chars(text.data() + slash + 1, end, bits);
    if (result.ec != std::errc() || result.ptr != end || bits < before || bits - before > whole->bits())
        return {};
    auto network = whole->around(bits - before);
    return network.bytes_ == whole->bytes_ ? std::optional(std::move(network)) : std::nullopt;
}

inline Network Network::parse(const std::string &text) {
    static constexpr size_t max_quoted = 64; // bytes, more than any network has
    if (auto network = read(text))
        return *std::move(network);
    throw Error("'" + text.substr(0, max_quoted) +
                "' is no network: write an address, or an address and the bits that count, as in 192.0.2.0/24 or "
                "2001:db8::/48, the others zero");
}

inline Network Network::around(unsigned bits) const {
    Network network(*this);
    network.bits_ = bits;
    for (size_t i = 0; i < bytes_.size(); ++i) {
        const unsigned kept = bits > 8 * i ? std::min<unsigned>(8, bits - static_cast<unsigned>(8 * i)) : 0;
        network.bytes_[i] = static_cast<char>(static_cast<unsigned char>(bytes_[i]) & (0xff00U >> kept));
    }
    return network;
}

inline std::string Network::text() const {
    std::array<char, INET6_ADDRSTRLEN> address{};
    inet_ntop(is_ipv6() ? AF_INET6 : AF_INET, bytes_.data(), address.data(), address.size());
    return bits_ == 8 * bytes_.size() ? address.data() : address.data() + ("/" + std::to_string(bits_));
}

} // namespace callbooth
