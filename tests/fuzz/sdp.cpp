// SPDX-License-Identifier: MIT
/// A partner's session description through the translator: as an offer to several booths, and as the answer to theirs.
#include <optional>

#include "fuzz.hpp"
#include "media/connection/sdp/sdp_translator.hpp"
#include "support/sdp_webrtcbin.hpp"

namespace callbooth::fuzz {

namespace {

using namespace media;

LocalMedia booth(const std::string &codec, bool receives) {
    LocalMedia local;
    local.video.receives = local.audio.receives = receives;
    if (codec.empty())
        return local;
    local.video.encoding = config::Encoding{"", "", "video", codec, 90000, {}};
    local.audio.encoding = config::Encoding{"", "", "audio", "OPUS", 48000, {}};
    return local;
}

std::optional<SdpModel> read(const std::string &text) {
    try {
        return read_sdp(text);
    } catch (const Error &) {
        return std::nullopt;
    }
}

bool offers(const SdpSection &section, const SdpCodec &codec) {
    const auto *offered = section.codec(codec.payload);
    return offered && offered->is(codec.name) && offered->clock_rate == codec.clock_rate;
}

void check_section(const SdpModel &remote, const PlannedSection &planned, const LocalMedia &local) {
    require(planned.remote < remote.sections.size(), "a planned section is one of the remote's");
    const auto &section = remote.sections[planned.remote];
    require(!section.rejected && section.kind == planned.kind, "a section is used that is not rejected");
    if (planned.is_data())
        return;
    require(planned.codec && offers(section, *planned.codec), "the remote has offered the codec");
    require(!planned.repair || offers(section, *planned.repair), "the remote has offered retransmissions");
    require(!planned.sends || (section.receives() && local.of(planned.kind).encoding), "we send what is taken");
    require(!planned.receives || (section.sends() && local.of(planned.kind).receives), "we receive what is sent");
    const auto caps = codec_caps(*planned.codec, planned.kind, planned.congestion_control);
    require(gst_caps_is_subset(caps.get(), payloader_filter(caps.get()).get()), "the filter lets the codec through");
}

void check_plan(const SdpModel &remote, const SdpPlan &plan, const LocalMedia &local) {
    require(plan.sections.size() <= 5, "each kind is sent once and shown once");
    for (const auto &planned : plan.sections)
        check_section(remote, planned, local);
    require(remote.bundle.empty() || plan.sections.empty() || (plan.owner && plan.find(*plan.owner)),
            "a bundle has the transport of a section that is used");
}

/// What is written is read again, and says the same.
SdpModel check_text(const std::string &text) {
    const auto model = read(text);
    require(model.has_value(), "what we write is a description that we would take");
    require(write_sdp(*model) == text, "what we write is canonical");
    return *model;
}

void check_canonical(const SdpModel &canonical, const SdpPlan &plan) {
    bool data = false;
    require(canonical.sections.size() == plan.sections.size(), "webrtcbin gets the planned sections alone");
    for (const auto &section : canonical.sections) {
        require(!data, "data is behind media");
        data = section.is_data();
        require(!section.rejected && !section.transport.ufrag.empty(), "each section has a transport");
        require(section.codecs.size() <= 2, "one codec and its retransmissions");
    }
}

void check_offer(const std::string &text, const LocalMedia &local) {
    SdpTranslator translator(local);
    const auto canonical = translator.take_offer(text);
    const auto remote = read_sdp(text);
    check_plan(remote, translator.plan(), local);
    if (translator.plan().sections.empty())
        return;
    check_canonical(check_text(canonical), translator.plan());
    const auto answer = check_text(translator.describe(test::webrtcbin_answer(canonical)));
    check_answer(answer, remote);
}

void check_acceptance(const std::string &text, const LocalMedia &local) {
    SdpTranslator translator(local);
    const auto own = test::webrtcbin_offer(translator.begin_offer(true));
    check_text(translator.describe(own));
    const auto offered = translator.plan();
    try {
        const auto canonical = translator.take_answer(text);
        if (translator.plan().sections.empty())
            return;
        const auto model = check_text(canonical);
        require(model.sections.size() == offered.sections.size(), "an answer has the sections of the offer");
        require(!model.sections[0].rejected, "the first section has the bundle's transport");
    } catch (const Error &) {
    }
}

} // namespace

void run(std::string_view input) {
    static const bool ready = [] {
        gst_init(nullptr, nullptr);
        g_log_set_always_fatal(static_cast<GLogLevelFlags>(G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK));
        return true;
    }();
    const std::string text(input);
    if (!ready || !read(text))
        return;
    for (const auto &[codec, receives] : {std::pair("VP8", true), std::pair("H264", false), std::pair("", true)}) {
        check_offer(text, booth(codec, receives));
        check_acceptance(text, booth(codec, receives));
    }
}

} // namespace callbooth::fuzz
