// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace callbooth::net {

/// The header of HAProxy's PROXY protocol, version 1 or 2, with which a proxy begins a connection to name its client.
struct ProxyHeader {
    enum class State : uint8_t { incomplete, whole, wrong };

    State state = State::wrong;
    size_t size = 0;          ///< bytes, once it is whole
    std::string address = {}; ///< the client's; empty when the proxy speaks for itself, as in a health check
};

/// Reads the header at the beginning of `bytes`.
ProxyHeader read_proxy_header(std::string_view bytes);
/// Bytes that a header has at most; a longer one is wrong.
constexpr size_t max_proxy_header = 536; // version 2 without fragments, as its specification advises

} // namespace callbooth::net
