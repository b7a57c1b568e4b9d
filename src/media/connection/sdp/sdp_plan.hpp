// SPDX-License-Identifier: MIT
/// What of two descriptions becomes media and data: decisions on models, and the descriptions that follow from them for
/// the remote and for webrtcbin. No I/O.
///
/// webrtcbin gets sections that are used alone, media in front of data, in one bundle where the remote has one. The
/// remote gets all of its sections back, in its order.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "media/connection/sdp/sdp_codecs.hpp"
#include "media/connection/sdp/sdp_model.hpp"

namespace callbooth::media {

/// One section that both sides use.
struct PlannedSection {
    size_t remote = 0; ///< its index in the remote's description, and in ours that the remote sees
    std::string kind;
    bool sends = false; ///< we do
    bool receives = false;
    std::optional<SdpCodec> codec = {}; ///< of audio and video
    std::optional<SdpCodec> repair = {};
    uint64_t congestion_control = 0; ///< ID of the header extension; 0: none

    bool is_data() const { return kind == "application"; }
    std::string direction() const;
};

struct SdpPlan {
    std::vector<PlannedSection> sections; ///< in webrtcbin's order
    /// Index, in the remote's description, of the section whose transport a bundle has; nothing without a bundle.
    std::optional<size_t> owner = {};

    const PlannedSection *find(size_t remote) const;
    bool has_data() const;
    /// The kinds that we send and receive somewhere.
    bool sends(std::string_view kind) const;
    bool receives(std::string_view kind) const;
};

/// Chooses, for each kind, the section that shows the remote and the one that we send in; all others are rejected. The
/// plan has no sections when there is nothing in common.
SdpPlan plan_answer(const SdpModel &offer, const LocalMedia &local);
/// The remote's offer as webrtcbin gets it.
SdpModel offer_for_webrtcbin(const SdpModel &offer, const SdpPlan &plan);
/// Our answer, from webrtcbin's to the former.
SdpModel answer_for_remote(const SdpModel &offer, const SdpPlan &plan, const SdpModel &webrtcbin);

/// The sections of an offer of ours, with payload types that differ.
SdpPlan plan_offer(const LocalMedia &local, bool data);
/// Our offer, from webrtcbin's, which has the planned sections in their order.
SdpModel offer_for_remote(const SdpPlan &plan, const SdpModel &webrtcbin);
/// What is left of the plan after the remote's answer, which check_answer() has found to fit. No sections: the remote
/// has rejected all of them.
SdpPlan plan_accepted(const SdpPlan &offered, const SdpModel &answer);
/// The remote's answer as webrtcbin gets it. A section of media that the remote rejects is inactive there: webrtcbin
/// keeps the bundle's transport in its first section and cannot move it.
SdpModel answer_for_webrtcbin(const SdpModel &answer, const SdpPlan &offered, const SdpPlan &accepted,
                              const SdpModel &webrtcbin);

/// Bytes of the longest message over a data channel that we take: GStreamer 1.22 hands out longer ones in pieces.
inline constexpr uint64_t max_received_message = 64 * 1024;

} // namespace callbooth::media
