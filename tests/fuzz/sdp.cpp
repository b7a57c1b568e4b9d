// SPDX-License-Identifier: MIT
/// A partner's session description.
#include <charconv>
#include <optional>

#include "fuzz.hpp"
#include "media/connection/sdp/remote_description.hpp"

namespace callbooth::fuzz {

namespace {

using media::RemoteDescription;

std::optional<RemoteDescription> parse(const std::string &text) {
    try {
        return std::optional<RemoteDescription>(std::in_place, text);
    } catch (const Error &) {
        return std::nullopt;
    }
}

bool offers_payload(const GstSDPMedia *media, int payload) {
    for (guint i = 0; i < gst_sdp_media_formats_len(media); ++i)
        if (std::atoi(gst_sdp_media_get_format(media, i)) == payload)
            return true;
    return false;
}

void check_codec(const RemoteDescription &remote, size_t index, const config::Encoding &encoding) {
    const auto caps = remote.codec_caps(index, encoding);
    if (!caps)
        return;
    const GstStructure *s = gst_caps_get_structure(caps.get(), 0);
    int payload = -1;
    int rate = 0;
    require(gst_structure_get_int(s, "payload", &payload) && payload >= 0 && payload <= 127,
            "a payload type has seven bits");
    require(offers_payload(gst_sdp_message_get_media(remote.message(), static_cast<guint>(index)), payload),
            "the remote has offered the payload type");
    require(gst_structure_get_int(s, "clock-rate", &rate) && rate == encoding.clock_rate, "the clock rate is ours");
    const auto filter = media::payloader_filter(caps.get());
    require(gst_caps_is_subset(caps.get(), filter.get()), "the filter lets the codec through");
}

void check(const RemoteDescription &remote) {
    static const config::Encoding encodings[] = {
        {"", "", "video", "VP8", 90000, {}},  {"", "", "video", "VP9", 90000, {}}, {"", "", "video", "H264", 90000, {}},
        {"", "", "audio", "OPUS", 48000, {}}, {"", "", "audio", "PCMU", 8000, 0},
    };
    require(!remote.media().empty() && remote.media().size() <= 32, "a description has one to 32 sections");
    for (size_t i = 0; i < remote.media().size(); ++i) {
        const auto &media = remote.media()[i];
        require(!media.rejected || (!media.sends && !media.receives), "nothing flows in a rejected section");
        require(media.rejected || remote.has_kind(media.kind), "a section that is not rejected is of a kind it has");
        for (const auto &encoding : encodings)
            check_codec(remote, i, encoding);
    }
}

} // namespace

void run(std::string_view input) {
    static const bool ready = [] {
        gst_init(nullptr, nullptr);
        g_log_set_always_fatal(static_cast<GLogLevelFlags>(G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK));
        return true;
    }();
    if (const auto remote = parse(std::string(input)); ready && remote)
        check(*remote);
}

} // namespace callbooth::fuzz
