// SPDX-License-Identifier: MIT
#include "wire.hpp"

#include <algorithm>

namespace callbooth::peers_client {
namespace {

constexpr size_t max_id = 128;             // bytes
constexpr size_t max_sdp = 256 * 1024;     // bytes
constexpr size_t max_candidate = 4 * 1024; // bytes
constexpr size_t max_mid = 64;             // bytes
constexpr size_t max_peers = 4096;
constexpr JsonLimits signal_limits{.depth = 8, .size = 2 * max_sdp, .members = 32};

// Ids are logged and shown.
bool is_id(const std::string &id) {
    const auto is_printable = [](unsigned char c) { return c > ' ' && c < 0x7f; };
    return !id.empty() && id.size() <= max_id && std::all_of(id.begin(), id.end(), is_printable);
}

template <class Description> std::optional<Signal> read_description(const Json &payload) {
    auto sdp = payload.find<std::string>("sdp");
    if (!sdp || sdp->empty() || sdp->size() > max_sdp)
        return {};
    return Description{*std::move(sdp)};
}

// The candidate is empty, or null as a whole, at the end of candidates.
std::optional<Signal> read_candidate(const Json &payload) {
    const auto candidate = payload.find<std::string>("candidate");
    const auto mid = payload.find<std::string>("sdpMid");
    if (!candidate || candidate->empty() || candidate->size() > max_candidate || (mid && mid->size() > max_mid))
        return {};
    return IceCandidate{*candidate, mid.value_or(""), payload.find<unsigned>("sdpMLineIndex").value_or(0)};
}

// simple-peer goes by the members alone, too: `type` is for people.
std::optional<Signal> read_simple_peer(const Json &payload) {
    if (payload.member("renegotiate") || payload.member("transceiverRequest"))
        return OfferRequest{};
    if (const auto candidate = payload.member("candidate"))
        return read_candidate(*candidate);
    if (payload.find<std::string>("type") == "offer")
        return read_description<Offer>(payload);
    if (payload.find<std::string>("type") == "answer")
        return read_description<Answer>(payload);
    return {};
}

Json description(const char *type, const std::string &sdp) { return Json::Object{{"type", type}, {"sdp", sdp}}; }

Json json_of(const IceCandidate &ice) {
    return Json::Object{{"candidate", ice.candidate}, {"sdpMLineIndex", ice.mline}, {"sdpMid", ice.mid}};
}

struct Writer {
    Protocol protocol;

    Message named(const char *event, Json payload) const {
        return {protocol == Protocol::simple_peer ? "signal" : event, std::move(payload)};
    }
    Message operator()(const Offer &offer) const { return named("peerOffer", description("offer", offer.sdp)); }
    Message operator()(const Answer &answer) const { return named("peerAnswer", description("answer", answer.sdp)); }
    Message operator()(const IceCandidate &ice) const {
        if (protocol == Protocol::events)
            return named("peerIce", json_of(ice));
        return named("signal", Json::Object{{"type", "candidate"}, {"candidate", json_of(ice)}});
    }
    Message operator()(const OfferRequest &) const {
        return {"signal", Json::Object{{"type", "renegotiate"}, {"renegotiate", true}}};
    }
};

} // namespace

Message message_of(Protocol protocol, const Signal &signal) { return std::visit(Writer{protocol}, signal); }

std::vector<std::string> events_of(Protocol protocol) {
    if (protocol == Protocol::simple_peer)
        return {"signal"};
    return {"peerOffer", "peerAnswer", "peerIce"};
}

std::optional<Signal> read_signal(std::string_view event, const EventArguments &arguments) {
    const auto payload = arguments.json(1, signal_limits);
    if (!payload)
        return {};
    if (event == "signal")
        return read_simple_peer(*payload);
    if (event == "peerOffer")
        return read_description<Offer>(*payload);
    return event == "peerAnswer" ? read_description<Answer>(*payload) : read_candidate(*payload);
}

std::optional<std::string> sender_of(const EventArguments &arguments) {
    auto id = arguments.find<std::string>(2);
    return id && is_id(*id) ? std::move(id) : std::nullopt;
}

std::vector<std::string> read_peers(const EventArguments &arguments, std::string_view own_id) {
    std::vector<std::string> peers;
    const auto clients = arguments.json(0, {.depth = 8, .members = max_peers});
    if (!clients || !clients->is(Json::Kind::object))
        return peers;
    for (auto &[id, client] : clients->members())
        if (id != own_id && is_id(id))
            peers.push_back(id);
    return peers;
}

} // namespace callbooth::peers_client
