// SPDX-License-Identifier: MIT
#include "media/connection/sdp/sdp_plan.hpp"

#include <algorithm>

namespace callbooth::media {

namespace {

constexpr uint64_t max_short_extension = 14; // RFC 8285 section 4.2

uint64_t congestion_control_of(const SdpSection &section) {
    for (const auto &extension : section.extensions)
        if (extension.uri == twcc_uri && extension.id <= max_short_extension)
            return extension.id;
    return 0;
}

class Planner {
public:
    Planner(const SdpModel &offer, const LocalMedia &local) : offer_(offer), local_(local) {}

    SdpPlan plan() {
        for (const char *kind : {"audio", "video"})
            plan_kind(kind);
        plan_data();
        choose_owner();
        return std::move(plan_);
    }

private:
    static constexpr size_t none = SIZE_MAX;

    const SdpSection &section(size_t index) const { return offer_.sections[index]; }

    bool is_open(size_t index, std::string_view kind) const {
        return !section(index).rejected && section(index).kind == kind && !plan_.find(index);
    }

    /// In a bundle a payload type means one codec.
    bool is_free(const SdpCodec &codec) const {
        return offer_.bundle.empty() ||
               std::none_of(plan_.sections.begin(), plan_.sections.end(), [&](const PlannedSection &other) {
                   const auto clashes = [&](const auto &its) {
                       return its && its->payload == codec.payload && !its->is(codec.name);
                   };
                   return clashes(other.codec) || clashes(other.repair);
               });
    }

    std::vector<SdpCodec> free_codecs(size_t index) const {
        std::vector<SdpCodec> codecs;
        std::copy_if(section(index).codecs.begin(), section(index).codecs.end(), std::back_inserter(codecs),
                     [this](const SdpCodec &codec) { return is_free(codec); });
        return codecs;
    }

    void add(size_t index, const SdpCodec &codec, bool sends, bool receives) {
        PlannedSection planned{index, section(index).kind, sends, receives, codec};
        if (const auto *repair = section(index).retransmission_of(codec.payload); repair && is_free(*repair))
            planned.repair = *repair;
        planned.congestion_control = congestion_control_of(section(index));
        plan_.sections.push_back(std::move(planned));
    }

    /// webrtcbin gives the first section that fits to what we send, so it stands in front.
    void plan_kind(const std::string &kind) {
        const size_t shown = local_.of(kind).receives ? first_to_show(kind) : none;
        if (shown != none && send_in(shown, true))
            return;
        for (size_t i = 0; i < offer_.sections.size() && !plan_.sends(kind); ++i)
            if (is_open(i, kind) && i != shown)
                send_in(i, false);
        if (shown == none)
            return;
        const auto codecs = free_codecs(shown);
        if (const auto *codec = codec_to_receive(codecs, local_))
            add(shown, *codec, false, true);
    }

    /// The first that sends what can be decoded.
    size_t first_to_show(const std::string &kind) const {
        for (size_t i = 0; i < offer_.sections.size(); ++i)
            if (is_open(i, kind) && section(i).sends() && codec_to_receive(free_codecs(i), local_))
                return i;
        return none;
    }

    /// Returns whether the section takes our codec and, where it is shown as well, sends it as one that can be decoded.
    bool send_in(size_t index, bool shown) {
        const auto &encoding = local_.of(section(index).kind).encoding;
        const auto codecs = free_codecs(index);
        const auto *codec = encoding && section(index).receives() ? codec_to_send(codecs, *encoding) : nullptr;
        if (!codec || (shown && !codec_to_receive({*codec}, local_)))
            return false;
        add(index, *codec, true, shown);
        return true;
    }

    void plan_data() {
        for (size_t i = 0; i < offer_.sections.size(); ++i)
            if (is_open(i, "application") && !plan_.has_data())
                plan_.sections.push_back({i, "application", true, true});
    }

