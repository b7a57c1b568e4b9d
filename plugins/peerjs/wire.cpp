// SPDX-License-Identifier: MIT
#include "wire.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "fields.hpp"
#include "server_wire.hpp"
#include <callbooth/json.hpp>
#include <callbooth/util/serializations.hpp>
#include <callbooth/util/text.hpp>

namespace callbooth::peerjs {
namespace {

constexpr size_t max_serialization_bytes = 64;

std::string reason(const Json &message) {
    constexpr size_t most = 1024;
    return one_line(text_member(message, "payload.msg", most).value_or("no reason given"), most);
}

std::optional<std::string> sdp_of(const Json &payload, const char *type) {
    return text_member(payload, "sdp.type", 16) == type ? text_member(payload, "sdp.sdp", max_sdp_bytes) : std::nullopt;
}

/// Empty when there is none, or too much of it.
std::string metadata_of(const Json &payload) {
    const auto metadata = payload.member("metadata");
    std::string text = metadata ? metadata->dump() : "";
    return text.size() <= max_metadata_bytes ? text : "";
}

/// Nullopt for a text that is not JSON.
std::optional<Json> own_metadata(const std::string &text) {
    try {
        return text.empty() ? std::nullopt : std::optional(Json::parse(text));
    } catch (const Error &) {
        return {};
    }
}

std::optional<ConnectionInfo> connection_of(const Json &payload) {
    const auto id = id_member(payload, "connectionId");
    const auto kind = text_member(payload, "type", 16);
    if (!id || !kind || (*kind != "media" && *kind != "data"))
        return std::nullopt;
    ConnectionInfo info{*id, *kind == "media" ? ConnectionKind::media : ConnectionKind::data, {}, metadata_of(payload)};
    if (info.kind == ConnectionKind::media)
        return info;
    info.channel.label = text_member(payload, "label", max_label_bytes).value_or(*id);
    info.channel.protocol = text_member(payload, "serialization", max_serialization_bytes).value_or("");
    info.channel.ordered = payload.find<bool>("reliable").value_or(false);
    return info;
}

Incoming parse_offer(const std::string &peer, const Json &payload) {
    const auto sdp = sdp_of(payload, "offer");
    const auto connection = connection_of(payload);
    if (!sdp || !connection)
        return Ignored{"an OFFER of " + peer + " without a usable sdp, type or connectionId"};
    const std::string &protocol = connection->channel.protocol;
    if (connection->kind == ConnectionKind::data && !find_serialization(protocol))
        return UnknownSerialization{peer, *connection, *sdp, one_line(protocol, max_serialization_bytes)};
    return Offer{peer, *connection, *sdp};
}

Incoming parse_answer(const std::string &peer, const Json &payload) {
    const auto sdp = sdp_of(payload, "answer");
    const auto connection = id_member(payload, "connectionId");
    if (!sdp || !connection)
        return Ignored{"an ANSWER of " + peer + " without a usable sdp or connectionId"};
    return Answer{peer, *connection, *sdp};
}

Incoming parse_candidate(const std::string &peer, const Json &payload) {
    const auto connection = id_member(payload, "connectionId");
    const auto line = text_member(payload, "candidate.candidate", max_candidate_bytes);
    if (!connection || !line)
        return Ignored{"a CANDIDATE of " + peer + " without a usable candidate or connectionId"};
    if (line->empty())
        return Ignored{"the end of " + peer + "'s candidates"};
    IceCandidate ice{*line, text_member(payload, "candidate.sdpMid", 256).value_or(""), 0};
    if (const auto mline = payload.find<unsigned>("candidate.sdpMLineIndex"); mline && *mline < 1024)
        ice.mline = *mline;
    return Candidate{peer, *connection, std::move(ice)};
}

Incoming parse_from_peer(const std::string &type, const std::string &peer, const Json &payload) {
    if (type == "OFFER")
        return parse_offer(peer, payload);
    if (type == "ANSWER")
        return parse_answer(peer, payload);
    if (type == "CANDIDATE")
        return parse_candidate(peer, payload);
    if (type == "LEAVE")
        return Leave{peer};
    if (type == "EXPIRE")
        return Expire{peer};
    return Ignored{"a message of an unknown type"};
}

const char *kind_name(ConnectionKind kind) { return kind == ConnectionKind::media ? "media" : "data"; }

std::string message(const char *type, const std::string &peer, const Json::Object &payload) {
    return Json::Object{{"type", type}, {"payload", payload}, {"dst", peer}}.dump();
}

Json::Object description(const char *type, const ConnectionInfo &connection, const std::string &sdp) {
    return {{"sdp", Json::Object{{"type", type}, {"sdp", sdp}}},
            {"type", kind_name(connection.kind)},
            {"connectionId", connection.id}};
}

/// Null when it is not JSON.
Json read(std::string_view text) {
    try {
        // Nothing that we know is nested as deep.
        return Json::parse(text, {.depth = max_depth, .size = max_message_bytes, .drop_deeper = true});
    } catch (const Error &) {
        return nullptr;
    }
}

} // namespace

Incoming parse(std::string_view text) {
    if (text.size() > max_message_bytes)
        return Ignored{"a message of more than 4 MiB"};
    const auto message = read(text);
    const auto type = text_member(message, "type", 32);
    if (!type)
        return Ignored{"a message that is no JSON object with a type"};
    if (*type == "OPEN")
        return Opened{};
    if (*type == "ID-TAKEN")
        return IdTaken{};
    if (*type == "ERROR" || *type == "INVALID-KEY")
        return Refusal{reason(message)};
    const auto payload = message.find<Json>("payload").value_or(nullptr);
    if (const auto peer = id_member(message, "src"))
        return parse_from_peer(*type, *peer, payload);
    // Nobody but the server sends without a name.
    if (!message.member("src"))
        if (auto from_server = parse_from_server(*type, payload))
            return std::move(*from_server);
    return Ignored{"a message without a usable sender"};
}

std::string heartbeat() { return R"({"type":"HEARTBEAT"})"; }

std::string offer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp) {
    auto payload = description("offer", connection, sdp);
    if (connection.kind == ConnectionKind::data) {
        const std::string &protocol = connection.channel.protocol;
        payload.set("label", connection.channel.label)
            .set("reliable", connection.channel.ordered)
            .set("serialization", find_serialization(protocol) ? protocol : "raw");
    }
    if (auto metadata = own_metadata(connection.metadata))
        payload.set("metadata", *std::move(metadata));
    return message("OFFER", peer, payload);
}

