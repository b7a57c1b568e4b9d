// SPDX-License-Identifier: MIT
/// The PeerJS messages, as peerjs 1.5 and PeerServer 1.0 speak them: JSON text, one object a WebSocket message.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

#include <callbooth/services/lobby.hpp>
#include <callbooth/services/signaling.hpp>

namespace callbooth::peerjs {

constexpr size_t max_message_bytes = 4 * 1024 * 1024;
constexpr size_t max_sdp_bytes = 256 * 1024;
constexpr size_t max_candidate_bytes = 4 * 1024;
constexpr size_t max_id_bytes = 128; ///< of a peer's id and of a connection's id
constexpr size_t max_label_bytes = 1024;
constexpr size_t max_metadata_bytes = 16 * 1024;
constexpr size_t max_depth = 16; ///< of nested arrays and objects

struct Opened {};
struct IdTaken {};
/// The server refuses us, and closes.
struct Refusal {
    std::string why;
};
struct Offer {
    std::string peer;
    ConnectionInfo connection;
    std::string sdp;
};
/// An offer of a data connection whose messages we cannot read.
struct UnknownSerialization {
    std::string peer;
    ConnectionInfo connection;
    std::string sdp;
    std::string name; ///< safe to log
};
struct Answer {
    std::string peer;
    std::string connection;
    std::string sdp;
};
struct Candidate {
    std::string peer;
    std::string connection;
    IceCandidate candidate;
};
struct Leave {
    std::string peer;
};
struct Expire {
    std::string peer;
};
struct Waiting {
    size_t online;
    size_t waiting;
};
struct FindRefused {
    std::string why;
    std::chrono::milliseconds retry; ///< zero: not with these wishes
};
struct Reported {
    std::string peer;
};
struct ReportRefused {
    std::string peer; ///< empty when it is nobody's id
    std::string why;
};
/// The operator's word to everybody.
struct Notice {
    std::string text;
};
/// The server ends the connection: kicked or banned.
struct Dismissed {
    std::string why;
    std::chrono::seconds banned; ///< zero: we may come back
};
/// Nothing that we act upon; `why` is for the log.
struct Ignored {
    std::string why;
};
using Incoming = std::variant<Opened, IdTaken, Refusal, Offer, UnknownSerialization, Answer, Candidate, Leave, Expire,
                              Match, Waiting, FindRefused, Reported, ReportRefused, Notice, Dismissed, Ignored>;

/// What one message from the server says. Takes any bytes.
Incoming parse(std::string_view text);

std::string heartbeat();
std::string offer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp);
std::string answer(const std::string &peer, const ConnectionInfo &connection, const std::string &sdp);
std::string candidate(const std::string &peer, const ConnectionInfo &connection, const IceCandidate &candidate);
std::string leave(const std::string &peer);
/// The description that rejects each section of this offer (RFC 3264 section 6).
std::string rejection_of(std::string_view offer_sdp);

} // namespace callbooth::peerjs
