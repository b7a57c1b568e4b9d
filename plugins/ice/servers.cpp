// SPDX-License-Identifier: MIT
#include "servers.hpp"

#include <algorithm>
#include <array>

#include <callbooth/error.hpp>
#include <callbooth/json.hpp>
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth {
template <> struct HandleTraits<GHmac> {
    static void free(GHmac *p) { g_hmac_unref(p); }
};
} // namespace callbooth

namespace callbooth::ice {

namespace {

constexpr size_t sha1_size = 20;
constexpr size_t max_id = 64;

const guchar *bytes_of(std::string_view text) { return reinterpret_cast<const guchar *>(text.data()); }

bool is_letter_or_digit(char c) { return g_ascii_isalnum(c) != 0; }

/// HOST, HOST:PORT or [ADDRESS]:PORT behind the scheme, and for TURN a transport.
bool is_server(std::string_view url, std::string_view scheme, bool may_have_transport) {
    if (!url.starts_with(scheme))
        return false;
    url.remove_prefix(scheme.size());
    if (url.starts_with("s"))
        url.remove_prefix(1);
    if (!url.starts_with(":"))
        return false;
    url.remove_prefix(1);
    for (const std::string_view transport : {"?transport=udp", "?transport=tcp"})
        if (may_have_transport && url.ends_with(transport))
            url.remove_suffix(transport.size());
    return !url.empty() && std::all_of(url.begin(), url.end(), [](char c) {
        return is_letter_or_digit(c) || std::string_view(".-_:[]").find(c) != std::string_view::npos;
    });
}

void check_urls(const std::vector<std::string> &urls, const char *scheme, bool may_have_transport) {
    for (const auto &url : urls)
        if (!is_server(url, scheme, may_have_transport))
            throw Error(fmt::format("'{1}' in {0} is no server: write {0}:HOST:PORT, or {0}s:HOST:PORT for TLS{2}",
                                    scheme, url, may_have_transport ? ", with ?transport=tcp behind it for TCP" : ""));
}

} // namespace

Credentials make_credentials(std::string_view secret, std::string_view id, int64_t expiry) {
    Credentials credentials{.username = fmt::format("{}:{}", expiry, id), .password = {}};
    const Handle<GHmac> hmac(g_hmac_new(G_CHECKSUM_SHA1, bytes_of(secret), secret.size()));
    g_hmac_update(hmac.get(), bytes_of(credentials.username), static_cast<gssize>(credentials.username.size()));
    std::array<guint8, sha1_size> digest{};
    gsize size = digest.size();
    g_hmac_get_digest(hmac.get(), digest.data(), &size);
    credentials.password = Handle<char>(g_base64_encode(digest.data(), size)).get();
    return credentials;
}

void check(const Servers &servers) {
    check_urls(servers.stun, "stun", false);
    check_urls(servers.turn, "turn", true);
    if (!servers.turn.empty() && servers.secret.empty())
        throw Error("turn servers need a secret: the one that they have as static-auth-secret");
    if (servers.turn.empty() && !servers.secret.empty())
        throw Error("there is a secret and no turn server that it is for: name it, or leave the secret out");
}

std::string describe(const Servers &servers, std::string_view id, int64_t now) {
    Json::Array list;
    if (!servers.stun.empty())
        list.add(Json::Object{{"urls", servers.stun}});
    if (!servers.turn.empty()) {
        const auto credentials = make_credentials(servers.secret, id, now + servers.ttl);
        list.add(Json::Object{
            {"urls", servers.turn}, {"username", credentials.username}, {"credential", credentials.password}});
    }
    return Json::Object{{"iceServers", list}, {"ttl", servers.ttl}}.dump();
}

bool is_id(std::string_view id) {
    return !id.empty() && id.size() <= max_id && std::all_of(id.begin(), id.end(), [](char c) {
        return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.' || c == ' ';
    });
}

} // namespace callbooth::ice
