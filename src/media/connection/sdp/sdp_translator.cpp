// SPDX-License-Identifier: MIT
#include "media/connection/sdp/sdp_translator.hpp"

#include <algorithm>

namespace callbooth::media {

const SdpPlan &SdpTranslator::begin_offer(bool data) {
    offering_ = true;
    offered_ = plan_offer(local_, data);
    plan_ = offered_;
    return plan_;
}

std::string SdpTranslator::take_offer(const std::string &text) {
    remote_ = read_sdp(text);
    plan_ = plan_answer(*remote_, local_);
    return write_sdp(offer_for_webrtcbin(*remote_, plan_));
}

std::string SdpTranslator::describe(const std::string &webrtcbin) {
    webrtcbin_ = read_sdp(webrtcbin);
    if (webrtcbin_->sections.size() != (offering_ ? offered_ : plan_).sections.size())
        throw Error("webrtcbin describes other sections than were planned");
    own_ = offering_ ? offer_for_remote(offered_, *webrtcbin_) : answer_for_remote(*remote_, plan_, *webrtcbin_);
    return write_sdp(*own_);
}

std::string SdpTranslator::take_answer(const std::string &text) {
    if (!own_ || !offering_)
        throw Error("an answer without an offer");
    auto answer = read_sdp(text);
    check_answer(answer, *own_);
    remote_ = std::move(answer);
    plan_ = plan_accepted(offered_, *remote_);
    return write_sdp(answer_for_webrtcbin(*remote_, offered_, plan_, *webrtcbin_));
}

bool SdpTranslator::remote_has(std::string_view kind) const {
    return remote_ && std::any_of(remote_->sections.begin(), remote_->sections.end(),
                                  [kind](const SdpSection &each) { return each.kind == kind && !each.rejected; });
}

/// By its mid or, without one, its number (RFC 8840 section 5).
const SdpSection *SdpTranslator::section_of(const IceCandidate &candidate) const {
    if (!candidate.mid.empty())
        return remote_->find(candidate.mid);
    return candidate.mline < remote_->sections.size() ? &remote_->sections[candidate.mline] : nullptr;
}

/// In a bundle that a remote offers, each section may still have a transport of its own, and only one of them is used.
/// Remotes without mids name the first section, whatever they mean.
std::optional<IceCandidate> SdpTranslator::candidate_for_webrtcbin(const IceCandidate &candidate) const {
    auto text = canonical_candidate(candidate.candidate);
    const auto *section = remote_ ? section_of(candidate) : nullptr;
    if (!text || !section)
        return std::nullopt;
    const auto index = static_cast<size_t>(section - remote_->sections.data());
    const auto *planned = plan_.find(index);
    const bool bundled = offering_ || plan_.owner;
    const bool carries = index == plan_.owner || (planned && (offering_ || !bundled));
    if (!carries && (!bundled || planned || !candidate.mid.empty()))
        return std::nullopt;
    const auto mline = bundled ? 0U : static_cast<unsigned>(planned - plan_.sections.data());
    return IceCandidate{std::move(*text), {}, mline};
}

size_t SdpTranslator::own_index(const IceCandidate &candidate) const {
    if (plan_.owner)
        return *plan_.owner;
    return candidate.mline < plan_.sections.size() ? plan_.sections[candidate.mline].remote : 0;
}

IceCandidate SdpTranslator::candidate_for_remote(const IceCandidate &candidate) const {
    const size_t index = own_index(candidate);
    const std::string mid = own_ && index < own_->sections.size() ? own_->sections[index].mid : "";
    return {candidate.candidate, mid, static_cast<unsigned>(index)};
}

std::vector<IceCandidate> SdpTranslator::candidates_for_remote(const std::vector<IceCandidate> &webrtcbin) const {
    std::vector<IceCandidate> all;
    for (const auto &candidate : webrtcbin) {
        const auto owned = candidate_for_remote(candidate);
        const bool every = offering_ && !remote_ && own_;
        for (size_t i = 0; every && i < own_->sections.size(); ++i)
            all.push_back({owned.candidate, own_->sections[i].mid, static_cast<unsigned>(i)});
        if (!every)
            all.push_back(owned);
    }
    return all;
}

std::vector<Fingerprint> SdpTranslator::fingerprints() const {
    std::vector<Fingerprint> found;
    for (size_t i = 0; remote_ && i < remote_->sections.size(); ++i)
        if (plan_.owner ? i == *plan_.owner : plan_.find(i) != nullptr)
            for (const auto &text : remote_->sections[i].transport.fingerprints)
                found.push_back(parse_fingerprint(text));
    return found;
}

size_t SdpTranslator::max_message() const {
    constexpr size_t unsaid = 65536; // RFC 8841 section 6.1
    for (size_t i = 0; remote_ && i < remote_->sections.size(); ++i)
        if (const auto *planned = plan_.find(i); planned && planned->is_data()) {
            const auto bytes = remote_->sections[i].max_message.value_or(unsaid);
            return bytes == 0 ? SIZE_MAX : static_cast<size_t>(bytes);
        }
    return unsaid;
}

} // namespace callbooth::media
