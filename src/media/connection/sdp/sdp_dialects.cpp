// SPDX-License-Identifier: MIT
/// The descriptions that follow from a plan: webrtcbin's, and the remote's.
#include <algorithm>

#include "media/connection/sdp/sdp_plan.hpp"

namespace callbooth::media {

namespace {

/// What both dialects say of a codec; `feedback` is what the other side knows of it.
SdpCodec codec_with(const SdpCodec &codec, std::string parameters, const std::vector<std::string> &feedback) {
    SdpCodec made = codec;
    made.parameters = std::move(parameters);
    std::erase_if(made.feedback, [&](const std::string &each) {
        return std::find(feedback.begin(), feedback.end(), each) == feedback.end();
    });
    return made;
}

void name_formats(SdpSection &section) {
    section.formats.clear();
    for (const auto &codec : section.codecs)
        section.formats.push_back(std::to_string(codec.payload));
}

void add_congestion_control(SdpSection &section, const PlannedSection &planned) {
    if (planned.congestion_control != 0)
        section.extensions.push_back({planned.congestion_control, twcc_uri});
}

/// The stream that is shown, and what repairs it. Of several layers there is one.
void add_streams(SdpSection &made, const SdpSection &remote) {
    made.ssrcs = remote.ssrcs;
    if (remote.simulcast && !made.ssrcs.empty()) {
        const uint32_t first = remote.ssrcs[0];
        made.ssrcs = {first};
        for (const auto &[stream, repair] : remote.repair_ssrcs)
            if (stream == first)
                made.ssrcs.push_back(repair);
    }
    made.cname = "-";
}

SdpSection data_section(const PlannedSection &planned, unsigned port, std::optional<uint64_t> max_message) {
    SdpSection section;
    section.kind = planned.kind;
    section.protocol = "UDP/DTLS/SCTP";
    section.direction = "sendrecv";
    section.formats = {"webrtc-datachannel"};
    section.sctp_port = port;
    section.max_message = max_message;
    return section;
}

SdpSection media_section(const PlannedSection &planned, std::string direction) {
    SdpSection section;
    section.kind = planned.kind;
    section.protocol = "UDP/TLS/RTP/SAVPF";
    section.direction = std::move(direction);
    section.rtcp_mux = true;
    section.rtcp_rsize = true;
    return section;
}

/// Seen from the other side.
std::string mirrored(const PlannedSection &planned) {
    return PlannedSection{0, planned.kind, planned.receives, planned.sends}.direction();
}

/// A section of the remote's, as webrtcbin gets it.
SdpSection canonical_section(const SdpSection &remote, const PlannedSection &planned) {
    if (planned.is_data()) {
        // webrtcbin reads it with atoi().
        constexpr uint64_t most = INT32_MAX;
        const auto max_message = remote.max_message.value_or(65536); // RFC 8841 section 6.1
        return data_section(planned, remote.sctp_port, std::min(max_message, most));
    }
    auto section = media_section(planned, mirrored(planned));
    section.rtcp_rsize = remote.rtcp_rsize;
    section.codecs = {codec_with(*planned.codec, canonical_parameters(*planned.codec), planned.codec->feedback)};
    if (planned.repair)
        section.codecs.push_back(codec_with(*planned.repair, canonical_parameters(*planned.repair), {}));
    name_formats(section);
    add_congestion_control(section, planned);
    if (planned.receives)
        add_streams(section, remote);
    return section;
}

/// A section of webrtcbin's, as the remote gets it. `codecs` are those that may be named.
SdpSection own_section(const SdpSection &webrtcbin, const PlannedSection &planned) {
    auto section = media_section(planned, planned.direction());
    section.transport = webrtcbin.transport;
    section.rtcp_rsize = webrtcbin.rtcp_rsize;
    if (!planned.sends)
        return section;
    section.ssrcs = webrtcbin.ssrcs;
    section.repair_ssrcs = webrtcbin.repair_ssrcs;
    section.cname = webrtcbin.cname;
    return section;
}

/// What the remote gets back of a section that is not used (RFC 3264 section 6).
SdpSection rejection_of(const SdpSection &remote) {
    SdpSection section;
    section.kind = remote.kind;
    section.protocol = remote.protocol;
    section.mid = remote.mid;
    section.rejected = true;
    section.formats = {remote.formats[0]};
    return section;
}

SdpSection answered_section(const SdpSection &remote, const PlannedSection &planned, const SdpSection &webrtcbin) {
    SdpSection section;
    if (planned.is_data()) {
        section = data_section(planned, remote.sctp_port, max_received_message);
        section.formats = remote.formats;
        section.transport = webrtcbin.transport;
    } else {
        section = own_section(webrtcbin, planned);
        const auto *named = webrtcbin.codec(planned.codec->payload);
        const auto feedback = named ? named->feedback : std::vector<std::string>();
        section.codecs = {codec_with(*planned.codec, answered_parameters(*planned.codec), feedback)};
        if (planned.repair && webrtcbin.codec(planned.repair->payload))
            section.codecs.push_back(codec_with(*planned.repair, planned.repair->parameters, {}));
        name_formats(section);
        add_congestion_control(section, planned);
    }
    section.protocol = remote.protocol;
    section.mid = remote.mid;
    return section;
}

/// Of the transport that carries the bundle, or of each section.
const SdpSection &carrier(const SdpModel &remote, const SdpPlan &plan, size_t index) {
    return remote.sections[plan.owner.value_or(index)];
}

/// A remote may put them into any section of the bundle.
const std::vector<std::string> &candidates_of(const SdpModel &remote, const SdpPlan &plan, size_t index) {
    const auto &own = carrier(remote, plan, index).candidates;
    if (!own.empty() || !plan.owner)
        return own;
    for (const auto &section : remote.sections)
        if (remote.bundled(section) && !section.candidates.empty())
            return section.candidates;
    return own;
}

/// Names the sections as webrtcbin does, and puts all of them into one bundle.
void name_sections(SdpModel &model, bool bundled) {
    for (auto &section : model.sections) {
        section.mid = section.kind + std::to_string(&section - model.sections.data());
        if (bundled)
            model.bundle.push_back(section.mid);
    }
}

} // namespace

SdpModel offer_for_webrtcbin(const SdpModel &offer, const SdpPlan &plan) {
    SdpModel model;
    model.ice_lite = offer.ice_lite;
    model.trickle = offer.trickle;
    for (const auto &planned : plan.sections) {
        auto section = canonical_section(offer.sections[planned.remote], planned);
        section.transport = carrier(offer, plan, planned.remote).transport;
        if (!plan.owner || model.sections.empty())
            section.candidates = candidates_of(offer, plan, planned.remote);
        model.sections.push_back(std::move(section));
    }
    name_sections(model, plan.owner.has_value());
    return model;
}

SdpModel answer_for_remote(const SdpModel &offer, const SdpPlan &plan, const SdpModel &webrtcbin) {
    SdpModel model;
    model.trickle = offer.trickle;
    for (size_t i = 0; i < offer.sections.size(); ++i) {
        const auto *planned = plan.find(i);
        if (!planned) {
            model.sections.push_back(rejection_of(offer.sections[i]));
            continue;
        }
        const auto index = static_cast<size_t>(planned - plan.sections.data());
        model.sections.push_back(answered_section(offer.sections[i], *planned, webrtcbin.sections.at(index)));
    }
    for (const auto &mid : offer.bundle)
        if (!model.find(mid)->rejected)
            model.bundle.push_back(mid);
    return model;
}

SdpModel offer_for_remote(const SdpPlan &plan, const SdpModel &webrtcbin) {
    SdpModel model;
    model.trickle = true;
    model.session = webrtcbin.session;
    model.version = webrtcbin.version;
    for (size_t i = 0; i < plan.sections.size(); ++i) {
        const auto &planned = plan.sections[i];
        const auto &own = webrtcbin.sections.at(i);
        auto section =
            planned.is_data() ? data_section(planned, own.sctp_port, max_received_message) : own_section(own, planned);
        section.transport = own.transport;
        if (planned.codec) {
            section.codecs = {*planned.codec};
            if (const auto *named = own.codec(planned.codec->payload))
                section.codecs[0].feedback = named->feedback;
            if (const auto *repair = own.retransmission_of(planned.codec->payload))
                section.codecs.push_back(*repair);
            name_formats(section);
        }
        add_congestion_control(section, planned);
        model.sections.push_back(std::move(section));
    }
    name_sections(model, true);
    return model;
}

SdpModel answer_for_webrtcbin(const SdpModel &answer, const SdpPlan &offered, const SdpPlan &accepted,
                              const SdpModel &webrtcbin) {
    SdpModel model;
    model.ice_lite = answer.ice_lite;
    model.trickle = answer.trickle;
    for (size_t i = 0; i < offered.sections.size(); ++i) {
        const auto *planned = accepted.find(i);
        PlannedSection unused = offered.sections[i];
        unused.sends = unused.receives = false;
        auto section = canonical_section(answer.sections[i], planned ? *planned : unused);
        section.mid = webrtcbin.sections.at(i).mid;
        section.rejected = !planned && section.is_data();
        section.transport = answer.sections[accepted.owner.value_or(i)].transport;
        if (!section.rejected)
            model.bundle.push_back(section.mid);
        if (i == 0)
            section.candidates = candidates_of(answer, accepted, i);
        model.sections.push_back(std::move(section));
    }
    return model;
}

} // namespace callbooth::media
