// SPDX-License-Identifier: MIT
/// What a client sends to the server, and what the server makes of it. nlohmann's parser is the other opinion.
#include "fuzz.hpp"
#include "peerserver/json_check.hpp"
#include "peerserver/wire.hpp"
#include <glib.h>
#include <nlohmann/json.hpp>

namespace callbooth::fuzz {

namespace {

using namespace callbooth::peerserver;
using Json = nlohmann::json;

/// nlohmann skips a byte order mark and ends at a zero; JSON.parse does neither.
bool is_read_alike(std::string_view text) {
    return !text.starts_with("\xEF\xBB\xBF") && text.find('\0') == std::string_view::npos;
}

bool is_utf8(std::string_view text) {
    return text.find('\0') == std::string_view::npos &&
           g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr) != FALSE;
}

int depth_of(std::string_view text) {
    int depth = 0;
    int deepest = 0;
    for (const char c : text) {
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        deepest = std::max(deepest, depth);
    }
    return deepest;
}

/// JSON.parse takes it, nlohmann does not: lone surrogates, and numbers that are too large for a double.
bool may_differ(std::string_view text) {
    return text.find("\\u") != std::string_view::npos || text.find_first_of("eE") != std::string_view::npos ||
           text.size() > 300;
}

void check_json(std::string_view text) {
    const bool ours = is_json(text);
    const bool theirs = is_read_alike(text) && Json::accept(text);
    if (theirs && depth_of(text) <= 512)
        require(ours, "all JSON is JSON");
    if (ours && is_utf8(text) && !may_differ(text))
        require(theirs, "what is no JSON is none");
}

void check_relay(const std::string &relay, std::string_view src, const Message &message) {
    require(is_json(relay) && is_utf8(relay), "what is relayed is JSON in UTF-8, whatever the sender sent");
    const auto json = Json::parse(relay, nullptr, false);
    if (json.is_discarded())
        return require(may_differ(relay), "others can read what is relayed");
    require(json["type"] == to_string(message.type) && json["src"] == src && json["dst"] == message.dst,
            "nobody speaks for another");
    require(json.size() == (message.payload.empty() ? 3u : 4u), "a message has a type, two ends and perhaps a payload");
}

} // namespace

void run(std::string_view input) {
    check_json(input);
    static Reader reader; // it keeps its buffers, as the broker's does
    const auto message = reader.read(input);
    const auto json = Json::parse(input, nullptr, false);
    const auto text = [&](const char *name) {
        const auto found = json.find(name);
        return found != json.end() && found->is_string() ? found->get<std::string>() : "";
    };
    if (json.is_object() && is_read_alike(input) && depth_of(input) <= 512) {
        const auto type = text("type");
        const bool known =
            type == "HEARTBEAT" || type == "OFFER" || type == "ANSWER" || type == "CANDIDATE" || type == "LEAVE";
        const bool named = json.contains("type") && json["type"].is_string();
        require(message.has_value() == named, "a message that makes sense is understood, and no other one");
        require(!message || (message->type != Type::other) == known, "only PeerServer's own types are relayed");
        require(!message || (type == message->name && text("dst") == message->dst),
                "type and receiver are what the sender wrote");
        require(!message || !known || type == to_string(message->type), "a type is what it is called");
        require(!message || message->payload.empty() == !json.contains("payload"), "the payload is there");
    }
    if (!message || message->type == Type::other)
        return;
    std::string relay;
    write_relay(relay, "so\"me\\\x01one", *message);
    check_relay(relay, "so\"me\\\x01one", *message);
    require(is_json(expire_message(message->dst, "a")) && is_json(error_message(message->dst)), "refusals are JSON");
}

} // namespace callbooth::fuzz
