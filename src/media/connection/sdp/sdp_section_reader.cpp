// SPDX-License-Identifier: MIT
#include "media/connection/sdp/sdp_section_reader.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "media/connection/sdp/sdp_rules.hpp"
#include <fmt/format.h>

namespace callbooth::media {

namespace {

namespace rules = sdp_rules;

constexpr size_t max_candidates = 64; // of a section
constexpr size_t max_mid = 64;
constexpr size_t max_text = 512;      // of a=fmtp, a=rtcp-fb, a cname
constexpr uint64_t max_payload = 127; // RFC 3550 section 5.1

SdpAttributes attributes_of(const GstSDPMedia *media) {
    SdpAttributes all;
    for (guint i = 0; i < gst_sdp_media_attributes_len(media); ++i) {
        const GstSDPAttribute *a = gst_sdp_media_get_attribute(media, i);
        all.emplace_back(a->key ? a->key : "", a->value ? a->value : "");
    }
    return all;
}

std::string direction_in(const SdpAttributes &attributes) {
    std::string found;
    for (const auto &[key, value] : attributes) {
        if (!rules::is_direction(key))
            continue;
        if (!found.empty())
            refuse_sdp("two directions");
        found = key;
    }
    return found;
}

SdpTransport transport_in(const SdpAttributes &attributes) {
    SdpTransport transport{only(attributes, "ice-ufrag"), only(attributes, "ice-pwd"), only(attributes, "setup"),
                           every(attributes, "fingerprint")};
    if (transport.ufrag.empty() != transport.password.empty())
        refuse_sdp("a=ice-ufrag and a=ice-pwd belong together");
    if (!transport.ufrag.empty() && (!rules::is_ice_text(transport.ufrag, 4, 256) ||
                                     !rules::is_ice_text(transport.password, 22, 256))) // RFC 8839 section 5.4
        refuse_sdp("malformed a=ice-ufrag or a=ice-pwd");
    if (!transport.setup.empty() && !rules::is_setup(transport.setup))
        refuse_sdp("unknown a=setup");
    if (!std::all_of(transport.fingerprints.begin(), transport.fingerprints.end(), &rules::is_fingerprint))
        refuse_sdp("malformed a=fingerprint");
    return transport;
}

/// One section, from the attributes of its own and those of the session.
class SectionReader {
public:
    SectionReader(const GstSDPMedia *media, const SdpAttributes &session) : raw_(media), own_(attributes_of(media)) {
        section_.kind = text(media->media);
        section_.protocol = text(media->proto);
        section_.mid = only(own_, "mid");
        section_.direction = direction_in(own_);
        if (section_.direction.empty())
            section_.direction = direction_in(session);
        if (section_.direction.empty())
            section_.direction = "sendrecv"; // RFC 8866 section 6.7
        section_.transport = transport_in(own_);
        complete(section_.transport, transport_in(session));
        for (guint i = 0; i < gst_sdp_media_formats_len(media); ++i)
            section_.formats.emplace_back(text(gst_sdp_media_get_format(media, i)));
    }

    SdpSection read() {
        check_line();
        if (is_data())
            read_data();
        else if (section_.kind == "audio" || section_.kind == "video")
            read_rtp();
        else
            section_.rejected = true;
        read_candidates();
        return std::move(section_);
    }

private:
    static std::string text(const char *string) { return string ? string : ""; }

    bool is_data() const {
        return section_.kind == "application" && section_.protocol.find("SCTP") != std::string::npos;
    }

    void check_line() {
        if (!rules::is_word(section_.mid, max_mid))
            refuse_sdp("a section without a=mid");
        if (gst_sdp_media_get_port(raw_) > UINT16_MAX || gst_sdp_media_get_num_ports(raw_) > 1)
            refuse_sdp("a port that is none");
        if (!rules::is_word(section_.kind, max_mid) || !rules::is_word(section_.protocol, max_mid) ||
            section_.formats.empty() ||
            !std::all_of(section_.formats.begin(), section_.formats.end(),
                         [](const auto &format) { return rules::is_word(format, max_mid); }))
            refuse_sdp("malformed m=");
        section_.rejected = gst_sdp_media_get_port(raw_) == 0 && !has(own_, "bundle-only");
    }

