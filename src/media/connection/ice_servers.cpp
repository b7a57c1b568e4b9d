// SPDX-License-Identifier: MIT
#include "media/connection/ice_servers.hpp"

#include <string_view>

namespace callbooth::media {
namespace {

/// With everything escaped that has a meaning in a URI (RFC 3986).
std::string escaped(const std::string &text) {
    const Handle<char> result(g_uri_escape_string(text.c_str(), nullptr, FALSE));
    return result.get();
}

bool is_encrypted(const IceServer &server) { return server.url.starts_with("turns:"); }

bool is_uri(const std::string &text) {
    const Handle<GUri> uri(g_uri_parse(text.c_str(), G_URI_FLAGS_NONE, nullptr));
    return uri && g_uri_get_host(uri.get()) && *g_uri_get_host(uri.get());
}

bool has_stun_server(GstElement *webrtc) {
    Handle<char> uri;
    g_object_get(webrtc, "stun-server", static_cast<char **>(Out(uri)), nullptr);
    return static_cast<bool>(uri);
}

} // namespace

std::optional<std::string> webrtcbin_uri(const IceServer &server) {
    const size_t colon = server.url.find(':');
    const std::string scheme = server.url.substr(0, colon);
    const bool turn = scheme == "turn";
    if (colon == std::string::npos || (scheme != "stun" && !turn))
        return std::nullopt;
    const std::string who = turn ? escaped(server.username) + ':' + escaped(server.credential) + '@' : std::string();
    std::string uri = scheme + "://" + who + server.url.substr(colon + 1);
    if (!is_uri(uri))
        return std::nullopt;
    return uri;
}

std::string without_encrypted(std::vector<IceServer> &servers) {
    std::string urls;
    for (const auto &server : servers)
        if (is_encrypted(server))
            urls += (urls.empty() ? "" : ", ") + server.url;
    std::erase_if(servers, is_encrypted);
    return urls;
}

void use_ice_servers(GstElement *webrtc, const std::vector<IceServer> &servers) {
    bool stun = has_stun_server(webrtc);
    for (const IceServer &server : servers) {
        const auto uri = webrtcbin_uri(server);
        if (!uri)
            continue;
        if (uri->starts_with("turn")) {
            gboolean added = FALSE;
            g_signal_emit_by_name(webrtc, "add-turn-server", uri->c_str(), &added);
        } else if (!stun) {
            g_object_set(webrtc, "stun-server", uri->c_str(), nullptr);
            stun = true;
        }
    }
}

} // namespace callbooth::media