std::string answer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp) {
    return message("ANSWER", peer, description("answer", connection, sdp));
}

std::string candidate(const std::string &peer, const ConnectionInfo &connection, const IceCandidate &candidate) {
    const Json::Object ice{
        {"candidate", candidate.candidate}, {"sdpMid", candidate.mid}, {"sdpMLineIndex", candidate.mline}};
    return message("CANDIDATE", peer,
                   {{"candidate", ice}, {"type", kind_name(connection.kind)}, {"connectionId", connection.id}});
}

std::string rejection_of(std::string_view offer_sdp) {
    constexpr std::string_view kept[] = {"v=", "o=", "s=", "t=", "c=", "m=", "a=mid:"};
    std::string rejection;
    while (!offer_sdp.empty()) {
        const size_t end = std::min(offer_sdp.find('\n'), offer_sdp.size() - 1);
        const std::string_view line = offer_sdp.substr(0, end + 1);
        offer_sdp.remove_prefix(end + 1);
        if (std::none_of(std::begin(kept), std::end(kept), [&](auto prefix) { return line.starts_with(prefix); }))
            continue;
        const size_t port = line.find(' ') + 1;
        const size_t behind = line.find(' ', port);
        if (line.starts_with("m=") && port != 0 && behind != std::string_view::npos)
            rejection.append(line.substr(0, port)).append("0").append(line.substr(behind));
        else
            rejection += line;
    }
    return rejection;
}

std::string leave(const std::string &peer) { return Json::Object{{"type", "LEAVE"}, {"dst", peer}}.dump(); }

} // namespace callbooth::peerjs
