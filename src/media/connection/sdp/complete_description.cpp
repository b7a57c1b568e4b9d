// SPDX-License-Identifier: MIT
#include "media/connection/sdp/complete_description.hpp"

#include <string_view>

#include "media/base/gst.hpp"
#include "media/connection/sdp/sdp_model.hpp"

namespace callbooth::media {

std::string complete_description(const std::string &sdp, const std::vector<IceCandidate> &candidates) {
    constexpr std::string_view prefix = "candidate:";
    const auto description = parse_sdp(sdp);
    const GstSDPMessage *message = description.get();
    for (guint i = 0; i < gst_sdp_message_medias_len(message); ++i) {
        // The message is ours; the accessor's const is not meant for us.
        auto *media = const_cast<GstSDPMedia *>(gst_sdp_message_get_media(message, i));
        bool any = false;
        for (const auto &each : candidates)
            if (each.mline == i && each.candidate.starts_with(prefix)) {
                gst_sdp_media_add_attribute(media, "candidate", each.candidate.c_str() + prefix.size());
                any = true;
            }
        if (any)
            gst_sdp_media_add_attribute(media, "end-of-candidates", nullptr);
    }
    return Handle<char>(gst_sdp_message_as_text(message)).get();
}

} // namespace callbooth::media
