// SPDX-License-Identifier: MIT
/// PeerServer's messages: JSON text, both ways.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <callbooth/services/presence.hpp>
#include <simdjson.h>

namespace callbooth::peerserver {

/// What a client may send. The names on the wire are these in capitals; `other` is every other one, which may be for
/// somebody else on this server.
enum class Type { heartbeat, offer, answer, candidate, leave, other };

const char *to_string(Type type);

/// A client's message. The views live until the reader's next `read`, or shorter, as the text does.
struct Message {
    Type type;
    std::string_view dst;     ///< empty when there is none
    std::string_view payload; ///< raw JSON; empty when there is none
    std::string_view name;    ///< of the type, as it was sent
};

class Reader {
public:
    /// Nothing when `text` is not a JSON object with a type. `dst` that is no string counts as none.
    std::optional<Message> read(std::string_view text);

private:
    /// What a JSON string says; nothing when it is none, or says what no UTF-8 can. `kept` holds what has escapes.
    std::optional<std::string_view> text_of(std::string_view json, std::string &kept);

    simdjson::ondemand::parser parser_;
    std::string name_;
    std::string type_;
    std::string dst_;
};

/// `text` as a JSON string, quotes included. `text` is valid UTF-8.
std::string quote(std::string_view text);

/// Writes what the receiver of a message gets into `out`. The payload's bytes stay what they are.
void write_relay(std::string &out, std::string_view src, const Message &message);

std::string expire_message(std::string_view src, std::string_view dst);
std::string error_message(std::string_view text);
/// What a client is told before its connection ends: KICKED, or BANNED when coming back is in vain.
std::string expulsion_message(const Expulsion &why);
/// A text of the operator.
std::string notice_message(std::string_view text);
inline constexpr std::string_view open_message = R"({"type":"OPEN"})";
inline constexpr std::string_view id_taken_message = R"({"type":"ID-TAKEN","payload":{"msg":"ID is taken"}})";

} // namespace callbooth::peerserver
