// SPDX-License-Identifier: MIT
/// What webrtcbin says to a plan and to an offer, without a webrtcbin.
#pragma once

#include <string>

#include "media/connection/sdp/sdp_plan.hpp"
#include <fmt/format.h>

namespace callbooth::test {

inline const media::SdpTransport sdp_own_transport = {"ours", "oursoursoursoursoursours", "actpass", {"sha-256 CC:DD"}};

/// Of one that takes all that it gets.
inline std::string webrtcbin_answer(const std::string &offer) {
    auto answer = media::read_sdp(offer);
    for (auto &each : answer.sections) {
        const bool sends = each.receives();
        each.direction = each.sends() ? sends ? "sendrecv" : "recvonly" : "sendonly";
        each.transport = sdp_own_transport;
        each.transport.setup = "active";
        each.candidates.clear();
        each.repair_ssrcs.clear();
        each.ssrcs.clear();
        if (sends && !each.is_data())
            each.ssrcs = {static_cast<uint32_t>(7 + (&each - answer.sections.data()))};
        each.cname = "booth";
    }
    return media::write_sdp(answer);
}

inline std::string webrtcbin_offer(const media::SdpPlan &plan) {
    media::SdpModel model;
    for (const auto &each : plan.sections) {
        media::SdpSection made;
        made.kind = each.kind;
        made.protocol = each.is_data() ? "UDP/DTLS/SCTP" : "UDP/TLS/RTP/SAVPF";
        made.mid = fmt::format("{}{}", each.kind, model.sections.size());
        made.direction = each.direction();
        made.formats = {each.codec ? std::to_string(each.codec->payload) : "webrtc-datachannel"};
        made.sctp_port = 5000;
        if (each.codec)
            made.codecs = {*each.codec};
        if (each.kind == "video" && each.sends) {
            made.codecs[0].feedback.emplace_back("nack");
            made.codecs.push_back({98, "rtx", 90000, 0, fmt::format("apt={}", each.codec->payload)});
            made.formats.emplace_back("98");
        }
        made.transport = sdp_own_transport;
        model.bundle.push_back(made.mid);
        model.sections.push_back(made);
    }
    return media::write_sdp(model);
}

} // namespace callbooth::test
