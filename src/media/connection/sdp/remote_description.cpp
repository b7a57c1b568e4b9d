// SPDX-License-Identifier: MIT
#include "media/connection/sdp/remote_description.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace callbooth::media {

namespace {

constexpr size_t max_sdp_bytes = 256 * 1024;
constexpr unsigned max_sections = 32;
// Of one section. GStreamer looks for each by going through all.
constexpr unsigned max_formats = 128; // as many as there are payload types
constexpr unsigned max_attributes = 512;
constexpr int max_payload = 127; // RFC 3550 section 5.1
constexpr auto twcc_uri = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
constexpr auto rtp_caps = "application/x-rtp";

bool has_attribute(const GstSDPMedia *media, const char *name) {
    return gst_sdp_media_get_attribute_val(media, name) != nullptr;
}

bool is_too_large(const GstSDPMessage *message) {
    bool large = gst_sdp_message_attributes_len(message) > max_attributes;
    for (guint i = 0; i < gst_sdp_message_medias_len(message); ++i) {
        const GstSDPMedia *media = gst_sdp_message_get_media(message, i);
        large |= gst_sdp_media_formats_len(media) > max_formats || gst_sdp_media_attributes_len(media) > max_attributes;
    }
    return large;
}

RemoteMedia describe(const GstSDPMedia *media) {
    const bool rejected = gst_sdp_media_get_port(media) == 0 && !has_attribute(media, "bundle-only");
    const bool inactive = has_attribute(media, "inactive");
    return {gst_sdp_media_get_media(media), rejected, !rejected && !inactive && !has_attribute(media, "recvonly"),
            !rejected && !inactive && !has_attribute(media, "sendonly")};
}

std::string_view field(const GstStructure *s, const char *name) {
    const char *value = gst_structure_get_string(s, name);
    return value ? value : "";
}

/// Of the variants of one codec that browsers offer, the one that our encoders make. Where level-asymmetry-allowed is
/// set, GStreamer has turned H.264's profile-level-id into the name of a profile.
bool variant_fits(const GstStructure *s, const std::string &encoding_name) {
    if (encoding_name == "H264")
        return field(s, "packetization-mode") == "1" &&
               (field(s, "profile") == "constrained-baseline" ||
                g_ascii_strncasecmp(std::string(field(s, "profile-level-id")).c_str(), "42e0", 4) == 0);
    if (encoding_name == "VP9")
        return field(s, "profile-id").empty() || field(s, "profile-id") == "0";
    return true;
}

bool is_codec(const GstStructure *s, const config::Encoding &encoding) {
    int rate = 0;
    return g_ascii_strcasecmp(std::string(field(s, "encoding-name")).c_str(), encoding.encoding_name.c_str()) == 0 &&
           gst_structure_get_int(s, "clock-rate", &rate) && rate == encoding.clock_rate &&
           variant_fits(s, encoding.encoding_name);
}

/// `a=extmap:3 URI` of transport-wide congestion control, as the caps field that makes a payloader write it.
void add_congestion_control(GstCaps *caps, const GstSDPMedia *media) {
    for (guint i = 0;; ++i) {
        const char *value = gst_sdp_media_get_attribute_val_n(media, "extmap", i);
        if (!value)
            return;
        const std::string_view text(value);
        const int id = std::atoi(value);
        if (text.find(twcc_uri) == std::string_view::npos || id < 1 || id > 14)
            continue;
        gst_caps_set_simple(caps, fmt::format("extmap-{}", id).c_str(), G_TYPE_STRING, twcc_uri, nullptr);
        return;
    }
}

template <class F> void each_fingerprint(F value_at, std::vector<Fingerprint> &into) {
    for (guint i = 0; const char *value = value_at(i); ++i)
        into.push_back(parse_fingerprint(value));
}

} // namespace

