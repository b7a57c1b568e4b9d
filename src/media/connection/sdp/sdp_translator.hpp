// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "media/connection/fingerprint.hpp"
#include "media/connection/sdp/sdp_plan.hpp"
#include <callbooth/services/signaling.hpp>

namespace callbooth::media {

/// Stands between the descriptions and candidates of a remote and those of webrtcbin, in one connection. Nothing that
/// the remote wrote reaches webrtcbin, and the remote sees nothing of webrtcbin's order, names and dialect. No I/O.
class SdpTranslator {
public:
    explicit SdpTranslator(LocalMedia local) : local_(std::move(local)) {}

    /// We offer. webrtcbin is to make the planned sections in their order.
    const SdpPlan &begin_offer(bool data);
    /// The remote offers: what webrtcbin gets. Throws Error on a description that is refused. Without common sections
    /// in `plan()` there is nothing to set.
    std::string take_offer(const std::string &text);
    /// webrtcbin's offer or answer, as the remote gets it.
    std::string describe(const std::string &webrtcbin);
    /// The remote's answer to our offer: what webrtcbin gets. Throws Error on one that is refused, or without an offer.
    std::string take_answer(const std::string &text);

    /// What is agreed on, or offered.
    const SdpPlan &plan() const { return plan_; }
    /// We have the remote's description.
    bool has_remote() const { return remote_.has_value(); }
    /// The remote names media of the kind that it has not rejected.
    bool remote_has(std::string_view kind) const;

    /// A candidate of the remote's for webrtcbin; nothing when it is of no use: malformed, an mDNS name, or of a
    /// transport that is not used.
    std::optional<IceCandidate> candidate_for_webrtcbin(const IceCandidate &candidate) const;
    /// A candidate of webrtcbin's for the remote.
    IceCandidate candidate_for_remote(const IceCandidate &candidate) const;
    /// In a description of ours that carries its candidates: one for each section that may turn out to carry them.
    std::vector<IceCandidate> candidates_for_remote(const std::vector<IceCandidate> &webrtcbin) const;

    /// Of the transports in use (RFC 8122 section 5).
    std::vector<Fingerprint> fingerprints() const;
    /// Bytes of the longest data channel message that the remote takes (RFC 8841 section 6).
    size_t max_message() const;

private:
    const SdpSection *section_of(const IceCandidate &candidate) const;
    size_t own_index(const IceCandidate &candidate) const;

    LocalMedia local_;
    bool offering_ = false;
    SdpPlan offered_;
    SdpPlan plan_;
    std::optional<SdpModel> remote_;
    std::optional<SdpModel> webrtcbin_; ///< its own description
    std::optional<SdpModel> own_;       ///< as the remote has it
};

} // namespace callbooth::media
