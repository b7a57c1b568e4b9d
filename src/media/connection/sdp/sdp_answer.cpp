// SPDX-License-Identifier: MIT
#include <algorithm>

#include "media/connection/sdp/sdp_model.hpp"

namespace callbooth::media {

namespace {

[[noreturn]] void refuse(const char *why) { throw Error(std::string("the remote answer is refused: ") + why); }

bool is_subset(const std::vector<std::string> &part, const std::vector<std::string> &whole) {
    return std::all_of(part.begin(), part.end(), [&](const std::string &each) {
        return std::find(whole.begin(), whole.end(), each) != whole.end();
    });
}

void check_section(const SdpSection &answer, const SdpSection &offer) {
    if (answer.kind != offer.kind || answer.mid != offer.mid)
        refuse("a section of another kind, or with another a=mid, than the offer has there");
    if (answer.rejected)
        return;
    if (offer.rejected)
        refuse("a section that the offer has rejected");
    if (answer.transport.setup == "actpass")
        refuse("no DTLS role");
    if (answer.kind == "application")
        return;
    if (!is_subset(answer.formats, offer.formats))
        refuse("a payload type that was not offered");
    if ((answer.sends() && !offer.receives()) || (answer.receives() && !offer.sends()))
        refuse("a direction that was not offered");
}

/// webrtcbin never announced the transport of another section.
void check_bundle(const SdpModel &answer, const SdpModel &offer) {
    const auto accepted = [&](const std::string &mid) {
        return std::any_of(answer.sections.begin(), answer.sections.end(),
                           [&](const SdpSection &section) { return section.mid == mid && !section.rejected; });
    };
    const auto count = std::count_if(answer.sections.begin(), answer.sections.end(),
                                     [](const SdpSection &section) { return !section.rejected; });
    if (answer.bundle.empty()) {
        if (!offer.bundle.empty() && count > 1)
            refuse("sections outside of the offer's bundle");
        return;
    }
    const auto first = std::find_if(offer.bundle.begin(), offer.bundle.end(), accepted);
    if (first == offer.bundle.end() || *first != answer.bundle[0])
        refuse("a bundle that does not begin where the offer's does");
}

} // namespace

void check_answer(const SdpModel &answer, const SdpModel &offer) {
    if (answer.sections.size() != offer.sections.size())
        refuse("another number of sections than the offer has");
    for (size_t i = 0; i < answer.sections.size(); ++i)
        check_section(answer.sections[i], offer.sections[i]);
    check_bundle(answer, offer);
}

} // namespace callbooth::media