    void read_data() {
        if (!every(own_, "ssrc").empty() || !every(own_, "ssrc-group").empty())
            refuse_sdp("an SSRC in a data section");
        const bool modern = section_.formats == std::vector<std::string>{"webrtc-datachannel"};
        // The draft that browsers wrote until 2019: `m=application 9 DTLS/SCTP 5000`, a=sctpmap:5000
        // webrtc-datachannel.
        const auto map = only(own_, "sctpmap");
        const auto port = modern ? only(own_, "sctp-port") : std::string(rules::first_word(map));
        if (section_.rejected)
            return;
        if (section_.formats.size() != 1 || (!modern && section_.formats[0] != port) ||
            !rules::number(port, 1, UINT16_MAX))
            refuse_sdp("a data section without an SCTP port");
        section_.sctp_port = static_cast<unsigned>(*rules::number(port, 1, UINT16_MAX));
        read_message_size();
    }

    void read_message_size() {
        const auto size = only(own_, "max-message-size");
        section_.max_message = rules::number(size, 0, UINT64_MAX);
        if (!section_.max_message && !size.empty())
            refuse_sdp("malformed a=max-message-size");
    }

    void read_rtp() {
        if (section_.rejected)
            return;
        if (!section_.protocol.ends_with("RTP/SAVPF"))
            refuse_sdp("media of an unknown protocol");
        section_.rtcp_mux = has(own_, "rtcp-mux");
        section_.rtcp_rsize = has(own_, "rtcp-rsize");
        section_.simulcast = !every(own_, "simulcast").empty();
        read_codecs();
        read_extensions();
        read_ssrcs();
        read_groups();
    }

    void read_codecs() {
        std::set<std::string> seen;
        for (const auto &format : section_.formats) {
            const auto payload = rules::number(format, 0, max_payload);
            if (!payload || !seen.insert(format).second)
                refuse_sdp("a payload type that is none, or twice");
            read_codec(format, static_cast<int>(*payload));
        }
        if (section_.codecs.empty())
            refuse_sdp("a section without a codec");
    }

    /// Values of `a=NAME:PAYLOAD ...`, without the payload type.
    std::vector<std::string> values(std::string_view name, std::string_view payload) const {
        std::vector<std::string> found;
        for (const auto &[key, value] : own_)
            if (key == name && value.size() <= max_text && rules::first_word(value) == payload)
                found.emplace_back(std::string_view(value).substr(std::min(payload.size() + 1, value.size())));
        return found;
    }

    void read_codec(const std::string &format, int payload) {
        const auto maps = values("rtpmap", format);
        if (maps.size() > 1 || (!maps.empty() && !rules::is_codec(maps[0])))
            refuse_sdp("an a=rtpmap that is malformed, or twice");
        auto codec = maps.empty() ? static_codec(payload) : codec_of(maps[0]);
        if (codec.name.empty())
            return;
        codec.payload = payload;
        for (const auto &parameters : values("fmtp", format))
            if (std::all_of(parameters.begin(), parameters.end(), [](char c) { return g_ascii_isprint(c); }))
                codec.parameters = parameters;
        for (const auto &whose : {format, std::string("*")})
            for (const auto &feedback : values("rtcp-fb", whose))
                if (is_known_feedback(feedback) &&
                    std::count(codec.feedback.begin(), codec.feedback.end(), feedback) == 0)
                    codec.feedback.push_back(feedback);
        section_.codecs.push_back(std::move(codec));
    }

    /// `opus/48000/2`, which was checked.
    static SdpCodec codec_of(std::string_view map) {
        const auto parts = rules::split(map, '/');
        const auto value = [&](size_t i) {
            return i < parts.size() ? static_cast<int>(rules::number(parts[i], 0, INT32_MAX).value_or(0)) : 0;
        };
        return {0, std::string(parts[0]), value(1), value(2)};
    }

    /// RFC 3551 section 6.
    static SdpCodec static_codec(int payload) {
        switch (payload) {
        case 0: return {0, "PCMU", 8000};
        case 8: return {0, "PCMA", 8000};
        case 9: return {0, "G722", 8000};
        default: return {};
        }
    }