    /// RFC 8843 section 7.3.1: the first one of the group that is not rejected.
    void choose_owner() {
        for (const auto &mid : offer_.bundle)
            for (const auto &planned : plan_.sections)
                if (!plan_.owner && section(planned.remote).mid == mid)
                    plan_.owner = planned.remote;
    }

    const SdpModel &offer_;
    const LocalMedia &local_;
    SdpPlan plan_;
};

/// What a booth without an encoder offers to receive: what every browser sends and every GStreamer decodes.
config::Encoding receivable(const std::string &kind) {
    if (kind == "audio")
        return {"", "", "audio", "OPUS", 48000, {}};
    return {"", "", "video", "VP8", 90000, {}};
}

PlannedSection offered(const config::Encoding &encoding, PayloadTypes &payloads, bool sends, bool receives) {
    PlannedSection planned{0, encoding.media, sends, receives, codec_to_offer(encoding, payloads.allot(encoding))};
    planned.congestion_control = 1;
    return planned;
}

/// Returns whether the answer has the codec that was offered, whose feedback and retransmissions may be fewer.
bool accept_codec(PlannedSection &planned, const SdpSection &answer) {
    const auto *codec = answer.codec(planned.codec->payload);
    if (!codec || !codec->is(planned.codec->name) || codec->clock_rate != planned.codec->clock_rate)
        return false;
    planned.codec->feedback = codec->feedback;
    if (const auto *repair = answer.retransmission_of(codec->payload))
        planned.repair = *repair;
    return true;
}

} // namespace

std::string PlannedSection::direction() const {
    if (sends)
        return receives ? "sendrecv" : "sendonly";
    return receives ? "recvonly" : "inactive";
}

const PlannedSection *SdpPlan::find(size_t remote) const {
    const auto found = std::find_if(sections.begin(), sections.end(),
                                    [remote](const PlannedSection &each) { return each.remote == remote; });
    return found == sections.end() ? nullptr : &*found;
}

bool SdpPlan::has_data() const {
    return std::any_of(sections.begin(), sections.end(), [](const PlannedSection &each) { return each.is_data(); });
}

bool SdpPlan::sends(std::string_view kind) const {
    return std::any_of(sections.begin(), sections.end(),
                       [kind](const PlannedSection &each) { return each.kind == kind && each.sends; });
}

bool SdpPlan::receives(std::string_view kind) const {
    return std::any_of(sections.begin(), sections.end(),
                       [kind](const PlannedSection &each) { return each.kind == kind && each.receives; });
}

SdpPlan plan_answer(const SdpModel &offer, const LocalMedia &local) { return Planner(offer, local).plan(); }

/// Sound first: where a partner has no codec for the picture, Firefox finds no candidates if that is the first section.
SdpPlan plan_offer(const LocalMedia &local, bool data) {
    SdpPlan plan;
    PayloadTypes payloads;
    for (const char *kind : {"audio", "video"}) {
        const auto &[encoding, receives] = local.of(kind);
        if (encoding)
            plan.sections.push_back(offered(*encoding, payloads, true, receives));
        else if (receives)
            plan.sections.push_back(offered(receivable(kind), payloads, false, true));
    }
    if (data)
        plan.sections.push_back({0, "application", true, true});
    for (size_t i = 0; i < plan.sections.size(); ++i)
        plan.sections[i].remote = i;
    plan.owner = 0;
    return plan;
}

SdpPlan plan_accepted(const SdpPlan &offered, const SdpModel &answer) {
    SdpPlan plan;
    for (auto planned : offered.sections) {
        const auto &section = answer.sections[planned.remote];
        if (section.rejected || (planned.codec && !accept_codec(planned, section)))
            continue;
        planned.sends = planned.sends && (planned.is_data() || section.receives());
        planned.receives = planned.receives && (planned.is_data() || section.sends());
        if (planned.congestion_control != 0)
            planned.congestion_control = congestion_control_of(section);
        plan.sections.push_back(std::move(planned));
        if (!plan.owner)
            plan.owner = plan.sections.back().remote;
    }
    return plan;
}

} // namespace callbooth::media
