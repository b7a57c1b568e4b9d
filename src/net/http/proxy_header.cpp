// SPDX-License-Identifier: MIT
#include "net/http/proxy_header.hpp"

#include <arpa/inet.h>
#include <array>

namespace callbooth::net {

namespace {

using State = ProxyHeader::State;

constexpr std::string_view signature_1 = "PROXY ";
constexpr std::string_view signature_2("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr size_t max_line = 107;  // bytes of version 1, its CRLF included
constexpr size_t fixed_part = 16; // bytes of version 2
constexpr unsigned version_2 = 2;
constexpr unsigned local = 0;
constexpr unsigned tcp_over_ipv4 = 0x11;
constexpr unsigned tcp_over_ipv6 = 0x21;
constexpr size_t ipv4_part = 12; // two addresses and two ports
constexpr size_t ipv6_part = 36;

unsigned byte_at(std::string_view bytes, size_t at) { return static_cast<unsigned char>(bytes[at]); }

std::string text_of(int family, const char *address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    return inet_ntop(family, address, text.data(), text.size());
}

bool is_address(int family, const std::string &text) {
    in6_addr address{};
    return inet_pton(family, text.c_str(), &address) == 1;
}

std::string_view take_word(std::string_view &line) {
    const auto word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(line.size(), word.size() + 1));
    return word;
}

/// `PROXY TCP4 192.0.2.1 198.51.100.1 56324 443`
ProxyHeader read_line(std::string_view bytes) {
    const auto end = bytes.find("\r\n");
    if (end == std::string_view::npos || end + 2 > max_line)
        return {bytes.size() < max_line && end == std::string_view::npos ? State::incomplete : State::wrong};
    auto line = bytes.substr(signature_1.size(), end - signature_1.size());
    const auto protocol = take_word(line);
    if (protocol == "UNKNOWN")
        return {State::whole, end + 2};
    const int family = protocol == "TCP4" ? AF_INET : AF_INET6;
    const std::string client(take_word(line));
    if ((protocol != "TCP4" && protocol != "TCP6") || !is_address(family, client))
        return {};
    return {State::whole, end + 2, client};
}

ProxyHeader read_binary(std::string_view bytes) {
    if (bytes.size() < fixed_part)
        return {State::incomplete};
    const size_t length = byte_at(bytes, 14) << 8 | byte_at(bytes, 15);
    const size_t size = fixed_part + length;
    const unsigned command = byte_at(bytes, 12) & 0xf;
    if (byte_at(bytes, 12) >> 4 != version_2 || command > 1 || size > max_proxy_header)
        return {};
    if (bytes.size() < size)
        return {State::incomplete};
    const unsigned protocol = byte_at(bytes, 13);
    const char *client = bytes.data() + fixed_part;
    if (command == local)
        return {State::whole, size};
    if (protocol == tcp_over_ipv4 && length >= ipv4_part)
        return {State::whole, size, text_of(AF_INET, client)};
    if (protocol == tcp_over_ipv6 && length >= ipv6_part)
        return {State::whole, size, text_of(AF_INET6, client)};
    return {};
}

bool begins_alike(std::string_view bytes, std::string_view signature) {
    const size_t size = std::min(bytes.size(), signature.size());
    return bytes.substr(0, size) == signature.substr(0, size);
}

} // namespace

ProxyHeader read_proxy_header(std::string_view bytes) {
    for (const auto signature : {signature_1, signature_2}) {
        if (!begins_alike(bytes, signature))
            continue;
        if (bytes.size() < signature.size())
            return {State::incomplete};
        return signature == signature_1 ? read_line(bytes) : read_binary(bytes);
    }
    return {};
}

} // namespace callbooth::net