RemoteDescription::RemoteDescription(const std::string &sdp) {
    GstSDPMessage *raw = nullptr;
    if (sdp.size() > max_sdp_bytes)
        throw Error("the remote description is too large");
    gst_sdp_message_new(&raw);
    message_.reset(raw);
    // RFC 8866 section 5: UTF-8 without zeros.
    if (sdp.empty() || !g_utf8_validate(sdp.data(), static_cast<gssize>(sdp.size()), nullptr) ||
        gst_sdp_message_parse_buffer(reinterpret_cast<const guint8 *>(sdp.data()), static_cast<guint>(sdp.size()),
                                     raw) != GST_SDP_OK ||
        gst_sdp_message_medias_len(raw) == 0 || gst_sdp_message_medias_len(raw) > max_sections)
        throw Error("the remote description is not valid SDP");
    if (is_too_large(raw))
        throw Error("a section of the remote description is too large");
    read();
}

RemoteDescription::RemoteDescription(Handle<GstSDPMessage> message) : message_(std::move(message)) { read(); }

void RemoteDescription::read() {
    GstSDPMessage *raw = message_.get();
    each_fingerprint([&](guint i) { return gst_sdp_message_get_attribute_val_n(raw, "fingerprint", i); },
                     fingerprints_);
    for (guint m = 0; m < gst_sdp_message_medias_len(raw); ++m) {
        const GstSDPMedia *media = gst_sdp_message_get_media(raw, m);
        media_.push_back(describe(media));
        each_fingerprint([&](guint i) { return gst_sdp_media_get_attribute_val_n(media, "fingerprint", i); },
                         fingerprints_);
    }
}

size_t RemoteDescription::max_message() const {
    for (guint m = 0; m < gst_sdp_message_medias_len(message_.get()); ++m)
        if (const char *value =
                gst_sdp_media_get_attribute_val(gst_sdp_message_get_media(message_.get(), m), "max-message-size")) {
            const auto bytes = g_ascii_strtoull(value, nullptr, 10);
            return bytes == 0 ? SIZE_MAX : static_cast<size_t>(bytes);
        }
    return 65536;
}

bool RemoteDescription::has_kind(std::string_view kind) const {
    return std::any_of(media_.begin(), media_.end(),
                       [&](const RemoteMedia &m) { return m.kind == kind && !m.rejected; });
}

Handle<GstCaps> RemoteDescription::codec_caps(size_t index, const config::Encoding &encoding) const {
    const GstSDPMedia *media = gst_sdp_message_get_media(message_.get(), static_cast<guint>(index));
    for (guint i = 0; i < gst_sdp_media_formats_len(media); ++i) {
        const int payload = std::atoi(gst_sdp_media_get_format(media, i));
        if (payload < 0 || payload > max_payload)
            continue;
        Handle<GstCaps> caps(gst_sdp_media_get_caps_from_media(media, payload));
        if (!caps || !is_codec(gst_caps_get_structure(caps.get(), 0), encoding))
            continue;
        gst_structure_set_name(gst_caps_get_structure(caps.get(), 0), rtp_caps);
        add_congestion_control(caps.get(), media);
        return caps;
    }
    return nullptr;
}

Handle<GstCaps> offered_caps(const config::Encoding &encoding, int payload) {
    Handle<GstCaps> caps(gst_caps_new_simple(rtp_caps, "media", G_TYPE_STRING, encoding.media.c_str(), "encoding-name",
                                             G_TYPE_STRING, encoding.encoding_name.c_str(), "clock-rate", G_TYPE_INT,
                                             encoding.clock_rate, "payload", G_TYPE_INT,
                                             encoding.payload.value_or(payload), "rtcp-fb-transport-cc", G_TYPE_BOOLEAN,
                                             TRUE, "extmap-1", G_TYPE_STRING, twcc_uri, nullptr));
    const auto set = [&](const char *name, const char *value) {
        gst_caps_set_simple(caps.get(), name, G_TYPE_STRING, value, nullptr);
    };
    if (encoding.media == "video")
        gst_caps_set_simple(caps.get(), "rtcp-fb-nack-pli", G_TYPE_BOOLEAN, TRUE, "rtcp-fb-ccm-fir", G_TYPE_BOOLEAN,
                            TRUE, nullptr);
    if (encoding.encoding_name == "H264") {
        set("packetization-mode", "1");
        set("profile-level-id", "42e01f");
        set("level-asymmetry-allowed", "1");
    } else if (encoding.encoding_name == "VP9") {
        set("profile-id", "0");
    } else if (encoding.encoding_name == "OPUS") {
        set("encoding-params", "2");
        set("minptime", "10");
        set("useinbandfec", "1");
    }
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
