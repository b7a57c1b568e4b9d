// SPDX-License-Identifier: MIT
#include "security.hpp"

#include <algorithm>
#include <cctype>

namespace callbooth::web {

namespace {

constexpr std::string_view placeholder = "$host";

/// A name or an address and a port, nothing that could add a directive.
bool is_host(std::string_view host) {
    return !host.empty() && std::all_of(host.begin(), host.end(), [](unsigned char c) {
        return std::isalnum(c) || c == '.' || c == '-' || c == ':' || c == '[' || c == ']' || c == '_';
    });
}

std::string filled(std::string_view policy, std::string_view host) {
    std::string text(policy);
    const std::string_view name = is_host(host) ? host : "localhost";
    for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + name.size()))
        text.replace(at, placeholder.size(), name);
    return text;
}

} // namespace

void secure(HttpResponse &response, std::string_view policy, std::string_view host) {
    auto &headers = response.headers;
    headers.emplace_back("X-Content-Type-Options", "nosniff");
    headers.emplace_back("Referrer-Policy", "same-origin");
    headers.emplace_back("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self)");
    if (!policy.empty())
        headers.emplace_back("Content-Security-Policy", filled(policy, host));
}

} // namespace callbooth::web
