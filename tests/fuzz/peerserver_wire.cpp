// SPDX-License-Identifier: MIT
/// What a client sends to the server, and what the server makes of it. simdjson's parser is the other opinion.
#include "fuzz.hpp"
#include "peerserver/json_check.hpp"
#include "peerserver/wire.hpp"
#include <glib.h>
#include <simdjson.h>

namespace callbooth::fuzz {

namespace {

using namespace callbooth::peerserver;

/// What simdjson makes of a text; JSON.parse skips no byte order mark.
class Opinion {
public:
    explicit Opinion(std::string_view text) : text_(text) {
        is_json_ = !text.starts_with("\xEF\xBB\xBF") && parser_.parse(text_).get(root_) == simdjson::SUCCESS;
    }

    bool is_json() const { return is_json_; }
    bool is_object() const { return is_json_ && root_.is_object(); }
    /// The last of the members with that name counts, as for JSON.parse.
    std::optional<simdjson::dom::element> member(std::string_view name) const {
        std::optional<simdjson::dom::element> found;
        for (const auto field : object())
            if (field.key == name)
                found = field.value;
        return found;
    }
    std::optional<std::string> text(std::string_view name) const {
        const auto value = member(name);
        return value && value->is_string() ? std::optional<std::string>(value->get_string().value_unsafe())
                                           : std::nullopt;
    }
    size_t size() const { return object().size(); }

private:
    simdjson::dom::object object() const {
        simdjson::dom::object object;
        require(root_.get(object) == simdjson::SUCCESS, "only an object has members");
        return object;
    }

    simdjson::padded_string text_;
    simdjson::dom::parser parser_;
    simdjson::dom::element root_;
    bool is_json_ = false;
};

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

/// JSON.parse takes it, simdjson does not: lone surrogates, and numbers that are too large for a double.
bool may_differ(std::string_view text) {
    return text.find("\\u") != std::string_view::npos || text.find_first_of("eE") != std::string_view::npos ||
           text.size() > 300;
}

void check_json(std::string_view text) {
    const bool ours = is_json(text);
    const bool theirs = Opinion(text).is_json();
    if (theirs && depth_of(text) <= 512)
        require(ours, "all JSON is JSON");
    if (ours && is_utf8(text) && !may_differ(text))
        require(theirs, "what is no JSON is none");
}

void check_relay(const std::string &relay, std::string_view src, const Message &message) {
    require(is_json(relay) && is_utf8(relay), "what is relayed is JSON in UTF-8, whatever the sender sent");
    const Opinion json(relay);
    if (!json.is_json())
        return require(may_differ(relay), "others can read what is relayed");
    require(json.text("type") == to_string(message.type) && json.text("src") == src && json.text("dst") == message.dst,
            "nobody speaks for another");
    require(json.size() == (message.payload.empty() ? 3u : 4u), "a message has a type, two ends and perhaps a payload");
}

} // namespace

void run(std::string_view input) {
    check_json(input);
    static Reader reader; // it keeps its buffers, as the broker's does
    const auto message = reader.read(input);
    const Opinion json(input);
    if (json.is_object() && depth_of(input) <= 512) {
        const auto type = json.text("type").value_or("");
        const bool known =
            type == "HEARTBEAT" || type == "OFFER" || type == "ANSWER" || type == "CANDIDATE" || type == "LEAVE";
        const bool named = json.text("type").has_value();
        require(message.has_value() == named, "a message that makes sense is understood, and no other one");
        require(!message || (message->type != Type::other) == known, "only PeerServer's own types are relayed");
        require(!message || (type == message->name && json.text("dst").value_or("") == message->dst),
                "type and receiver are what the sender wrote");
        require(!message || !known || type == to_string(message->type), "a type is what it is called");
        require(!message || message->payload.empty() == !json.member("payload"), "the payload is there");
    }
    if (!message || message->type == Type::other)
        return;
    std::string relay;
    write_relay(relay, "so\"me\\\x01one", *message);
    check_relay(relay, "so\"me\\\x01one", *message);
    require(is_json(expire_message(message->dst, "a")) && is_json(error_message(message->dst)), "refusals are JSON");
}

} // namespace callbooth::fuzz
