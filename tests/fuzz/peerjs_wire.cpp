// SPDX-License-Identifier: MIT
/// What the signaling server sends to a booth, and what a booth sends through our server.
#include "fuzz.hpp"
#include "peerjs/wire.hpp"
#include "peerserver/wire.hpp"

namespace callbooth::fuzz {

namespace {

using namespace callbooth::peerjs;

void require_id(const std::string &id) {
    require(!id.empty() && id.size() <= max_id_bytes &&
                std::all_of(id.begin(), id.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7f; }),
            "an id is short and printable");
}

/// What the receiver makes of a message that was sent over our server.
Incoming relayed(const std::string &sent, const std::string &from) {
    peerserver::Reader reader;
    const auto message = reader.read(sent);
    require(message && !message->dst.empty(), "the server understands what a booth sends");
    std::string relay;
    peerserver::write_relay(relay, from, *message);
    return parse(relay);
}

bool equal(const ConnectionInfo &a, const ConnectionInfo &b) {
    return a.id == b.id && a.kind == b.kind && a.metadata == b.metadata && a.channel.label == b.channel.label &&
           a.channel.protocol == b.channel.protocol && a.channel.ordered == b.channel.ordered;
}

struct Check {
    void operator()(const Offer &m) const {
        require_id(m.peer);
        require_id(m.connection.id);
        require(m.sdp.size() <= max_sdp_bytes && m.connection.channel.label.size() <= max_label_bytes &&
                    m.connection.metadata.size() <= max_metadata_bytes,
                "sizes are limited");
        const auto again = relayed(offer(m.peer, m.connection, m.sdp), m.peer);
        const auto *same = std::get_if<Offer>(&again);
        require(same && same->peer == m.peer && same->sdp == m.sdp && equal(same->connection, m.connection),
                "an offer arrives as it was sent");
    }
    void operator()(const UnknownSerialization &m) const {
        require_id(m.peer);
        require_id(m.connection.id);
        require_readable(m.name);
        require(rejection_of(m.sdp).size() <= m.sdp.size() + 1024, "a rejection is no longer than the offer");
    }
    void operator()(const Answer &m) const {
        require_id(m.peer);
        require_id(m.connection);
        require(m.sdp.size() <= max_sdp_bytes, "sizes are limited");
        const auto again = relayed(answer(m.peer, {.id = m.connection}, m.sdp), m.peer);
        const auto *same = std::get_if<Answer>(&again);
        require(same && same->peer == m.peer && same->connection == m.connection && same->sdp == m.sdp,
                "an answer arrives as it was sent");
    }
    void operator()(const Candidate &m) const {
        require_id(m.peer);
        require_id(m.connection);
        const auto &ice = m.candidate;
        require(!ice.candidate.empty() && ice.candidate.size() <= max_candidate_bytes && ice.mid.size() <= 256 &&
                    ice.mline < 1024,
                "sizes are limited");
        const auto again = relayed(candidate(m.peer, {.id = m.connection}, ice), m.peer);
        const auto *same = std::get_if<Candidate>(&again);
        require(same && same->peer == m.peer && same->connection == m.connection &&
                    same->candidate.candidate == ice.candidate && same->candidate.mid == ice.mid &&
                    same->candidate.mline == ice.mline,
                "a candidate arrives as it was sent");
    }
    void operator()(const Leave &m) const {
        require_id(m.peer);
        const auto again = relayed(leave(m.peer), m.peer);
        require(std::holds_alternative<Leave>(again), "a LEAVE arrives as it was sent");
    }
    void operator()(const Expire &m) const { require_id(m.peer); }
    void operator()(const Match &m) const {
        require_id(m.peer);
        require(m.tags.size() <= 8 && m.language.size() <= 64, "sizes are limited");
    }
    void operator()(const Waiting &) const {}
    void operator()(const FindRefused &m) const { require_line(m.why); }
    void operator()(const Reported &m) const { require_id(m.peer); }
    void operator()(const ReportRefused &m) const { require_line(m.why); }
    void operator()(const Notice &m) const { require_line(m.text); }
    void operator()(const Dismissed &m) const {
        require_line(m.why);
        require(m.banned.count() >= 0, "time goes on");
    }
    void operator()(const Refusal &m) const { require_readable(m.why); }
    void operator()(const Ignored &m) const { require_readable(m.why); }
    void operator()(const Opened &) const {}
    void operator()(const IdTaken &) const {}

    static void require_line(const std::string &text) {
        require(text.size() <= 2000 &&
                    std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }),
                "what the server says is one line");
    }
    static void require_readable(const std::string &why) {
        require(why.size() <= 1280 &&
                    std::none_of(why.begin(), why.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }),
                "what goes into the log is one short line");
    }
};

} // namespace

void run(std::string_view input) { std::visit(Check(), parse(input)); }

} // namespace callbooth::fuzz
