// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <callbooth/services/http.hpp>
#include <callbooth/util/networks.hpp>
#include <callbooth/util/secret.hpp>

namespace callbooth {

/// Who may see what is the operator's: requests with a token, and those that come straight from one of some networks.
class Access {
public:
    /// `token` empty: there is none. Throws Error for a text that is not a network.
    Access(const std::vector<std::string> &networks, std::string token)
        : networks_(networks), token_(std::move(token)) {}

    /// Why the request is refused; empty when it is admitted. Without a token it must not come over a proxy: one that
    /// is not in `[http] trusted-proxies` lends its own address to everybody.
    std::string refusal(const HttpRequest &request) const {
        static constexpr std::string_view scheme = "Bearer ";
        if (const auto given = request.header("Authorization")) {
            const bool right =
                !token_.empty() && given->starts_with(scheme) && same_secret(given->substr(scheme.size()), token_);
            return right ? "" : "wrong token";
        }
        if (!networks_.contain(std::string(request.address)))
            return "not from here: send 'Authorization: Bearer TOKEN'";
        if (is_over_proxy(request))
            return "over a proxy only with a token: send 'Authorization: Bearer TOKEN'";
        return {};
    }

private:
    static bool is_over_proxy(const HttpRequest &request) {
        for (const auto *name :
             {"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"})
            if (request.header(name))
                return true;
        return false;
    }

    const Networks networks_;
    const std::string token_;
};

/// Registers `look` for requests to each of `paths`; when there are none, for all WebSockets and routes for peers.
inline std::vector<Subscription> add_gates(HttpServer &http, const std::vector<std::string> &paths,
                                           const HttpServer::Gate &look) {
    std::vector<Subscription> gates;
    if (paths.empty())
        gates.push_back(http.gate_peers(look));
    for (const auto &path : paths)
        gates.push_back(http.gate(path, look));
    return gates;
}

} // namespace callbooth
