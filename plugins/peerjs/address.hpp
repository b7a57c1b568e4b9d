// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace callbooth::peerjs {

/// `count` characters of 0-9a-z; `random` returns any 32 bits.
std::string random_base36(size_t count, const std::function<unsigned()> &random);

/// A version 4 UUID (RFC 9562), as PeerServer hands them out.
std::string random_uuid(const std::function<unsigned()> &random);

/// Where a PeerServer lives. Throws Error when `url` is no ws:// or wss:// address without query and fragment.
class Address {
public:
    explicit Address(const std::string &url);

    /// The WebSocket's address, which holds the token: never log it.
    std::string websocket(std::string_view key, std::string_view id, std::string_view token) const;
    /// Of the server's answer about itself, over HTTP.
    std::string root() const { return "http" + base_.substr(2) + "/"; }
    /// For logs.
    const std::string &base() const { return base_; }

private:
    std::string base_; ///< without a slash at its end
};

} // namespace callbooth::peerjs
