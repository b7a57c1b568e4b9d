// SPDX-License-Identifier: MIT
#include "wire.hpp"

#include <algorithm>
#include <optional>

#include <callbooth/json.hpp>
#include <callbooth/util/text.hpp>

namespace callbooth::rooms_client {
namespace {

constexpr size_t max_text = 500; // characters of a text for people

std::string line_of(const Json &message) {
    return one_line(message.find<std::string>("payload").value_or("no reason given"), max_text);
}

/// Of a description: an RTCSessionDescription as JSON has it, or its SDP alone.
std::optional<std::string> sdp_of(const Json &message, std::string_view type) {
    auto sdp = message.find<std::string>("payload");
    if (!sdp && message.find<std::string>("payload.type") == type)
        sdp = message.find<std::string>("payload.sdp");
    return sdp && !sdp->empty() && sdp->size() <= max_sdp ? std::move(sdp) : std::nullopt;
}

Incoming parse_candidate(const Json &message) {
    constexpr unsigned max_line = 1024;
    const auto line = message.find<std::string>("payload.candidate").value_or("");
    if (line.empty() || line.size() > max_candidate)
        return Ignored{"the end of the candidates, or one that is not usable"};
    const auto mid = message.find<std::string>("payload.sdpMid").value_or("");
    const auto mline = message.find<unsigned>("payload.sdpMLineIndex").value_or(0);
    return IceCandidate{line, mid.substr(0, max_candidate), std::min(mline, max_line)};
}

Incoming parse_message(const std::string &type, const Json &message) {
    if (type == "roomCreated")
        if (const auto room = message.find<std::string>("payload"); room && is_room(*room))
            return RoomCreated{*room};
    if (type == "offer")
        if (auto sdp = sdp_of(message, type))
            return Offer{*std::move(sdp)};
    if (type == "answer")
        if (auto sdp = sdp_of(message, type))
            return Answer{*std::move(sdp)};
    if (type == "iceCandidate")
        return parse_candidate(message);
    if (type == "partnerLeft")
        return PartnerLeft{};
    if (type == "partnerReturned")
        return PartnerReturned{};
    if (type == "notice")
        return Notice{line_of(message)};
    if (type == "error")
        return Refused{line_of(message)};
    return Ignored{"a message of an unknown type, or without a usable payload"};
}

std::string message(const char *type, const std::string &room, const Json &payload) {
    return Json::Object{{"type", type}, {"roomId", room}, {"payload", payload}}.dump();
}

Json description(const char *type, const std::string &sdp) { return Json::Object{{"type", type}, {"sdp", sdp}}; }

} // namespace

Incoming parse(std::string_view text) try {
    const auto message = Json::parse(text, {.size = max_message, .drop_deeper = true});
    return parse_message(message.find<std::string>("type").value_or(""), message);
} catch (const Error &) {
    return Ignored{"a message that is not JSON"};
}

std::string create(const std::string &token) { return Json::Object{{"type", "createRoom"}, {"token", token}}.dump(); }

std::string offer(const std::string &room, const std::string &sdp, const std::string &token) {
    Json::Object message{{"type", "offer"}, {"roomId", room}, {"payload", description("offer", sdp)}};
    if (!token.empty())
        message.set("token", token);
    return message.dump();
}

std::string answer(const std::string &room, const std::string &sdp) {
    return message("answer", room, description("answer", sdp));
}

std::string candidate(const std::string &room, const IceCandidate &candidate) {
    return message("iceCandidate", room,
                   Json::Object{{"candidate", candidate.candidate},
                                {"sdpMid", candidate.mid},
                                {"sdpMLineIndex", candidate.mline}});
}

std::string leave(const std::string &room) { return Json::Object{{"type", "leave"}, {"roomId", room}}.dump(); }

bool is_room(std::string_view id) {
    const auto printable = [](unsigned char c) { return c > 0x20 && c < 0x7f; };
    return !id.empty() && id.size() <= max_room && std::all_of(id.begin(), id.end(), printable);
}

} // namespace callbooth::rooms_client
