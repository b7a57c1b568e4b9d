// SPDX-License-Identifier: MIT
#include "host/origin_text.hpp"

#include <algorithm>
#include <string_view>

#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth::host {
namespace {

bool is_host_character(char c) {
    return g_ascii_isalnum(c) != 0 || std::string_view("-._:").find(c) != std::string::npos;
}

/// Lower case and Punycode; in brackets where it is an address of IPv6. Empty where it is not a host.
std::string host_text(const char *host) {
    const Handle<char> ascii(host ? g_hostname_to_ascii(host) : nullptr);
    std::string text(ascii ? ascii.get() : "");
    std::transform(text.begin(), text.end(), text.begin(), g_ascii_tolower);
    if (!std::all_of(text.begin(), text.end(), is_host_character))
        return {};
    return text.find(':') == std::string::npos ? text : '[' + text + ']';
}

std::string port_text(std::string_view scheme, int port) {
    const bool is_usual = port < 0 || (scheme == "https" && port == 443) || (scheme == "http" && port == 80);
    return is_usual ? "" : fmt::format(":{}", port);
}

/// Of pages that have no host: of an opaque origin, and of files in some web views.
bool has_no_host(std::string_view text) { return text == "null" || text == "file://"; }

} // namespace

std::optional<std::string> origin_of(const std::string &text) {
    if (has_no_host(text))
        return text;
    const auto address = text.find("://") == std::string::npos ? "https://" + text : text;
    const Handle<GUri> uri(g_uri_parse(address.c_str(), G_URI_FLAGS_NONE, nullptr));
    const auto host = host_text(uri ? g_uri_get_host(uri.get()) : nullptr);
    if (host.empty())
        return {};
    std::string scheme(g_uri_get_scheme(uri.get()));
    std::transform(scheme.begin(), scheme.end(), scheme.begin(), g_ascii_tolower);
    return fmt::format("{}://{}{}", scheme, host, port_text(scheme, g_uri_get_port(uri.get())));
}

} // namespace callbooth::host
