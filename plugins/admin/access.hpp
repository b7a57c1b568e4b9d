// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <callbooth/http.hpp>
#include <callbooth/networks.hpp>

namespace callbooth::admin {

/// Who may administer: whoever sends the token, and whoever comes straight from an allowed network.
class Access {
public:
    /// `token` empty: there is none. Throws Error for what is no network.
    Access(const std::vector<std::string> &networks, std::string token);

    /// Why not; empty when it may.
    ///
    /// Without a token, the request has to come as from a person at this machine: over no proxy, which would lend its
    /// own address to everybody; by an address or as localhost, so that no page's host name is turned to this machine
    /// (DNS rebinding); and with a header that pages of other origins cannot set (CSRF).
    std::string refusal(const HttpRequest &request) const;

    static constexpr const char *header = "X-Callbooth-Admin";

private:
    const Networks networks_;
    const std::string token_;
};

} // namespace callbooth::admin
