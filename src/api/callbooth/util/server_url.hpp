// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <callbooth/config_check.hpp>
#include <callbooth/error.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth {

/// The schemes of a kind of server, without and with TLS.
struct UrlSchemes {
    std::string_view plain;
    std::string_view secure;
};
inline constexpr UrlSchemes websocket_schemes{"ws", "wss"};
inline constexpr UrlSchemes http_schemes{"http", "https"};

namespace detail {

inline std::string url_with_scheme(const std::string &url, const UrlSchemes &schemes) {
    const auto colon = url.find("://");
    const std::string scheme = url.substr(0, colon == std::string::npos ? 0 : colon);
    const bool is_secure = scheme == "https" || scheme == "wss";
    const auto rest = colon == std::string::npos ? url : url.substr(colon + 3);
    return std::string(is_secure ? schemes.secure : schemes.plain) + "://" + rest;
}

} // namespace detail

/// Tells `check` why `url`, the value of `property`, is not the address of such a server (RFC 3986), and what to write.
inline void check_server_url(ConfigCheck &check, std::string_view property, const std::string &url,
                             const UrlSchemes &schemes) {
    Handle<GError> error;
    const Handle<GUri> uri(g_uri_parse(url.c_str(), G_URI_FLAGS_NONE, Out(error)));
    const std::string write = "write '" + detail::url_with_scheme(url, schemes) + "'";
    const std::string wanted(schemes.plain);
    if (!uri)
        return check.error(property, "'" + url + "' is not an address: " + error->message,
                           "an address is " + wanted + "://HOST:PORT/PATH");
    const std::string_view scheme = g_uri_get_scheme(uri.get());
    if (scheme != schemes.plain && scheme != schemes.secure)
        return check.error(
            property, "'" + url + "' has to begin with " + wanted + ":// or " + std::string(schemes.secure) + "://",
            url.find("://") == std::string::npos ? write + ", if that is the server" : write);
    if (!g_uri_get_host(uri.get()) || !*g_uri_get_host(uri.get()))
        return check.error(property, "'" + url + "' names no host", "an address is " + wanted + "://HOST:PORT/PATH");
    if (g_uri_get_port(uri.get()) == 0)
        return check.error(property, "'" + url + "' has the port 0, at which no server listens");
    if (g_uri_get_fragment(uri.get()))
        check.error(property, "'" + url + "' has a fragment, which is not sent to servers", "leave out what follows #");
}

} // namespace callbooth
