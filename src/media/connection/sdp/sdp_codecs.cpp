// SPDX-License-Identifier: MIT
#include "media/connection/sdp/sdp_codecs.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace callbooth::media {

namespace {

constexpr auto rtp_caps = "application/x-rtp";
constexpr int unfit = 99;

unsigned hex_byte(std::string_view text, size_t at) {
    unsigned value = 0;
    const auto part = text.size() == 6 ? text.substr(at, 2) : std::string_view();
    std::from_chars(part.data(), part.data() + part.size(), value, 16);
    return value;
}

/// How well a stream of the constrained baseline profile fits what the remote says to decode, the smaller the better
/// (RFC 6184 table 5). Each of these profiles contains it; so do others that no browser has.
int h264_rank(const SdpCodec &codec) {
    const std::string profile = codec.parameter("profile-level-id");
    const unsigned idc = profile.empty() ? 0x42 : hex_byte(profile, 0);
    const unsigned constraints = hex_byte(profile, 2);
    if (codec.parameter("packetization-mode") != "1") // a payloader cuts what is longer than a packet
        return unfit;
    if ((idc == 0x42 && constraints & 0x40) || (idc == 0x4d && constraints & 0x80))
        return 0;
    switch (idc) {
    case 0x42: return 1;
    case 0x4d: return 2;
    case 0x64: return (constraints & 0x0c) == 0x0c ? 3 : 4;
    default: return unfit;
    }
}

int rank(const SdpCodec &codec) {
    if (codec.is("H264"))
        return h264_rank(codec);
    if (codec.is("VP9"))
        return codec.parameter("profile-id").empty() || codec.parameter("profile-id") == "0" ? 0 : unfit;
    return 0;
}

bool is_auxiliary(const SdpCodec &codec) {
    static constexpr std::array names{"rtx", "red", "ulpfec", "flexfec", "flexfec-03", "CN", "telephone-event"};
    return std::any_of(names.begin(), names.end(), [&](const char *name) { return codec.is(name); });
}

std::string upper(const std::string &text) {
    const Handle<char> result(g_ascii_strup(text.c_str(), -1));
    return result.get();
}

} // namespace

int PayloadTypes::allot(const config::Encoding &encoding) {
    if (encoding.payload && taken_.insert(*encoding.payload).second)
        return *encoding.payload;
    while (!taken_.insert(next_).second)
        ++next_;
    return next_;
}

const SdpCodec *codec_to_send(const std::vector<SdpCodec> &codecs, const config::Encoding &encoding) {
    const SdpCodec *best = nullptr;
    for (const auto &codec : codecs)
        if (codec.is(encoding.encoding_name) && codec.clock_rate == encoding.clock_rate && rank(codec) < unfit &&
            (!best || rank(codec) < rank(*best)))
            best = &codec;
    return best;
}

const SdpCodec *codec_to_receive(const std::vector<SdpCodec> &codecs, const LocalMedia &local) {
    const auto usable = [&](const SdpCodec &codec) {
        const bool other_profile = codec.is("VP9") && rank(codec) == unfit;
        return !is_auxiliary(codec) && !other_profile && local.decodes(codec);
    };
    const auto found = std::find_if(codecs.begin(), codecs.end(), usable);
    return found == codecs.end() ? nullptr : &*found;
}

SdpCodec codec_to_offer(const config::Encoding &encoding, int payload) {
    SdpCodec codec{payload, encoding.encoding_name, encoding.clock_rate, 0};
    if (codec.is("H264")) {
        codec.parameters = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f";
    } else if (codec.is("VP9")) {
        codec.parameters = "profile-id=0";
    } else if (codec.is("OPUS")) {
        codec.name = "opus";
        codec.channels = 2;
        codec.parameters = "minptime=10;useinbandfec=1";
    }
    codec.feedback = {"transport-cc"};
    if (encoding.media == "video")
        codec.feedback = {"transport-cc", "ccm fir", "nack pli"};
    return codec;
}

std::string canonical_parameters(const SdpCodec &codec) {
    if (codec.is("H264"))
        return fmt::format("packetization-mode={}", codec.parameter("packetization-mode") == "1" ? 1 : 0);
    if (codec.is("VP9"))
        return "profile-id=0";
    if (codec.is("opus") && codec.parameter("useinbandfec") == "1")
        return "useinbandfec=1";
    if (codec.is("rtx")) // GStreamer makes caps of whatever else is there, and takes the last of two
        return fmt::format("apt={}", codec.parameter("apt"));
    return {};
}

std::string answered_parameters(const SdpCodec &offered) {
    if (offered.is("opus"))
        return "minptime=10;useinbandfec=1";
    if (offered.is("VP8"))
        return {};
    return offered.parameters;
}

Handle<GstCaps> codec_caps(const SdpCodec &codec, std::string_view kind, uint64_t congestion_control) {
    Handle<GstCaps> caps(gst_caps_new_simple(rtp_caps, "media", G_TYPE_STRING, std::string(kind).c_str(),
                                             "encoding-name", G_TYPE_STRING, upper(codec.name).c_str(), "clock-rate",
                                             G_TYPE_INT, codec.clock_rate, "payload", G_TYPE_INT, codec.payload,
                                             nullptr));
    const auto set = [&](const std::string &name, const std::string &value) {
        gst_caps_set_simple(caps.get(), name.c_str(), G_TYPE_STRING, value.c_str(), nullptr);
    };
    for (const auto &feedback : codec.feedback) {
        std::string field = "rtcp-fb-" + feedback;
        std::replace(field.begin(), field.end(), ' ', '-');
        gst_caps_set_simple(caps.get(), field.c_str(), G_TYPE_BOOLEAN, TRUE, nullptr);
    }
    for (const char *name : {"packetization-mode", "profile-id", "useinbandfec"})
        if (const auto value = SdpCodec{0, "", 0, 0, canonical_parameters(codec)}.parameter(name); !value.empty())
            set(name, value);
    if (codec.channels > 0)
        set("encoding-params", std::to_string(codec.channels));
    if (congestion_control > 0)
        set(fmt::format("extmap-{}", congestion_control), twcc_uri);
    return caps;
}

Handle<GstCaps> payloader_filter(const GstCaps *codec) {
    Handle<GstCaps> caps(gst_caps_new_empty_simple(rtp_caps));
    GstStructure *filter = gst_caps_get_structure(caps.get(), 0);
    const GstStructure *s = gst_caps_get_structure(codec, 0);
    for (int i = 0; i < gst_structure_n_fields(s); ++i) {
        const char *name = gst_structure_nth_field_name(s, static_cast<guint>(i));
        const std::string_view n(name);
        if (n == "media" || n == "encoding-name" || n == "clock-rate" || n == "payload" || n == "ssrc" ||
            n.starts_with("extmap-"))
            gst_structure_set_value(filter, name, gst_structure_get_value(s, name));
    }
    return caps;
}

} // namespace callbooth::media
