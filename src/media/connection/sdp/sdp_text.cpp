// SPDX-License-Identifier: MIT
/// The text of a description, in and out, and what is looked up in a model.
#include <algorithm>

#include "media/connection/sdp/sdp_model.hpp"
#include "media/connection/sdp/sdp_rules.hpp"
#include <fmt/format.h>

namespace callbooth::media {

namespace {

constexpr size_t max_sdp_bytes = 256 * 1024;
constexpr unsigned max_sections = 32;
// Of one section. GStreamer looks for each by going through all.
constexpr unsigned max_formats = 128; // as many as there are payload types
constexpr unsigned max_attributes = 512;

bool is_too_large(const GstSDPMessage *message) {
    bool large = gst_sdp_message_attributes_len(message) > max_attributes;
    for (guint i = 0; i < gst_sdp_message_medias_len(message); ++i) {
        const GstSDPMedia *media = gst_sdp_message_get_media(message, i);
        large |= gst_sdp_media_formats_len(media) > max_formats || gst_sdp_media_attributes_len(media) > max_attributes;
    }
    return large;
}

bool equal(std::string_view a, std::string_view b) {
    return a.size() == b.size() && g_ascii_strncasecmp(a.data(), b.data(), a.size()) == 0;
}

class Lines {
public:
    template <class... Args> void add(fmt::format_string<Args...> format, Args &&...args) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
        text_ += "\r\n";
    }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

void write_transport(Lines &lines, const SdpTransport &transport) {
    if (transport.ufrag.empty())
        return;
    lines.add("a=ice-ufrag:{}", transport.ufrag);
    lines.add("a=ice-pwd:{}", transport.password);
    for (const auto &fingerprint : transport.fingerprints)
        lines.add("a=fingerprint:{}", fingerprint);
    lines.add("a=setup:{}", transport.setup);
}

void write_codec(Lines &lines, const SdpCodec &codec) {
    const auto channels = codec.channels > 0 ? fmt::format("/{}", codec.channels) : std::string();
    lines.add("a=rtpmap:{} {}/{}{}", codec.payload, codec.name, codec.clock_rate, channels);
    for (const auto &feedback : codec.feedback)
        lines.add("a=rtcp-fb:{} {}", codec.payload, feedback);
    if (!codec.parameters.empty())
        lines.add("a=fmtp:{} {}", codec.payload, codec.parameters);
}

void write_streams(Lines &lines, const SdpSection &section) {
    if (section.ssrcs.empty())
        return;
    const std::string msid = section.cname == "-" ? "" : fmt::format("{} {}", section.cname, section.kind);
    if (!msid.empty())
        lines.add("a=msid:{}", msid);
    for (const auto &[stream, repair] : section.repair_ssrcs)
        lines.add("a=ssrc-group:FID {} {}", stream, repair);
    for (const auto ssrc : section.ssrcs) {
        lines.add("a=ssrc:{} cname:{}", ssrc, section.cname);
        if (!msid.empty())
            lines.add("a=ssrc:{} msid:{}", ssrc, msid);
    }
}

void write_media(Lines &lines, const SdpSection &section) {
    if (section.rtcp_mux)
        lines.add("a=rtcp-mux");
    if (section.rtcp_rsize)
        lines.add("a=rtcp-rsize");
    for (const auto &extension : section.extensions)
        lines.add("a=extmap:{} {}", extension.id, extension.uri);
    for (const auto &codec : section.codecs)
        write_codec(lines, codec);
    write_streams(lines, section);
}

/// `DTLS/SCTP 5000` with a=sctpmap is the draft that browsers wrote until 2019.
void write_data(Lines &lines, const SdpSection &section) {
    if (section.formats == std::vector<std::string>{"webrtc-datachannel"})
        lines.add("a=sctp-port:{}", section.sctp_port);
    else
        lines.add("a=sctpmap:{} webrtc-datachannel 65535", section.sctp_port);
    if (section.max_message)
        lines.add("a=max-message-size:{}", *section.max_message);
}

void write_section(Lines &lines, const SdpSection &section) {
    lines.add("m={} {} {} {}", section.kind, section.rejected ? 0 : 9, section.protocol,
              fmt::join(section.formats, " "));
    lines.add("c=IN IP4 0.0.0.0");
    lines.add("a=mid:{}", section.mid);
    write_transport(lines, section.transport);
    if (section.rejected)
        return lines.add("a=inactive");
    if (section.is_data())
        write_data(lines, section);
    else
        lines.add("a={}", section.direction);
    if (!section.is_data())
        write_media(lines, section);
    for (const auto &candidate : section.candidates)
        lines.add("a={}", candidate);
}

} // namespace

bool SdpCodec::is(std::string_view other) const { return equal(name, other); }

std::string SdpCodec::parameter(std::string_view wanted) const {
    for (auto part : sdp_rules::split(parameters, ';')) {
        while (part.starts_with(' '))
            part.remove_prefix(1);
        const auto end = part.find('=');
        if (end != std::string_view::npos && equal(part.substr(0, end), wanted))
            return std::string(part.substr(end + 1));
    }
    return {};
}

const SdpCodec *SdpSection::codec(int payload) const {
    const auto found = std::find_if(codecs.begin(), codecs.end(),
                                    [payload](const SdpCodec &codec) { return codec.payload == payload; });
    return found == codecs.end() ? nullptr : &*found;
}

const SdpCodec *SdpSection::retransmission_of(int payload) const {
    const auto found = std::find_if(codecs.begin(), codecs.end(), [payload](const SdpCodec &codec) {
        return codec.is("rtx") && codec.parameter("apt") == std::to_string(payload);
    });
    return found == codecs.end() ? nullptr : &*found;
}

const SdpSection *SdpModel::find(std::string_view mid) const {
    const auto found =
        std::find_if(sections.begin(), sections.end(), [mid](const SdpSection &section) { return section.mid == mid; });
    return found == sections.end() ? nullptr : &*found;
}

bool SdpModel::bundled(const SdpSection &section) const {
    return std::find(bundle.begin(), bundle.end(), section.mid) != bundle.end();
}

Handle<GstSDPMessage> parse_sdp(const std::string &text) {
    if (text.size() > max_sdp_bytes)
        throw Error("the remote description is too large");
    GstSDPMessage *raw = nullptr;
    gst_sdp_message_new(&raw);
    Handle<GstSDPMessage> message(raw);
    // RFC 8866 section 5: UTF-8 without zeros.
    if (text.empty() || !g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr) ||
        gst_sdp_message_parse_buffer(reinterpret_cast<const guint8 *>(text.data()), static_cast<guint>(text.size()),
                                     raw) != GST_SDP_OK ||
        gst_sdp_message_medias_len(raw) == 0 || gst_sdp_message_medias_len(raw) > max_sections)
        throw Error("the remote description is not valid SDP");
    if (is_too_large(raw))
        throw Error("a section of the remote description is too large");
    return message;
}

std::string write_sdp(const SdpModel &model) {
    Lines lines;
    lines.add("v=0");
    lines.add("o=- {} {} IN IP4 0.0.0.0", model.session, model.version);
    lines.add("s=-");
    lines.add("t=0 0");
    if (!model.bundle.empty())
        lines.add("a=group:BUNDLE {}", fmt::join(model.bundle, " "));
    if (model.ice_lite)
        lines.add("a=ice-lite");
    if (model.trickle)
        lines.add("a=ice-options:trickle");
    for (const auto &section : model.sections)
        write_section(lines, section);
    return lines.take();
}

} // namespace callbooth::media
