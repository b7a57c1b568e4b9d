// SPDX-License-Identifier: MIT
#include "access.hpp"

#include <callbooth/secret.hpp>

namespace callbooth::admin {

namespace {

bool over_proxy(const HttpRequest &request) {
    for (const auto *name :
         {"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"})
        if (request.header(name))
            return true;
    return false;
}

/// `127.0.0.1:8080`, `[::1]` or `localhost`.
bool names_this_machine(std::string_view host) {
    std::string name(host.substr(0, host.rfind(':') == host.find(':') ? host.find(':') : std::string_view::npos));
    if (host.starts_with('['))
        name = host.substr(1, host.find(']') - 1);
    return name == "localhost" || g_hostname_is_ip_address(name.c_str()) != FALSE;
}

} // namespace

Access::Access(const std::vector<std::string> &networks, std::string token)
    : networks_(networks), token_(std::move(token)) {}

std::string Access::refusal(const HttpRequest &request) const {
    static constexpr std::string_view scheme = "Bearer ";
    if (const auto given = request.header("Authorization")) {
        const bool right =
            !token_.empty() && given->starts_with(scheme) && same_secret(given->substr(scheme.size()), token_);
        return right ? "" : "wrong token";
    }
    if (!networks_.contain(std::string(request.address)))
        return "not from here: send 'Authorization: Bearer TOKEN'";
    if (over_proxy(request))
        return "over a proxy only with a token: send 'Authorization: Bearer TOKEN'";
    if (!names_this_machine(request.header("Host").value_or("")))
        return "without a token only as localhost or by the address";
    if (!request.header(header))
        return std::string("send the header '") + header + ": 1'";
    return {};
}

} // namespace callbooth::admin
