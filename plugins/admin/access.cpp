// SPDX-License-Identifier: MIT
#include "access.hpp"

#include <glib.h>

namespace callbooth::admin {

namespace {

/// `127.0.0.1:8080`, `[::1]` or `localhost`.
bool names_this_machine(std::string_view host) {
    std::string name(host.substr(0, host.rfind(':') == host.find(':') ? host.find(':') : std::string_view::npos));
    if (host.starts_with('['))
        name = host.substr(1, host.find(']') - 1);
    return name == "localhost" || g_hostname_is_ip_address(name.c_str()) != FALSE;
}

} // namespace

std::string refusal(const Access &access, const HttpRequest &request) {
    if (auto why = access.refusal(request); !why.empty() || request.header("Authorization"))
        return why;
    if (!names_this_machine(request.header("Host").value_or("")))
        return "without a token only as localhost or by the address";
    if (!request.header(admin_header))
        return std::string("send the header '") + admin_header + ": 1'";
    return {};
}

} // namespace callbooth::admin
