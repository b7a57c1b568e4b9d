// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/log.hpp"
#include <callbooth/util/networks.hpp>

namespace callbooth::net {

/// Says whom a request is from: the direct peer, or, where that is a trusted proxy, whom it names in
/// `X-Forwarded-For`, `Forwarded` (RFC 7239) or `X-Real-IP`.
class ClientAddress {
public:
    using Header = std::function<std::optional<std::string_view>(const char *name)>;

    /// `header`: the only one that counts; `any`: the first of the three that is there, of which a client can send
    /// those that its proxy leaves alone. `log` gets one warning when a trusted proxy sends none, or seems to set
    /// another one. Throws Error for a text that is not a network.
    explicit ClientAddress(const std::vector<std::string> &trusted_proxies,
                           const std::string &header = "X-Forwarded-For", Log log = nullptr);

    /// The address in its shortest form; IPv4 within IPv6 as IPv4. Proxies add to the right, so the first from there
    /// that is not trusted is the client. What stands left of something that is no address counts for nothing.
    std::string of(std::string_view peer, const Header &header) const;
    bool is_proxy(const std::string &peer) const { return trusted_.contain(peer); }

private:
    /// The header that counts, with its name.
    std::optional<std::pair<std::string_view, std::string_view>> value_of(const Header &header) const;
    /// Whether the proxy sets another header than the one that counts, which is the client's then.
    bool is_contradicted(std::string_view value, const Header &header) const;
    void warn_once(std::string_view proxy, const char *what) const;

    const Networks trusted_;
    const Log log_;
    std::vector<const char *> headers_;
    mutable bool warned_ = false;
};

} // namespace callbooth::net
