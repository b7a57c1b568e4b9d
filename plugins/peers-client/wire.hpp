// SPDX-License-Identifier: MIT
/// The messages between peers and the server's list of them: `peerOffer`, `peerAnswer`, `peerIce` of pages with a plain
/// RTCPeerConnection, and `signal` of those with simple-peer 9.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <callbooth/services/signaling.hpp>
#include <callbooth/util/event_arguments.hpp>

namespace callbooth::peers_client {

enum class Protocol { events, simple_peer };

struct Offer {
    std::string sdp;
};
struct Answer {
    std::string sdp;
};
/// The peer cannot offer itself, and wants the connection to be described anew.
struct OfferRequest {};
using Signal = std::variant<Offer, Answer, IceCandidate, OfferRequest>;

/// An event as it is sent: its name and its last argument.
struct Message {
    std::string event;
    Json payload;
};
Message message_of(Protocol protocol, const Signal &signal);

/// The events that carry signals.
std::vector<std::string> events_of(Protocol protocol);
/// Nullopt for what means nothing to us, such as the end of candidates.
std::optional<Signal> read_signal(std::string_view event, const EventArguments &arguments);
/// The peer from which an event is, as the server added it; nullopt when it did not.
std::optional<std::string> sender_of(const EventArguments &arguments);

/// The ids of `clients`, in their order, without `own_id`.
std::vector<std::string> read_peers(const EventArguments &arguments, std::string_view own_id);

} // namespace callbooth::peers_client
