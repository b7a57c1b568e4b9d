// SPDX-License-Identifier: MIT
#include "wire.hpp"

#include <algorithm>
#include <optional>

#include "fields.hpp"
#include "server_wire.hpp"
#include <nlohmann/json.hpp>

namespace callbooth::peerjs {
namespace {

std::string reason(const Json &message) {
    std::string why = "no reason given";
    if (const Json *payload = member(message, "payload"))
        if (const std::string *text = text_member(*payload, "msg", 1024))
            why = *text;
    std::replace_if(
        why.begin(), why.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    return why;
}

const std::string *sdp_of(const Json &payload, const char *type) {
    const Json *description = member(payload, "sdp");
    const std::string *said = description ? text_member(*description, "type", 16) : nullptr;
    return said && *said == type ? text_member(*description, "sdp", max_sdp_bytes) : nullptr;
}

bool known_serialization(const std::string &name) {
    return name == "json" || name == "raw" || name == "binary" || name == "binary-utf8";
}

std::optional<ConnectionInfo> connection_of(const Json &payload) {
    const std::string *id = id_member(payload, "connectionId");
    const std::string *kind = text_member(payload, "type", 16);
    if (!id || !kind || (*kind != "media" && *kind != "data"))
        return std::nullopt;
    ConnectionInfo info{*id, *kind == "media" ? ConnectionKind::media : ConnectionKind::data, {}, {}, true};
    if (info.kind == ConnectionKind::media)
        return info;
    const std::string *label = text_member(payload, "label", max_label_bytes);
    const std::string *serialization = text_member(payload, "serialization", 32);
    if (!serialization || !known_serialization(*serialization))
        return std::nullopt;
    const Json *reliable = member(payload, "reliable");
    info.label = label ? *label : *id;
    info.serialization = *serialization;
    info.reliable = reliable && reliable->is_boolean() && reliable->get<bool>();
    return info;
}

Incoming parse_offer(const std::string &peer, const Json &payload) {
    const std::string *sdp = sdp_of(payload, "offer");
    const auto connection = connection_of(payload);
    if (!sdp || !connection)
        return Ignored{"an OFFER of " + peer + " without a usable sdp, type, connectionId or serialization"};
    return Offer{peer, *connection, *sdp};
}

Incoming parse_answer(const std::string &peer, const Json &payload) {
    const std::string *sdp = sdp_of(payload, "answer");
    const std::string *connection = id_member(payload, "connectionId");
    if (!sdp || !connection)
        return Ignored{"an ANSWER of " + peer + " without a usable sdp or connectionId"};
    return Answer{peer, *connection, *sdp};
}

Incoming parse_candidate(const std::string &peer, const Json &payload) {
    const std::string *connection = id_member(payload, "connectionId");
    const Json *outer = member(payload, "candidate");
    const std::string *line = outer ? text_member(*outer, "candidate", max_candidate_bytes) : nullptr;
    if (!connection || !line)
        return Ignored{"a CANDIDATE of " + peer + " without a usable candidate or connectionId"};
    if (line->empty())
        return Ignored{"the end of " + peer + "'s candidates"};
    IceCandidate ice{*line, {}, 0};
    if (const std::string *mid = text_member(*outer, "sdpMid", 256))
        ice.mid = *mid;
    const Json *mline = member(*outer, "sdpMLineIndex");
    if (mline && mline->is_number_unsigned() && mline->get<uint64_t>() < 1024)
        ice.mline = mline->get<unsigned>();
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

Json envelope(const char *type, const std::string &peer, Json payload) {
    return {{"type", type}, {"payload", std::move(payload)}, {"dst", peer}};
}

Json description(const char *type, const ConnectionInfo &connection, const std::string &sdp) {
    return {
        {"sdp", {{"type", type}, {"sdp", sdp}}}, {"type", kind_name(connection.kind)}, {"connectionId", connection.id}};
}

} // namespace

Incoming parse(std::string_view text) {
    if (text.size() > max_message_bytes)
        return Ignored{"a message of more than 4 MiB"};
    // Deeper values are dropped while they are read; nothing that we know is nested as deep.
    const auto shallow = [](int depth, Json::parse_event_t, Json &) { return depth <= max_depth; };
    const Json message = Json::parse(text.begin(), text.end(), shallow, false);
    const std::string *type = text_member(message, "type", 32);
    if (!type)
        return Ignored{"a message that is no JSON object with a type"};
    if (*type == "OPEN")
        return Opened{};
    if (*type == "ID-TAKEN")
        return IdTaken{};
    if (*type == "ERROR" || *type == "INVALID-KEY")
        return Refusal{reason(message)};
    static const Json nothing;
    const Json *found = member(message, "payload");
    const Json &payload = found ? *found : nothing;
    if (const std::string *peer = id_member(message, "src"))
        return parse_from_peer(*type, *peer, payload);
    // Nobody but the server sends without a name.
    if (!member(message, "src"))
        if (auto from_server = parse_from_server(*type, payload))
            return std::move(*from_server);
    return Ignored{"a message without a usable sender"};
}

std::string heartbeat() { return R"({"type":"HEARTBEAT"})"; }

std::string offer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp) {
    Json payload = description("offer", connection, sdp);
    if (connection.kind == ConnectionKind::data) {
        payload["label"] = connection.label;
        payload["reliable"] = connection.reliable;
        payload["serialization"] = connection.serialization;
    }
    return dump(envelope("OFFER", peer, std::move(payload)));
}

std::string answer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp) {
    return dump(envelope("ANSWER", peer, description("answer", connection, sdp)));
}

std::string candidate(const std::string &peer, const ConnectionInfo &connection, const IceCandidate &candidate) {
    const Json ice = {
        {"candidate", candidate.candidate}, {"sdpMid", candidate.mid}, {"sdpMLineIndex", candidate.mline}};
    return dump(envelope("CANDIDATE", peer,
                         {{"candidate", ice}, {"type", kind_name(connection.kind)}, {"connectionId", connection.id}}));
}

std::string leave(const std::string &peer) { return dump({{"type", "LEAVE"}, {"dst", peer}}); }

} // namespace callbooth::peerjs
