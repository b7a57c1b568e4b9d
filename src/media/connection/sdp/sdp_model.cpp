// SPDX-License-Identifier: MIT
#include "media/connection/sdp/sdp_model.hpp"

#include <algorithm>
#include <set>

#include "media/connection/sdp/sdp_rules.hpp"
#include <fmt/format.h>

namespace callbooth::media {

namespace {

namespace rules = sdp_rules;

constexpr size_t max_active_sections = 8; // each may have a transport and a decoder of its own
constexpr size_t max_candidates = 64;     // of a section
constexpr size_t max_mid = 64;
constexpr uint64_t max_payload = 127;            // RFC 3550 section 5.1
constexpr uint64_t max_message_size = INT32_MAX; // webrtcbin reads it with atoi()

[[noreturn]] void refuse(const std::string &why) { throw Error("the remote description is refused: " + why); }

SdpAttributes attributes_of(const GstSDPMessage *message) {
    SdpAttributes all;
    for (guint i = 0; i < gst_sdp_message_attributes_len(message); ++i) {
        const GstSDPAttribute *a = gst_sdp_message_get_attribute(message, i);
        all.emplace_back(a->key ? a->key : "", a->value ? a->value : "");
    }
    return all;
}

SdpAttributes attributes_of(const GstSDPMedia *media) {
    SdpAttributes all;
    for (guint i = 0; i < gst_sdp_media_attributes_len(media); ++i) {
        const GstSDPAttribute *a = gst_sdp_media_get_attribute(media, i);
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

/// Of an attribute that may stand once; empty when it does not stand.
std::string only(const SdpAttributes &attributes, std::string_view name) {
    const auto values = every(attributes, name);
    if (values.size() > 1)
        refuse(fmt::format("two a={}", name));
    return values.empty() ? "" : values[0];
}

bool has(const SdpAttributes &attributes, std::string_view name) {
    only(attributes, name);
    return !every(attributes, name).empty();
}

std::string direction_in(const SdpAttributes &attributes) {
    std::string found;
    for (const auto &[key, value] : attributes) {
        if (!rules::is_direction(key))
            continue;
        if (!found.empty())
            refuse("two directions");
        found = key;
    }
    return found;
}

SdpTransport transport_in(const SdpAttributes &attributes) {
    SdpTransport transport{only(attributes, "ice-ufrag"), only(attributes, "ice-pwd"), only(attributes, "setup"),
                           every(attributes, "fingerprint")};
    if (transport.ufrag.empty() != transport.password.empty())
        refuse("a=ice-ufrag and a=ice-pwd belong together");
    if (!transport.ufrag.empty() && (!rules::is_ice_text(transport.ufrag, 4, 256) ||
                                     !rules::is_ice_text(transport.password, 22, 256))) // RFC 8839 section 5.4
        refuse("malformed a=ice-ufrag or a=ice-pwd");
    if (!transport.setup.empty() && !rules::is_setup(transport.setup))
        refuse("unknown a=setup");
    if (!std::all_of(transport.fingerprints.begin(), transport.fingerprints.end(), &rules::is_fingerprint))
        refuse("malformed a=fingerprint");
    return transport;
}

/// Of each parameter the own one or, where there is none, the other.
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

bool is_complete(const SdpTransport &transport) {
    return !transport.ufrag.empty() && !transport.setup.empty() && !transport.fingerprints.empty();
}

bool same_transport(const SdpTransport &a, const SdpTransport &b) {
    return a.ufrag == b.ufrag && a.password == b.password && a.setup == b.setup && a.fingerprints == b.fingerprints;
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
            refuse("a section without a=mid");
        if (gst_sdp_media_get_port(raw_) > UINT16_MAX || gst_sdp_media_get_num_ports(raw_) > 1)
            refuse("a port that is none");
        if (!rules::is_word(section_.kind, max_mid) || !rules::is_word(section_.protocol, max_mid) ||
            section_.formats.empty() ||
            !std::all_of(section_.formats.begin(), section_.formats.end(),
                         [](const auto &format) { return rules::is_word(format, max_mid); }))
            refuse("malformed m=");
        section_.rejected = gst_sdp_media_get_port(raw_) == 0 && !has(own_, "bundle-only");
    }

    void read_data() {
        if (!every(own_, "ssrc").empty() || !every(own_, "ssrc-group").empty())
            refuse("an SSRC in a data section");
        const bool modern = section_.formats == std::vector<std::string>{"webrtc-datachannel"};
        // The draft that browsers wrote until 2019: `m=application 9 DTLS/SCTP 5000`, a=sctpmap:5000
        // webrtc-datachannel.
        const auto map = only(own_, "sctpmap");
        const auto port = modern ? only(own_, "sctp-port") : std::string(rules::first_word(map));
        if (section_.rejected)
            return;
        if (section_.formats.size() != 1 || (!modern && section_.formats[0] != port) ||
            !rules::number(port, 1, UINT16_MAX))
            refuse("a data section without an SCTP port");
        section_.formats = {"webrtc-datachannel"};
        section_.media.emplace_back("sctp-port", port);
        read_message_size();
    }

    void read_message_size() {
        const auto size = only(own_, "max-message-size");
        if (const auto bytes = rules::number(size, 0, UINT64_MAX))
            section_.media.emplace_back("max-message-size", std::to_string(std::min(*bytes, max_message_size)));
        else if (!size.empty())
            refuse("malformed a=max-message-size");
    }

    void read_rtp() {
        if (section_.rejected)
            return;
        if (!section_.protocol.ends_with("RTP/SAVPF"))
            refuse("media of an unknown protocol");
        check_formats();
        for (const char *flag : {"rtcp-mux", "rtcp-rsize"})
            if (has(own_, flag))
                section_.media.emplace_back(flag, "");
        for (const char *name : {"rtpmap", "fmtp", "rtcp-fb"})
            read_parameters(name);
        check_codecs();
        read_extensions();
        read_ssrcs();
    }

    void check_formats() {
        std::set<std::string> seen;
        for (const auto &format : section_.formats)
            if (!rules::number(format, 0, max_payload) || !seen.insert(format).second)
                refuse("a payload type that is none, or twice");
    }

    /// `a=NAME:PAYLOAD ...` of the payload types that the section has.
    void read_parameters(const std::string &name) {
        std::set<std::string> seen;
        for (const auto &value : every(own_, name)) {
            const std::string payload(rules::first_word(value));
            const bool known = std::count(section_.formats.begin(), section_.formats.end(), payload) != 0;
            if (!known && !(name == "rtcp-fb" && payload == "*"))
                continue;
            if (name == "rtpmap" && (!seen.insert(payload).second ||
                                     !rules::is_codec(value.substr(std::min(payload.size() + 1, value.size())))))
                refuse("an a=rtpmap that is malformed, or twice");
            section_.media.emplace_back(name, value);
        }
    }

    /// webrtcbin rejects a section without one, and keeps a transceiver that has no transport.
    void check_codecs() {
        for (const auto &format : section_.formats) {
            const Handle<GstCaps> caps(gst_sdp_media_get_caps_from_media(raw_, std::atoi(format.c_str())));
            int rate = 0;
            if (caps && gst_structure_get_int(gst_caps_get_structure(caps.get(), 0), "clock-rate", &rate) && rate > 0)
                return;
        }
        refuse("a section without a codec");
    }

    void read_extensions() {
        std::set<uint64_t> seen;
        for (const auto &value : every(own_, "extmap")) {
            const auto id = rules::extension_id(value);
            if (!id)
                continue;
            if (!seen.insert(*id).second)
                refuse("two header extensions with one ID");
            section_.media.emplace_back("extmap", value);
        }
    }

    void read_ssrcs() {
        for (const auto &value : every(own_, "ssrc")) {
            const auto id = rules::first_word(value);
            const auto ssrc = rules::number(id, 1, UINT32_MAX);
            if (!ssrc)
                refuse("an SSRC that is none");
            const std::string_view rest = std::string_view(value).substr(std::min(id.size() + 1, value.size()));
            if (!rest.starts_with("cname:"))
                continue;
            section_.ssrcs.push_back(static_cast<uint32_t>(*ssrc));
            section_.media.emplace_back("ssrc", fmt::format("{} cname:-", *ssrc));
        }
    }

    void read_candidates() {
        size_t count = 0;
        for (const auto &value : every(own_, "candidate"))
            if (rules::is_candidate(value) && ++count <= max_candidates)
                section_.media.emplace_back("candidate", value);
    }

    const GstSDPMedia *raw_;
    const SdpAttributes own_;
    SdpSection section_;
};

const SdpSection *find(const SdpModel &model, const std::string &mid) {
    const auto found = std::find_if(model.sections.begin(), model.sections.end(),
                                    [&](const SdpSection &section) { return section.mid == mid; });
    return found == model.sections.end() ? nullptr : &*found;
}

void check_mids(const SdpModel &model) {
    std::set<std::string> seen;
    for (const auto &section : model.sections)
        if (!seen.insert(section.mid).second)
            refuse("two sections with one a=mid");
}

/// The mids after `BUNDLE`.
std::vector<std::string> bundle_of(const SdpAttributes &session) {
    const auto groups = every(session, "group");
    const auto is_bundle = [](const std::string &group) { return group.starts_with("BUNDLE"); };
    if (std::count_if(groups.begin(), groups.end(), is_bundle) == 0)
        return {};
    // webrtcbin looks at the first group alone.
    if (std::count_if(groups.begin(), groups.end(), is_bundle) > 1 || !is_bundle(groups[0]))
        refuse("several groups");
    std::vector<std::string> mids;
    std::string_view rest = std::string_view(groups[0]).substr(6);
    while (rest.starts_with(' ')) {
        rest.remove_prefix(1);
        mids.emplace_back(rules::first_word(rest));
        rest.remove_prefix(mids.back().size());
    }
    if (!rest.empty() || mids.empty())
        refuse("malformed a=group:BUNDLE");
    return mids;
}

/// All that is not rejected is in the bundle: webrtcbin takes it to be. One whose first section is data has no
/// transceiver for RTP of unknown SSRCs, where webrtcbin dereferences null.
void check_bundle(SdpModel &model) {
    if (std::set<std::string>(model.bundle.begin(), model.bundle.end()).size() != model.bundle.size())
        refuse("a section twice in the bundle");
    for (const auto &mid : model.bundle)
        if (!find(model, mid))
            refuse("an unknown section in the bundle");
    std::erase_if(model.bundle, [&](const std::string &mid) { return find(model, mid)->rejected; });
    const auto outside = [&](const SdpSection &section) {
        return !section.rejected && std::count(model.bundle.begin(), model.bundle.end(), section.mid) == 0;
    };
    if (std::any_of(model.sections.begin(), model.sections.end(), outside))
        refuse("a section outside of the bundle");
    if (model.bundle.size() > 1 && find(model, model.bundle[0])->kind == "application")
        refuse("a bundle of media that begins with data");
}

/// Each section gets all that it needs of its transport, from the bundle's first section if need be.
void complete_transports(SdpModel &model) {
    const SdpTransport first = model.bundle.empty() ? SdpTransport{} : find(model, model.bundle[0])->transport;
    for (auto &section : model.sections) {
        if (!model.bundle.empty())
            complete(section.transport, first);
        if (section.rejected)
            continue;
        if (!is_complete(section.transport))
            refuse("a section without ICE or DTLS parameters");
        if (!model.bundle.empty() && !same_transport(section.transport, first))
            refuse("a section whose transport is not its bundle's");
    }
}

void check_sections(const SdpModel &model) {
    const auto active = [](const SdpSection &section) { return !section.rejected; };
    if (static_cast<size_t>(std::count_if(model.sections.begin(), model.sections.end(), active)) > max_active_sections)
        refuse("too many sections");
    std::set<uint32_t> elsewhere;
    bool data = false;
    for (const auto &section : model.sections) {
        if (active(section) && section.kind == "application" && std::exchange(data, true))
            refuse("two data sections");
        for (const auto ssrc : section.ssrcs)
            if (elsewhere.contains(ssrc))
                refuse("one SSRC in two sections");
        elsewhere.insert(section.ssrcs.begin(), section.ssrcs.end());
    }
}

} // namespace

SdpModel read_sdp(const GstSDPMessage *message) {
    const auto session = attributes_of(message);
    SdpModel model;
    model.ice_lite = has(session, "ice-lite");
    for (const auto &options : every(session, "ice-options"))
        model.trickle |= options.find("trickle") != std::string::npos;
    for (guint i = 0; i < gst_sdp_message_medias_len(message); ++i)
        model.sections.push_back(SectionReader(gst_sdp_message_get_media(message, i), session).read());
    check_mids(model);
    model.bundle = bundle_of(session);
    if (!model.bundle.empty())
        check_bundle(model);
    complete_transports(model);
    check_sections(model);
    return model;
}

bool is_usable_candidate(std::string_view text) {
    if (text.starts_with("a="))
        text.remove_prefix(2);
    constexpr std::string_view prefix = "candidate:";
    return text.starts_with(prefix) && rules::is_candidate(text.substr(prefix.size()));
}

} // namespace callbooth::media
