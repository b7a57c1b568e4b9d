// SPDX-License-Identifier: MIT
#include "media/connection/sdp/sdp_translator.hpp"
#include "support/sdp_webrtcbin.hpp"
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace callbooth::media {

namespace {

const config::Encoding opus{"", "", "audio", "OPUS", 48000, {}};
const config::Encoding vp8{"", "", "video", "VP8", 90000, {}};
const config::Encoding h264{"", "", "video", "H264", 90000, {}};

const std::string transport = "a=setup:actpass\r\na=ice-ufrag:4Xyz\r\na=ice-pwd:by5GZGG1lw+040DWA6hXM5Bz\r\n"
                              "a=fingerprint:sha-256 AA:BB\r\n";
const std::string data = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=sctp-port:5000\r\n";
const std::string vp8_lines = "96 97\r\na=rtpmap:96 VP8/90000\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n";
const std::string opus_lines = "111\r\na=rtpmap:111 opus/48000/2\r\n";

std::string section(const std::string &kind, const std::string &lines, const std::string &direction) {
    return fmt::format("m={} 9 UDP/TLS/RTP/SAVPF {}a={}\r\n", kind, lines, direction);
}

/// The sections with transports and mids, in one bundle.
std::string description(const std::vector<std::string> &sections, const std::string &roles = "actpass") {
    std::string group = "a=group:BUNDLE";
    std::string body;
    for (size_t i = 0; i < sections.size(); ++i) {
        body += sections[i] + transport + fmt::format("a=mid:m{}\r\n", i);
        if (sections[i].find(" 0 UDP") == std::string::npos)
            group += fmt::format(" m{}", i);
    }
    std::string text = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n" + group + "\r\n" + body;
    for (size_t at = 0; (at = text.find("setup:actpass", at)) != std::string::npos; ++at)
        text.replace(at, 13, "setup:" + roles);
    return text;
}

LocalMedia booth(const config::Encoding &video = vp8) {
    LocalMedia local;
    local.video = {video, true};
    local.audio = {opus, true};
    return local;
}

LocalMedia viewer() {
    LocalMedia local;
    local.video.receives = local.audio.receives = true;
    local.decodes = [](const SdpCodec &codec) { return !codec.is("AV1"); };
    return local;
}

/// `INDEX:DIRECTION:PAYLOAD` of each section that is used.
std::vector<std::string> used(const SdpPlan &plan) {
    std::vector<std::string> all;
    for (const auto &each : plan.sections)
        all.push_back(fmt::format("{}:{}:{}", each.remote, each.direction(), each.codec ? each.codec->payload : -1));
    return all;
}

std::vector<std::string> planned(const std::vector<std::string> &offer, const LocalMedia &local = booth()) {
    return used(plan_answer(read_sdp(description(offer)), local));
}

using Plan = std::vector<std::string>;

std::string answered(const std::vector<std::string> &offer, const LocalMedia &local = booth()) {
    SdpTranslator translator(local);
    return translator.describe(test::webrtcbin_answer(translator.take_offer(description(offer))));
}

/// From `m=KIND` to the end.
std::string from(const std::string &text, const std::string &start) {
    const auto at = text.find(start);
    return at == std::string::npos ? "" : text.substr(at);
}

} // namespace

TEST(SdpPlan, sends_and_receives_in_one_section_of_each_kind) {
    EXPECT_EQ(planned({section("audio", opus_lines, "sendrecv"), section("video", vp8_lines, "sendrecv"), data}),
              (Plan{"0:sendrecv:111", "1:sendrecv:96", "2:sendrecv:-1"}));
}

TEST(SdpPlan, takes_nothing_that_is_not_wanted) { // M8
    LocalMedia intercom;
    intercom.audio = {opus, true};
    const auto camera = section("video", vp8_lines, "sendrecv");
    EXPECT_EQ(planned({section("audio", opus_lines, "sendrecv"), camera}, intercom), (Plan{"0:sendrecv:111"}));
    const auto text = answered({camera, section("audio", opus_lines, "sendrecv")}, intercom);
    EXPECT_NE(text.find("m=video 0 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:m0\r\na=inactive\r\nm=audio 9"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("a=group:BUNDLE m1\r\n"), std::string::npos) << text;
}

TEST(SdpPlan, shows_the_first_section_that_sends) { // M9
    const auto idle = section("video", vp8_lines, "recvonly");
    const auto camera = section("video", vp8_lines, "sendonly");
    const auto screen = section("video", vp8_lines, "sendrecv");
    EXPECT_EQ(planned({idle, camera, screen}, viewer()), (Plan{"1:recvonly:96"}));
    EXPECT_EQ(planned({idle, camera, screen}), (Plan{"0:sendonly:96", "1:recvonly:96"}));
    EXPECT_EQ(planned({screen, camera}), (Plan{"0:sendrecv:96"}));
    EXPECT_EQ(planned({section("video", vp8_lines, "inactive"), camera}, viewer()), (Plan{"1:recvonly:96"}));
}

TEST(SdpPlan, rejects_surplus_sections) { // M9
    std::vector<std::string> many(8, section("video", vp8_lines, "sendonly"));
    EXPECT_EQ(planned(many, viewer()), (Plan{"0:recvonly:96"}));
    const auto text = answered(many, viewer());
    EXPECT_NE(text.find("a=group:BUNDLE m0\r\n"), std::string::npos) << text;
    EXPECT_EQ(from(text, "a=mid:m7").find("a=mid:m7\r\na=inactive\r\n"), 0U) << text;
}

TEST(SdpPlan, receives_the_first_codec_that_can_be_decoded) { // M10
    const std::string lines = "45 96\r\na=rtpmap:45 AV1/90000\r\na=rtpmap:96 VP8/90000\r\n";
    EXPECT_EQ(planned({section("video", lines, "sendrecv")}, viewer()), (Plan{"0:recvonly:96"}));
    const std::string av1 = "45\r\na=rtpmap:45 AV1/90000\r\n";
    EXPECT_EQ(planned({section("video", av1, "sendrecv")}, viewer()), Plan{});
}

TEST(SdpPlan, shows_what_comes_in_another_codec_than_ours) {
    EXPECT_EQ(planned({section("video", vp8_lines, "sendrecv")}, booth(h264)), (Plan{"0:recvonly:96"}));
}

TEST(SdpPlan, takes_no_payload_type_for_two_codecs) {
    const std::string clash = "111 112\r\na=rtpmap:111 VP8/90000\r\na=rtpmap:112 VP8/90000\r\n";
    EXPECT_EQ(planned({section("audio", opus_lines, "sendrecv"), section("video", clash, "sendrecv")}),
              (Plan{"0:sendrecv:111", "1:sendrecv:112"}));
}

TEST(SdpPlan, offers_payload_types_that_differ) { // M6
    LocalMedia speaks;
    speaks.audio = {opus, false};
    speaks.video.receives = true;
    EXPECT_EQ(used(plan_offer(speaks, true)), (Plan{"0:sendonly:96", "1:recvonly:97", "2:sendrecv:-1"}));
}

TEST(SdpPlan, takes_one_layer_of_a_simulcast) {
    const std::string layers = "a=rid:h send\r\na=rid:l send\r\na=simulcast:send h;l\r\na=ssrc-group:FID 1 2\r\n"
                               "a=ssrc-group:FID 3 4\r\na=ssrc:1 cname:x\r\na=ssrc:2 cname:x\r\na=ssrc:3 cname:x\r\n"
                               "a=ssrc:4 cname:x\r\n";
    SdpTranslator translator(viewer());
    const auto text = translator.take_offer(description({section("video", vp8_lines, "sendonly") + layers}));
    EXPECT_NE(text.find("a=ssrc:1 cname:-\r\na=ssrc:2 cname:-\r\n"), std::string::npos) << text;
    EXPECT_EQ(text.find("a=ssrc:3"), std::string::npos) << text;
    EXPECT_EQ(text.find("simulcast"), std::string::npos) << text;
    EXPECT_EQ(text.find("rid"), std::string::npos) << text;
}

TEST(SdpTranslator, answers_in_the_remotes_order_numbers_and_dialect) {
    const std::string legacy = "m=application 9 DTLS/SCTP 5000\r\na=sctpmap:5000 webrtc-datachannel 1024\r\n";
    const auto text = answered({legacy, section("video", vp8_lines, "sendrecv")});
    EXPECT_NE(text.find("a=group:BUNDLE m0 m1\r\nm=application 9 DTLS/SCTP 5000\r\n"), std::string::npos) << text;
    EXPECT_NE(text.find("a=sctpmap:5000 webrtc-datachannel 65535\r\na=max-message-size:65536\r\nm=video 9"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("a=mid:m1\r\na=ice-ufrag:ours\r\n"), std::string::npos) << text;
}

TEST(SdpTranslator, names_the_h264_profile_of_the_offer) { // M19
    for (const char *profile : {"42001f", "42c01f", "640c1f"}) {
        const auto lines = fmt::format("102\r\na=rtpmap:102 H264/90000\r\na=fmtp:102 level-asymmetry-allowed=1;"
                                       "packetization-mode=1;profile-level-id={}\r\n",
                                       profile);
        SdpTranslator translator(booth(h264));
        const auto canonical = translator.take_offer(description({section("video", lines, "sendrecv")}));
        EXPECT_NE(canonical.find("a=fmtp:102 packetization-mode=1\r\n"), std::string::npos) << canonical;
        const auto text = translator.describe(test::webrtcbin_answer(canonical));
        EXPECT_NE(text.find(fmt::format("profile-level-id={}\r\n", profile)), std::string::npos) << text;
    }
}

TEST(SdpTranslator, takes_bundled_sections_without_a_transport) { // M19
    const std::string bare = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=fingerprint:sha-256 AA:BB\r\n"
                             "a=setup:actpass\r\na=group:BUNDLE 0 1\r\n" +
                             section("audio", opus_lines, "sendrecv") +
                             "a=mid:0\r\na=ice-ufrag:4Xyz\r\na=ice-pwd:by5GZGG1lw+040DWA6hXM5Bz\r\n"
                             "m=video 0 UDP/TLS/RTP/SAVPF " +
                             vp8_lines + "a=bundle-only\r\na=mid:1\r\n";
    SdpTranslator translator(booth());
    const auto text = translator.take_offer(bare);
    EXPECT_EQ(used(translator.plan()), (Plan{"0:sendrecv:111", "1:sendrecv:96"}));
    EXPECT_NE(from(text, "m=video 9").find("a=ice-ufrag:4Xyz\r\n"), std::string::npos) << text;
}

TEST(SdpTranslator, keeps_the_bundles_transport_when_the_first_section_is_rejected) { // M7
    SdpTranslator translator(booth(h264));
    const auto offer = translator.describe(test::webrtcbin_offer(translator.begin_offer(true)));
    EXPECT_NE(offer.find("a=group:BUNDLE audio0 video1 application2\r\na=ice-options:trickle\r\nm=audio 9 "),
              std::string::npos)
        << offer;
    std::string answer =
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE video1 application2\r\n"
        "m=audio 0 UDP/TLS/RTP/SAVPF 0\r\na=mid:audio0\r\na=inactive\r\n" +
        section("video", "97\r\na=rtpmap:97 H264/90000\r\na=fmtp:97 packetization-mode=1\r\n", "sendrecv") + transport +
        "a=mid:video1\r\n" + data + transport + "a=mid:application2\r\n";
    for (size_t at = 0; (at = answer.find("actpass", at)) != std::string::npos;)
        answer.replace(at, 7, "active");
    const auto text = translator.take_answer(answer);
    EXPECT_NE(text.find("a=group:BUNDLE audio0 video1 application2\r\nm=audio 9 "), std::string::npos) << text;
    EXPECT_NE(text.find("a=inactive\r\n"), std::string::npos) << text;
    EXPECT_FALSE(translator.plan().sends("audio"));
    EXPECT_TRUE(translator.plan().sends("video"));
    EXPECT_EQ(translator.candidate_for_remote({"candidate:x", {}, 0}).mid, "video1");
    EXPECT_EQ(translator.fingerprints(), (std::vector<Fingerprint>{{"sha-256", "AA:BB"}}));
}

TEST(SdpTranslator, takes_candidates_of_the_transport_in_use_alone) {
    LocalMedia intercom;
    intercom.audio = {opus, true};
    SdpTranslator translator(intercom);
    translator.take_offer(
        description({section("video", vp8_lines, "sendrecv"), section("audio", opus_lines, "sendrecv"), data}));
    const auto mline = [&](const std::string &mid, unsigned number) {
        const auto found = translator.candidate_for_webrtcbin(
            {"candidate:1 1 udp 1 192.0.2.1 9 typ host ufrag zzzz network-cost 9", mid, number});
        EXPECT_TRUE(!found || found->candidate == "candidate:1 1 udp 1 192.0.2.1 9 typ host");
        return found ? static_cast<int>(found->mline) : -1;
    };
    EXPECT_EQ(mline("m1", 1), 0);
    EXPECT_EQ(mline("m1", 9), 0) << "the mid counts";
    EXPECT_EQ(mline("", 1), 0);
    EXPECT_EQ(mline("", 0), 0) << "a remote that knows no mids";
    EXPECT_EQ(mline("m0", 0), -1) << "the camera's own transport ends with the answer";
    EXPECT_EQ(mline("m2", 2), -1);
    EXPECT_EQ(mline("m9", 0), -1);
    EXPECT_EQ(mline("", 9), -1);
    EXPECT_FALSE(translator.candidate_for_webrtcbin({"candidate:1 1 udp 1 a.local 9 typ host", "m1", 1}));
}

TEST(SdpTranslator, keeps_to_the_longest_message_of_the_remote) {
    const auto most = [](const std::string &line) {
        SdpTranslator translator(booth());
        translator.take_offer(description({data + line}));
        return translator.max_message();
    };
    EXPECT_EQ(most(""), 65536U);
    EXPECT_EQ(most("a=max-message-size:1000\r\n"), 1000U);
    EXPECT_EQ(most("a=max-message-size:0\r\n"), SIZE_MAX);
}

TEST(SdpTranslator, has_candidates_in_each_section_that_may_carry_them) {
    SdpTranslator translator(booth());
    translator.describe(test::webrtcbin_offer(translator.begin_offer(true)));
    const auto offered = translator.candidates_for_remote({{"candidate:x", {}, 0}});
    ASSERT_EQ(offered.size(), 3U);
    EXPECT_EQ(offered[2].mid, "application2");
    SdpTranslator answering(booth());
    answering.describe(test::webrtcbin_answer(answering.take_offer(description({data}))));
    EXPECT_EQ(answering.candidates_for_remote({{"candidate:x", {}, 0}}).size(), 1U);
}

TEST(SdpTranslator, refuses_an_answer_without_an_offer) {
    SdpTranslator translator(booth());
    EXPECT_THROW(translator.take_answer(description({data}, "active")), Error);
}

} // namespace callbooth::media
