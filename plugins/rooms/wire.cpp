// SPDX-License-Identifier: MIT
#include "wire.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <unistd.h>

#include <callbooth/util/glib.hpp>

namespace callbooth::rooms {
namespace {

constexpr size_t id_bytes = 16;

/// Empty when there is none, or it is no text of such a length.
std::string text_of(const Json &message, const char *name, size_t least, size_t most) {
    const auto text = message.find<std::string>(name).value_or("");
    return text.size() >= least && text.size() <= most ? text : "";
}

/// Base64 without the characters that mean something in a URL (RFC 4648 section 5).
std::string url_text(std::span<const unsigned char> bytes) {
    std::string text = Handle<char>(g_base64_encode(bytes.data(), bytes.size())).get();
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text.substr(0, text.find('='));
}

} // namespace

std::optional<Message> parse(std::string_view text) try {
    const Json json = Json::parse(text);
    Message message{text_of(json, "type", 1, max_type), text_of(json, "roomId", 1, max_room),
                    text_of(json, "token", min_token, max_token), json.member("payload")};
    return message.type.empty() ? std::nullopt : std::optional(std::move(message));
} catch (const Error &) {
    return {};
}

std::string relay_message(const Message &message, std::string_view room) {
    Json::Object relayed{{"type", message.type}, {"roomId", room}};
    if (message.payload)
        relayed.set("payload", *message.payload);
    return relayed.dump();
}

std::string created_message(std::string_view room) {
    return Json::Object{{"type", "roomCreated"}, {"payload", room}}.dump();
}

std::string error_message(std::string_view why) { return Json::Object{{"type", "error"}, {"payload", why}}.dump(); }

std::string notice_message(std::string_view text) { return Json::Object{{"type", "notice"}, {"payload", text}}.dump(); }

bool is_from_server(std::string_view type) {
    constexpr std::array<std::string_view, 5> types{"roomCreated", "error", "partnerLeft", "partnerReturned", "notice"};
    return std::find(types.begin(), types.end(), type) != types.end();
}

std::string room_of(std::string_view token) {
    const std::string whole = "callbooth room " + std::string(token);
    GChecksum *const sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, reinterpret_cast<const guchar *>(whole.data()), static_cast<gssize>(whole.size()));
    std::array<unsigned char, 32> digest{};
    gsize size = digest.size();
    g_checksum_get_digest(sum, digest.data(), &size);
    g_checksum_free(sum);
    return url_text(std::span(digest).first(id_bytes));
}

std::string random_room() {
    std::array<unsigned char, id_bytes> bytes{};
    if (getentropy(bytes.data(), bytes.size()) != 0)
        throw Error("the system gives no random numbers");
    return url_text(bytes);
}

} // namespace callbooth::rooms
