// SPDX-License-Identifier: MIT
#include "net/http/websocket_handshake.hpp"

#include <algorithm>
#include <array>

#include <callbooth/util/glib.hpp>
#include <fmt/format.h>

namespace callbooth::net {

namespace {

constexpr std::string_view version = "13";
constexpr const char *guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 section 1.3
constexpr size_t nonce_bytes = 16;
constexpr size_t key_characters = 24; // 16 bytes in Base64
constexpr size_t sha1_bytes = 20;

bool is_key(std::string_view text) {
    if (text.size() != key_characters || !text.ends_with("=="))
        return false;
    gsize size = 0;
    const Handle<char> bytes(reinterpret_cast<char *>(g_base64_decode(std::string(text).c_str(), &size)));
    return size == nonce_bytes;
}

std::string accept_key(std::string_view key) {
    const auto text = std::string(key) + guid;
    std::array<guint8, sha1_bytes> digest{};
    gsize size = digest.size();
    GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA1);
    g_checksum_update(checksum, reinterpret_cast<const guchar *>(text.data()), static_cast<gssize>(text.size()));
    g_checksum_get_digest(checksum, digest.data(), &size);
    g_checksum_free(checksum);
    return Handle<char>(g_base64_encode(digest.data(), digest.size())).get();
}

bool is_one_of(std::string_view protocol, const std::vector<std::string> &known) {
    return known.empty() || std::find(known.begin(), known.end(), protocol) != known.end();
}

/// The first of a comma-separated list that is known.
std::string_view first_known(std::string_view list, const std::vector<std::string> &known) {
    for (size_t end = 0; end != list.npos; list.remove_prefix(end == list.npos ? 0 : end + 1)) {
        end = list.find(',');
        const auto element = trim(list.substr(0, end));
        if (is_token(element) && is_one_of(element, known))
            return element;
    }
    return {};
}

} // namespace

bool wants_websocket(const RequestHead &head) { return head.lists("Upgrade", "websocket"); }

std::optional<HttpResponse> handshake_fault(const RequestHead &head) {
    const auto is_only = [&](const char *name) { return head.count(name) == 1; };
    const bool is_upgrade = head.method == "GET" && head.keep_alive && head.lists("Connection", "upgrade") &&
                            head.content_length == 0 && !head.chunked;
    if (!is_upgrade || !is_only("Sec-WebSocket-Key") || !is_key(*head.field("Sec-WebSocket-Key")))
        return HttpResponse{.status = 400, .body = "Bad WebSocket handshake\n"};
    if (!is_only("Sec-WebSocket-Version") || head.field("Sec-WebSocket-Version") != version)
        return HttpResponse{.status = 426,
                            .body = "Only version 13 of WebSockets is spoken here\n",
                            .headers = {{"Upgrade", "websocket"},
                                        {"Connection", "Upgrade"},
                                        {"Sec-WebSocket-Version", std::string(version)}}};
    return {};
}

std::string_view agreed_protocol(const RequestHead &head, const std::vector<std::string> &known) {
    for (const auto &field : head.fields)
        if (equal_without_case(field.name, "Sec-WebSocket-Protocol"))
            if (const auto protocol = first_known(field.value, known); !protocol.empty())
                return protocol;
    return {};
}

std::string accept_handshake(const RequestHead &head, std::string_view protocol) {
    return fmt::format("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Accept: {}\r\n{}{}{}\r\n",
                       accept_key(*head.field("Sec-WebSocket-Key")),
                       protocol.empty() ? "" : "Sec-WebSocket-Protocol: ", protocol, protocol.empty() ? "" : "\r\n");
}

} // namespace callbooth::net
