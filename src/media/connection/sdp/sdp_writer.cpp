// SPDX-License-Identifier: MIT
#include <algorithm>

#include "media/connection/sdp/sdp_model.hpp"
#include <fmt/format.h>

namespace callbooth::media {

namespace {

/// webrtcbin wants these in rejected sections too.
const SdpTransport &transport_for(const SdpModel &model, const SdpSection &section) {
    static const SdpTransport none{"none", "nonenonenonenonenonenone", "actpass", {}};
    if (!section.rejected)
        return section.transport;
    const auto active = std::find_if(model.sections.begin(), model.sections.end(),
                                     [](const SdpSection &each) { return !each.rejected; });
    return active == model.sections.end() ? none : active->transport;
}

/// Formats that webrtcbin finds no codec for, so that it rejects the section as well.
std::vector<std::string> formats_of(const SdpSection &section) {
    const bool rtp = section.kind == "audio" || section.kind == "video";
    if (section.rejected && rtp)
        return {"127"};
    return section.formats;
}

void add_attributes(GstSDPMedia *media, const SdpModel &model, const SdpSection &section) {
    const auto add = [media](const std::string &name, const std::string &value) {
        gst_sdp_media_add_attribute(media, name.c_str(), value.c_str());
    };
    const auto &transport = transport_for(model, section);
    add("mid", section.mid);
    add("ice-ufrag", transport.ufrag);
    add("ice-pwd", transport.password);
    add("setup", transport.setup);
    for (const auto &fingerprint : transport.fingerprints)
        add("fingerprint", fingerprint);
    add(section.rejected ? "inactive" : section.direction, "");
    if (section.rejected)
        return;
    for (const auto &[name, value] : section.media)
        add(name, value);
}

void add_section(GstSDPMessage *message, const SdpModel &model, const SdpSection &section) {
    GstSDPMedia *media = nullptr;
    gst_sdp_media_new(&media);
    gst_sdp_media_set_media(media, section.kind.c_str());
    gst_sdp_media_set_port_info(media, section.rejected ? 0 : 9, 1);
    gst_sdp_media_set_proto(media, section.protocol.c_str());
    for (const auto &format : formats_of(section))
        gst_sdp_media_add_format(media, format.c_str());
    gst_sdp_media_add_connection(media, "IN", "IP4", "0.0.0.0", 0, 0);
    add_attributes(media, model, section);
    gst_sdp_message_add_media(message, media);
    gst_sdp_media_free(media);
}

} // namespace

Handle<GstSDPMessage> write_sdp(const SdpModel &model) {
    GstSDPMessage *raw = nullptr;
    gst_sdp_message_new(&raw);
    Handle<GstSDPMessage> message(raw);
    gst_sdp_message_set_version(raw, "0");
    gst_sdp_message_set_origin(raw, "-", "1", "1", "IN", "IP4", "0.0.0.0");
    gst_sdp_message_set_session_name(raw, "-");
    gst_sdp_message_add_time(raw, "0", "0", nullptr);
    if (!model.bundle.empty())
        gst_sdp_message_add_attribute(raw, "group", fmt::format("BUNDLE {}", fmt::join(model.bundle, " ")).c_str());
    if (model.ice_lite)
        gst_sdp_message_add_attribute(raw, "ice-lite", "");
    if (model.trickle)
        gst_sdp_message_add_attribute(raw, "ice-options", "trickle");
    for (const auto &section : model.sections)
        add_section(raw, model, section);
    return message;
}

} // namespace callbooth::media
