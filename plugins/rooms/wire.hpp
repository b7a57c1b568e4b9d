// SPDX-License-Identifier: MIT
/// The messages of rooms: JSON text `{type, roomId, payload}`, both ways.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace callbooth::rooms {

inline constexpr size_t max_type = 32;   ///< bytes
inline constexpr size_t max_room = 64;   ///< bytes of an id
inline constexpr size_t min_token = 16;  ///< bytes
inline constexpr size_t max_token = 256; ///< bytes

/// A client's message.
struct Message {
    std::string type;
    std::string room;    ///< empty without one
    std::string token;   ///< of the client's own making; empty without a usable one
    std::string payload; ///< JSON, as the client wrote it; empty without one
    std::string peer;    ///< the PeerJS id of a public room's creator; empty without a usable one
};

/// Nothing when `text` is not a JSON object with a type of a usable length. The payload is not read, for a tree of it
/// could take a hundred times its bytes.
std::optional<Message> parse(std::string_view text);

/// As the other member gets it: without the token.
std::string relay_message(const Message &message, std::string_view room);
std::string created_message(std::string_view room);
std::string error_message(std::string_view why);
/// To the creator of a public room, who calls this peer.
std::string partner_found_message(std::string_view peer);
/// A text of the operator.
std::string notice_message(std::string_view text);
inline constexpr std::string_view partner_left_message = R"({"type":"partnerLeft"})";
/// The creator has come back to a room in which the partner still is, which may offer again.
inline constexpr std::string_view partner_returned_message = R"({"type":"partnerReturned"})";

/// Whether the server alone sends messages of this type.
bool is_from_server(std::string_view type);

/// The id of the room that belongs to a token: it is public, and the token cannot be computed from it.
std::string room_of(std::string_view token);
/// A fresh id of 128 random bits. Throws Error when the system has none.
std::string random_room();

} // namespace callbooth::rooms
