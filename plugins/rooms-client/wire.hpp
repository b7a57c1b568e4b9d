// SPDX-License-Identifier: MIT
/// The messages of a server for rooms by invitation, as a client sees them; docs/rooms.md has them.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include <callbooth/services/signaling.hpp>

namespace callbooth::rooms_client {

inline constexpr size_t max_message = 256 * 1024; ///< bytes
inline constexpr size_t max_sdp = 128 * 1024;     ///< bytes
inline constexpr size_t max_candidate = 4096;     ///< bytes
inline constexpr size_t max_room = 256;           ///< bytes of an id

struct RoomCreated {
    std::string room;
};
struct Offer {
    std::string sdp;
};
struct Answer {
    std::string sdp;
};
struct PartnerLeft {};
struct PartnerReturned {};
struct Notice {
    std::string text; ///< one line
};
struct Refused {
    std::string why; ///< one line
};
struct Ignored {
    std::string why;
};
using Incoming =
    std::variant<RoomCreated, Offer, Answer, IceCandidate, PartnerLeft, PartnerReturned, Notice, Refused, Ignored>;

/// Any bytes of a server or a partner.
Incoming parse(std::string_view text);

std::string create(const std::string &token);
/// `token` may be empty: none is sent.
std::string offer(const std::string &room, const std::string &sdp, const std::string &token);
std::string answer(const std::string &room, const std::string &sdp);
std::string candidate(const std::string &room, const IceCandidate &candidate);
std::string leave(const std::string &room);

/// Whether an id can be one: printable ASCII.
bool is_room(std::string_view id);

} // namespace callbooth::rooms_client
