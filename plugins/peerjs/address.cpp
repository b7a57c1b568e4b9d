// SPDX-License-Identifier: MIT
#include "address.hpp"

#include <cctype>
#include <cstdint>

#include <callbooth/error.hpp>
#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth::peerjs {
namespace {

// The version of the peerjs client whose messages we send.
constexpr const char *protocol_version = "1.5.5";

std::string escaped(std::string_view text) {
    std::string out;
    for (const unsigned char c : text) {
        const bool plain = (c < 0x80 && std::isalnum(c)) || c == '-' || c == '_' || c == '.' || c == '~';
        out += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
    }
    return out;
}

} // namespace

std::string random_base36(size_t count, const std::function<unsigned()> &random) {
    constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    constexpr unsigned fair = UINT32_MAX - UINT32_MAX % 36; // above it some digits would be more likely
    std::string text;
    while (text.size() < count)
        if (const unsigned number = random(); number < fair)
            text += digits[number % 36];
    return text;
}

std::string random_uuid(const std::function<unsigned()> &random) {
    const uint32_t a = random(), b = random(), c = random(), d = random();
    return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:04x}{:08x}", a, b >> 16, b & 0xfff, 0x8000 | (c >> 18),
                       c & 0xffff, d);
}

Address::Address(const std::string &url) : base_(url) {
    Handle<GError> error;
    const Handle<GUri> uri(g_uri_parse(url.c_str(), G_URI_FLAGS_NONE, Out(error)));
    if (!uri)
        throw Error(fmt::format("url: '{}' is no address: {}", url, error->message));
    const std::string_view scheme = g_uri_get_scheme(uri.get());
    if (scheme != "ws" && scheme != "wss")
        throw Error(fmt::format("url: '{}' has to begin with ws:// or wss://", url));
    if (!g_uri_get_host(uri.get()) || !*g_uri_get_host(uri.get()))
        throw Error(fmt::format("url: '{}' names no host", url));
    if (g_uri_get_query(uri.get()) || g_uri_get_fragment(uri.get()))
        throw Error(fmt::format("url: '{}' ends in a query; give the address up to the mount path", url));
    while (base_.ends_with('/'))
        base_.pop_back();
}

std::string Address::websocket(std::string_view key, std::string_view id, std::string_view token) const {
    return fmt::format("{}/peerjs?key={}&id={}&token={}&version={}", base_, escaped(key), escaped(id), escaped(token),
                       protocol_version);
}

} // namespace callbooth::peerjs
