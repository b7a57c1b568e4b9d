// SPDX-License-Identifier: MIT
#include <algorithm>
#include <set>

#include "media/connection/sdp/sdp_rules.hpp"
#include "media/connection/sdp/sdp_section_reader.hpp"

namespace callbooth::media {

namespace {

namespace rules = sdp_rules;

constexpr size_t max_active_sections = 8; // each may have a transport and a decoder of its own

bool is_complete(const SdpTransport &transport) {
    return !transport.ufrag.empty() && !transport.setup.empty() && !transport.fingerprints.empty();
}

void check_mids(const SdpModel &model) {
    std::set<std::string> seen;
    for (const auto &section : model.sections)
        if (!seen.insert(section.mid).second)
            refuse_sdp("two sections with one a=mid");
}

/// The mids after `BUNDLE`.
std::vector<std::string> bundle_of(const SdpAttributes &session) {
    const auto groups = every(session, "group");
    const auto is_bundle = [](const std::string &group) { return group.starts_with("BUNDLE"); };
    if (std::count_if(groups.begin(), groups.end(), is_bundle) == 0)
        return {};
    // webrtcbin looks at the first group alone.
    if (std::count_if(groups.begin(), groups.end(), is_bundle) > 1 || !is_bundle(groups[0]))
        refuse_sdp("several groups");
    std::vector<std::string> mids;
    std::string_view rest = std::string_view(groups[0]).substr(6);
    while (rest.starts_with(' ')) {
        rest.remove_prefix(1);
        mids.emplace_back(rules::first_word(rest));
        rest.remove_prefix(mids.back().size());
    }
    if (!rest.empty() || mids.empty())
        refuse_sdp("malformed a=group:BUNDLE");
    return mids;
}

/// All that is not rejected is in the bundle: webrtcbin takes it to be.
void check_bundle(SdpModel &model) {
    if (std::set<std::string>(model.bundle.begin(), model.bundle.end()).size() != model.bundle.size())
        refuse_sdp("a section twice in the bundle");
    for (const auto &mid : model.bundle)
        if (!model.find(mid))
            refuse_sdp("an unknown section in the bundle");
    std::erase_if(model.bundle, [&](const std::string &mid) { return model.find(mid)->rejected; });
    if (std::any_of(model.sections.begin(), model.sections.end(),
                    [&](const SdpSection &section) { return !section.rejected && !model.bundled(section); }))
        refuse_sdp("a section outside of the bundle");
}

/// Each section gets all that it needs of its transport, from the bundle's first section if need be.
void complete_transports(SdpModel &model) {
    const SdpTransport first = model.bundle.empty() ? SdpTransport{} : model.find(model.bundle[0])->transport;
    for (auto &section : model.sections) {
        if (section.rejected)
            continue;
        if (!model.bundle.empty())
            complete(section.transport, first);
        if (!is_complete(section.transport))
            refuse_sdp("a section without ICE or DTLS parameters");
    }
}

void check_sections(const SdpModel &model) {
    const auto active = [](const SdpSection &section) { return !section.rejected; };
    if (static_cast<size_t>(std::count_if(model.sections.begin(), model.sections.end(), active)) > max_active_sections)
        refuse_sdp("too many sections");
    std::set<uint32_t> elsewhere;
    bool data = false;
    for (const auto &section : model.sections) {
        if (active(section) && section.kind == "application" && std::exchange(data, true))
            refuse_sdp("two data sections");
        for (const auto ssrc : section.ssrcs)
            if (elsewhere.contains(ssrc))
                refuse_sdp("one SSRC in two sections");
        elsewhere.insert(section.ssrcs.begin(), section.ssrcs.end());
    }
}

void read_session(SdpModel &model, const GstSDPMessage *message, const SdpAttributes &attributes) {
    model.ice_lite = has(attributes, "ice-lite");
    for (const auto &options : every(attributes, "ice-options"))
        model.trickle |= options.find("trickle") != std::string::npos;
    const GstSDPOrigin *origin = gst_sdp_message_get_origin(message);
    const auto take = [](const char *value, std::string &into) {
        if (value && rules::number(value, 0, UINT64_MAX))
            into = value;
    };
    take(origin->sess_id, model.session);
    take(origin->sess_version, model.version);
}

} // namespace

SdpModel read_sdp(const std::string &text) {
    const auto message = parse_sdp(text);
    const auto session = attributes_of(message.get());
    SdpModel model;
    read_session(model, message.get(), session);
    for (guint i = 0; i < gst_sdp_message_medias_len(message.get()); ++i)
        model.sections.push_back(read_section(gst_sdp_message_get_media(message.get(), i), session));
    check_mids(model);
    model.bundle = bundle_of(session);
    if (!model.bundle.empty())
        check_bundle(model);
    complete_transports(model);
    check_sections(model);
    return model;
}

std::optional<std::string> canonical_candidate(std::string_view text) {
    constexpr std::string_view prefix = "candidate:";
    if (text.starts_with("a="))
        text.remove_prefix(2);
    if (!text.starts_with(prefix))
        return std::nullopt;
    auto written = rules::canonical_candidate(text.substr(prefix.size()));
    return written ? std::optional(std::string(prefix) + *written) : std::nullopt;
}

} // namespace callbooth::media
