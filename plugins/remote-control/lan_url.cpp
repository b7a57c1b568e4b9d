// SPDX-License-Identifier: MIT
#include "lan_url.hpp"

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <sys/socket.h>

#include <callbooth/util/fd.hpp>
#include <fmt/format.h>

namespace callbooth::remote_control {
namespace {

constexpr uint16_t discard_port = 9;

/// The address that packets to `remote` have as their source; empty without a route. Connecting over UDP sends none.
std::string source_towards(const char *remote) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(discard_port);
    inet_pton(AF_INET, remote, &address.sin_addr);
    const Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    socklen_t size = sizeof address;
    if (connect(socket.get(), reinterpret_cast<sockaddr *>(&address), size) != 0 ||
        getsockname(socket.get(), reinterpret_cast<sockaddr *>(&address), &size) != 0)
        return {};
    std::array<char, INET_ADDRSTRLEN> text{};
    return inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size());
}

/// Without a default route there may be one to another part of a local network.
std::string own_address() {
    for (const auto *remote : {"192.0.2.1", "192.168.255.254", "10.255.255.254", "172.31.255.254"}) // RFC 5737, 1918
        if (auto address = source_towards(remote); !address.empty())
            return address;
    return "127.0.0.1";
}

} // namespace

std::string lan_url(const std::string &url) {
    for (const std::string_view all : {"//0.0.0.0:", "//[::]:"})
        if (const auto at = url.find(all); at != std::string::npos)
            return fmt::format("{}//{}:{}", url.substr(0, at), own_address(), url.substr(at + all.size()));
    return url;
}

bool is_private(std::string_view url) {
    if (url.starts_with("https://"))
        return true;
    for (const std::string_view local : {"http://127.0.0.", "http://[::1]", "http://localhost:", "http://localhost/"})
        if (url.starts_with(local))
            return true;
    return false;
}

} // namespace callbooth::remote_control