    static bool is_known_feedback(std::string_view text) {
        static constexpr std::array known{"nack", "nack pli", "ccm fir", "transport-cc"};
        return std::find(known.begin(), known.end(), text) != known.end();
    }

    void read_extensions() {
        std::set<uint64_t> seen;
        for (const auto &value : every(own_, "extmap")) {
            const auto id = rules::extension_id(value);
            if (!id)
                continue;
            if (!seen.insert(*id).second)
                refuse_sdp("two header extensions with one ID");
            section_.extensions.push_back({*id, std::string(rules::split(value, ' ')[1])});
        }
    }

    void read_ssrcs() {
        constexpr std::string_view prefix = "cname:";
        for (const auto &value : every(own_, "ssrc")) {
            const auto id = rules::first_word(value);
            const auto ssrc = rules::number(id, 1, UINT32_MAX);
            if (!ssrc)
                refuse_sdp("an SSRC that is none");
            const std::string_view rest = std::string_view(value).substr(std::min(id.size() + 1, value.size()));
            if (!rest.starts_with(prefix))
                continue;
            section_.ssrcs.push_back(static_cast<uint32_t>(*ssrc));
            if (section_.cname.empty() && rules::is_word(rest.substr(prefix.size()), max_text))
                section_.cname = rest.substr(prefix.size());
        }
    }

    /// Groups of SSRCs that the section has.
    void read_groups() {
        const auto own = [this](uint64_t ssrc) {
            return std::count(section_.ssrcs.begin(), section_.ssrcs.end(), ssrc) != 0;
        };
        for (const auto &value : every(own_, "ssrc-group")) {
            const auto parts = rules::split(value, ' ');
            section_.simulcast |= parts[0] == "SIM";
            if (parts[0] != "FID" || parts.size() != 3)
                continue;
            const auto stream = rules::number(parts[1], 1, UINT32_MAX);
            const auto repair = rules::number(parts[2], 1, UINT32_MAX);
            if (stream && repair && own(*stream) && own(*repair))
                section_.repair_ssrcs.emplace_back(*stream, *repair);
        }
    }

    void read_candidates() {
        for (const auto &value : every(own_, "candidate"))
            if (auto candidate = rules::canonical_candidate(value);
                candidate && section_.candidates.size() < max_candidates)
                section_.candidates.push_back("candidate:" + *candidate);
    }

    const GstSDPMedia *raw_;
    const SdpAttributes own_;
    SdpSection section_;
};

} // namespace

[[noreturn]] void refuse_sdp(const std::string &why) { throw Error("the remote description is refused: " + why); }

SdpAttributes attributes_of(const GstSDPMessage *message) {
    SdpAttributes all;
    for (guint i = 0; i < gst_sdp_message_attributes_len(message); ++i) {
        const GstSDPAttribute *a = gst_sdp_message_get_attribute(message, i);
        all.emplace_back(a->key ? a->key : "", a->value ? a->value : "");
    }
    return all;
}

std::vector<std::string> every(const SdpAttributes &attributes, std::string_view name) {
    std::vector<std::string> values;
    for (const auto &[key, value] : attributes)
        if (key == name)
            values.push_back(value);
    return values;
}

std::string only(const SdpAttributes &attributes, std::string_view name) {
    const auto values = every(attributes, name);
    if (values.size() > 1)
        refuse_sdp(fmt::format("two a={}", name));
    return values.empty() ? "" : values[0];
}

bool has(const SdpAttributes &attributes, std::string_view name) {
    only(attributes, name);
    return !every(attributes, name).empty();
}

void complete(SdpTransport &own, const SdpTransport &other) {
    if (own.ufrag.empty()) {
        own.ufrag = other.ufrag;
        own.password = other.password;
    }
    if (own.setup.empty())
        own.setup = other.setup;
    if (own.fingerprints.empty())
        own.fingerprints = other.fingerprints;
}

SdpSection read_section(const GstSDPMedia *media, const SdpAttributes &session) {
    return SectionReader(media, session).read();
}

} // namespace callbooth::media
