// SPDX-License-Identifier: MIT
#include "endpoint.hpp"

#include <string_view>

#include <callbooth/error.hpp>
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth::socketio_client {
namespace {

std::string_view or_empty(const char *text) { return text ? text : ""; }

bool is_secure(std::string_view scheme) {
    if (scheme == "https" || scheme == "wss")
        return true;
    if (scheme != "http" && scheme != "ws")
        throw Error("url has to begin with http://, https://, ws:// or wss://");
    return false;
}

// An address of IPv6 loses its brackets when it is read.
std::string host_of(GUri *uri) {
    const auto host = or_empty(g_uri_get_host(uri));
    if (host.empty())
        throw Error("url names no host");
    return host.find(':') == std::string_view::npos ? std::string(host) : fmt::format("[{}]", host);
}

std::string login_of(GUri *uri) {
    const auto login = or_empty(g_uri_get_userinfo(uri));
    return login.empty() ? std::string() : fmt::format("{}@", login);
}

std::string path_of(GUri *uri, const std::string &path) {
    const auto own = or_empty(g_uri_get_path(uri));
    if (!own.empty() && own != "/")
        return own.ends_with('/') ? std::string(own) : fmt::format("{}/", own);
    if (!path.starts_with('/') || path.find_first_of("?#") != std::string::npos)
        throw Error(fmt::format("path: '{}' has to begin with a slash, and cannot have a query", path));
    return path;
}

} // namespace

Endpoint::Endpoint(const std::string &url, const std::string &path) {
    // The error of GLib may quote the address, which may hold a secret.
    const Handle<GUri> uri(g_uri_parse(url.c_str(), G_URI_FLAGS_ENCODED, nullptr));
    if (!uri)
        throw Error("url is not a valid address");
    const bool secure = is_secure(g_uri_get_scheme(uri.get()));
    std::string place = host_of(uri.get());
    if (const int port = g_uri_get_port(uri.get()); port >= 0)
        place += fmt::format(":{}", port);
    origin_ = fmt::format("{}://{}", secure ? "https" : "http", place);
    path_ = path_of(uri.get(), path);
    const auto query = or_empty(g_uri_get_query(uri.get()));
    websocket_ = fmt::format("{}://{}{}{}?{}{}EIO=4&transport=websocket", secure ? "wss" : "ws", login_of(uri.get()),
                             place, path_, query, query.empty() ? "" : "&");
}

} // namespace callbooth::socketio_client
