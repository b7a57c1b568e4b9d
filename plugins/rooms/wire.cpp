// SPDX-License-Identifier: MIT
#include "wire.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <unistd.h>

#include <callbooth/json.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/json_scanner.hpp>
#include <callbooth/util/peer_id.hpp>

namespace callbooth::rooms {
namespace {

constexpr size_t id_bytes = 16;

/// Empty when it is not a text of such a length.
std::string text_of(std::string_view value, size_t least, size_t most) {
    constexpr size_t longest_escape = 6; // of one byte
    if (!value.starts_with('"') || value.size() > longest_escape * most + 2)
        return "";
    const auto text = Json::parse(value).as<std::string>().value_or("");
    return text.size() >= least && text.size() <= most ? text : "";
}

std::string peer_of(std::string_view value) {
    const auto peer = text_of(value, 1, max_peer_id);
    return is_peer_id(peer) ? peer : "";
}

class MessageReader : public JsonVisitor {
public:
    void member(int depth, std::string_view name, std::string_view value) {
        if (depth != 1)
            return;
        if (name == R"("type")")
            message_.type = text_of(value, 1, max_type);
        else if (name == R"("roomId")")
            message_.room = text_of(value, 1, max_room);
        else if (name == R"("token")")
            message_.token = text_of(value, min_token, max_token);
        else if (name == R"("peer")")
            message_.peer = peer_of(value);
        else if (name == R"("payload")")
            message_.payload = value;
    }
    Message &&message() { return std::move(message_); }

private:
    Message message_;
};

bool is_utf8(std::string_view text) {
    return g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr) != FALSE;
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
    constexpr int max_depth = 32;
    MessageReader reader;
    if (!is_utf8(text) || !scan_json(text, reader, max_depth))
        return {};
    auto message = reader.message();
    return message.type.empty() ? std::nullopt : std::optional(std::move(message));
} catch (const Error &) { // half of a surrogate pair
    return {};
}

std::string relay_message(const Message &message, std::string_view room) {
    auto text = Json::Object{{"type", message.type}, {"roomId", room}}.dump();
    if (message.payload.empty())
        return text;
    text.pop_back(); // its '}'
    return text.append(R"(,"payload":)").append(message.payload).append(1, '}');
}

std::string created_message(std::string_view room) {
    return Json::Object{{"type", "roomCreated"}, {"payload", room}}.dump();
}

std::string error_message(std::string_view why) { return Json::Object{{"type", "error"}, {"payload", why}}.dump(); }

std::string partner_found_message(std::string_view peer) {
    return Json::Object{{"type", "partnerFound"}, {"payload", peer}}.dump();
}

std::string notice_message(std::string_view text) { return Json::Object{{"type", "notice"}, {"payload", text}}.dump(); }

bool is_from_server(std::string_view type) {
    constexpr std::array<std::string_view, 6> types{"roomCreated",     "error",        "partnerLeft",
                                                    "partnerReturned", "partnerFound", "notice"};
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
