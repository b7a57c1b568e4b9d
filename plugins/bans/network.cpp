// SPDX-License-Identifier: MIT
#include "network.hpp"

#include <array>
#include <charconv>

#include <callbooth/error.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth::bans {

namespace {

constexpr std::string_view mapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
constexpr size_t max_text = 64; // longer than every address

/// The address's bytes; empty when it is none.
std::string bytes_of(const std::string &text) {
    if (text.size() > max_text)
        return {};
    const auto address = Ref<GInetAddress>::adopt(g_inet_address_new_from_string(text.c_str()));
    if (!address)
        return {};
    std::string bytes(reinterpret_cast<const char *>(g_inet_address_to_bytes(address.get())),
                      g_inet_address_get_native_size(address.get()));
    return bytes.starts_with(mapped) ? bytes.substr(mapped.size()) : bytes;
}

Error no_network(const std::string &text) {
    return Error("'" + text.substr(0, max_text) +
                 "' is no network: write an address, or an address and the bits that count, as in 192.0.2.0/24 or "
                 "2001:db8::/48, the others zero");
}

} // namespace

Network Network::parse(const std::string &text) {
    const auto slash = text.find('/');
    const auto bytes = bytes_of(text.substr(0, slash));
    if (bytes.empty())
        throw no_network(text);
    Network whole(bytes, static_cast<unsigned>(8 * bytes.size()));
    if (slash == std::string::npos)
        return whole;
    unsigned bits = 0;
    const char *end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + slash + 1, end, bits);
    if (read.ec != std::errc() || read.ptr != end || bits > whole.bits_)
        throw no_network(text);
    if (bits < (whole.is_ipv6() ? 16U : 8U))
        throw Error("'" + text + "' is larger than any provider's network: at least 8 bits of IPv4 count, 16 of IPv6");
    auto network = whole.around(bits);
    if (network.bytes_ != bytes)
        throw no_network(text);
    return network;
}

std::optional<Network> Network::address(const std::string &text) {
    auto bytes = bytes_of(text);
    if (bytes.empty())
        return {};
    const auto bits = static_cast<unsigned>(8 * bytes.size());
    return Network(std::move(bytes), bits);
}

Network Network::around(unsigned bits) const {
    Network network(bytes_, bits);
    for (size_t i = 0; i < bytes_.size(); ++i) {
        const unsigned kept = bits > 8 * i ? std::min<unsigned>(8, bits - static_cast<unsigned>(8 * i)) : 0;
        network.bytes_[i] = static_cast<char>(static_cast<unsigned char>(bytes_[i]) & (0xff00U >> kept));
    }
    return network;
}

std::string Network::text() const {
    const auto *bytes = reinterpret_cast<const guint8 *>(bytes_.data());
    const auto family = is_ipv6() ? G_SOCKET_FAMILY_IPV6 : G_SOCKET_FAMILY_IPV4;
    const auto address = Ref<GInetAddress>::adopt(g_inet_address_new_from_bytes(bytes, family));
    std::string text = Handle<char>(g_inet_address_to_string(address.get())).get();
    return bits_ == 8 * bytes_.size() ? text : text + "/" + std::to_string(bits_);
}

} // namespace callbooth::bans
