// SPDX-License-Identifier: MIT
#include "media/connection/sdp/sdp_codecs.hpp"
#include <gtest/gtest.h>

namespace callbooth::media {

namespace {

const std::string head = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n";
const std::string transport = "a=mid:0\r\na=setup:actpass\r\na=fingerprint:sha-256 AA:bb\r\na=ice-ufrag:4Xyz\r\n"
                              "a=ice-pwd:by5GZGG1lw+040DWA6hXM5Bz\r\n";
const std::string video = head + "m=video 9 UDP/TLS/RTP/SAVPF 96 102 125 98 97\r\n" + transport +
                          "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack pli\r\na=rtcp-fb:* ccm fir\r\n"
                          "a=rtpmap:102 H264/90000\r\na=fmtp:102 packetization-mode=0;profile-level-id=42e01f\r\n"
                          "a=rtpmap:125 H264/90000\r\na=fmtp:125 packetization-mode=1;profile-level-id=42e01f\r\n"
                          "a=rtpmap:98 VP9/90000\r\na=fmtp:98 profile-id=2\r\n"
                          "a=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n"
                          "a=extmap:3 http://www.ietf.org/id/"
                          "draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n";

config::Encoding codec(const std::string &name) { return {"", "", "video", name, 90000, {}}; }

SdpSection section(const std::string &text) { return read_sdp(text).sections[0]; }

int payload(const SdpSection &section, const std::string &name) {
    const auto *found = codec_to_send(section.codecs, codec(name));
    return found ? found->payload : -1;
}

/// `PAYLOAD=PROFILE[/MODE]` each, all H.264.
SdpSection h264(const std::vector<std::pair<int, std::string>> &variants, const std::string &mode = "1") {
    SdpSection made;
    for (const auto &[number, profile] : variants)
        made.codecs.push_back(
            {number, "H264", 90000, 0,
             "level-asymmetry-allowed=1;packetization-mode=" + mode + ";profile-level-id=" + profile});
    return made;
}

std::string text(const Handle<GstCaps> &caps) {
    const Handle<char> string(gst_caps_to_string(caps.get()));
    return string.get();
}

std::string repeat(const std::string &text, int times) {
    std::string result;
    while (times-- > 0)
        result += text;
    return result;
}

} // namespace

TEST(SdpCodecs, find_ours_under_the_remotes_payload_type) {
    const auto remote = section(video);
    EXPECT_EQ(payload(remote, "VP8"), 96);
    EXPECT_EQ(payload(remote, "H264"), 125) << "the one with packetization-mode 1";
    EXPECT_EQ(payload(remote, "VP9"), -1) << "profile 2 is not ours";
    EXPECT_EQ(payload(remote, "AV1"), -1);
    EXPECT_EQ(remote.retransmission_of(96)->payload, 97);
    EXPECT_FALSE(remote.retransmission_of(125));
}

TEST(SdpCodecs, find_h264_of_every_profile_that_contains_ours) { // M19
    for (const char *profile : {"42001f", "42c01f", "42e01f", "42E01F", "4d001f", "4d0032", "640c1f", "64001f"})
        EXPECT_EQ(payload(h264({{102, profile}}), "H264"), 102) << profile;
    for (const char *other : {"f4001f", "58001f", "zz001f", "42"})
        EXPECT_EQ(payload(h264({{102, other}}), "H264"), -1) << other;
    SdpSection unsaid;
    unsaid.codecs = {{102, "H264", 90000, 0, "packetization-mode=1"}};
    EXPECT_EQ(payload(unsaid, "H264"), 102) << "baseline (RFC 6184 section 8.1)";
}

TEST(SdpCodecs, prefer_the_h264_profile_that_is_ours) {
    EXPECT_EQ(payload(h264({{1, "640c1f"}, {2, "42001f"}, {3, "42e01f"}, {4, "42c01f"}}), "H264"), 3);
    EXPECT_EQ(payload(h264({{1, "64001f"}, {2, "4d001f"}, {3, "42001f"}}), "H264"), 3);
    EXPECT_EQ(payload(h264({{1, "42e01f"}}, "0"), "H264"), -1) << "a picture does not fit into one packet";
}

TEST(SdpCodecs, read_feedback_of_all_and_of_one) {
    const auto remote = section(video);
    EXPECT_EQ(remote.codecs[0].feedback, (std::vector<std::string>{"nack pli", "ccm fir"}));
    EXPECT_EQ(remote.codecs[1].feedback, (std::vector<std::string>{"ccm fir"}));
}

TEST(SdpCodecs, read_fingerprints_and_extensions) {
    const auto remote = section(video);
    EXPECT_EQ(remote.transport.fingerprints, (std::vector<std::string>{"sha-256 AA:bb"}));
    ASSERT_EQ(remote.extensions.size(), 1U);
    EXPECT_EQ(remote.extensions[0].id, 3U);
    EXPECT_EQ(remote.extensions[0].uri, twcc_uri);
}

TEST(SdpCodecs, know_what_can_be_decoded) { // M10
    LocalMedia local;
    local.decodes = [](const SdpCodec &each) { return each.is("H264"); };
    EXPECT_EQ(codec_to_receive(section(video).codecs, local)->payload, 102);
    local.decodes = [](const SdpCodec &) { return true; };
    const std::vector<SdpCodec> odd = {{1, "rtx", 90000},
                                       {2, "red", 90000},
                                       {3, "ulpfec", 90000},
                                       {4, "CN", 8000},
                                       {5, "VP9", 90000, 0, "profile-id=2"}};
    EXPECT_FALSE(codec_to_receive(odd, local));
}

TEST(SdpCodecs, pass_on_nothing_but_the_payload_type_of_retransmissions) {
    const SdpCodec odd{97, "rtx", 90000, 0, "apt=96;rtx-time=3000;APT=100;extmap-5=urn:x;ssrc-1-cname=y"};
    EXPECT_EQ(canonical_parameters(odd), "apt=96");
}

TEST(SdpText, refuses_what_is_no_sdp_and_what_is_too_much) {
    EXPECT_THROW(parse_sdp("nonsense"), Error);
    EXPECT_THROW(parse_sdp(""), Error);
    EXPECT_THROW(parse_sdp(video + "a=\xff\r\n"), Error);
    EXPECT_THROW(parse_sdp(head + std::string(300 * 1024, 'a')), Error);
    EXPECT_THROW(parse_sdp(head + repeat("m=audio 9 UDP/TLS/RTP/SAVPF 97\r\n", 40)), Error);
}

TEST(SdpText, refuses_sections_that_take_long_to_look_through) {
    const std::string line = "m=video 9 UDP/TLS/RTP/SAVPF 96";
    EXPECT_NO_THROW(parse_sdp(head + line + repeat(" 96", 127) + "\r\n" + repeat("a=x\r\n", 512)));
    EXPECT_THROW(parse_sdp(head + line + repeat(" 96", 128) + "\r\n"), Error);
    EXPECT_THROW(parse_sdp(head + line + "\r\n" + repeat("a=rtpmap:1 x\r\n", 513)), Error);
    EXPECT_THROW(parse_sdp(head + repeat("a=fingerprint:sha-1 0\r\n", 513) + line + "\r\n"), Error);
}

TEST(PayloaderFilter, leaves_the_parameters_that_the_stream_decides_to_the_stream) {
    const auto offered = codec_caps(codec_to_offer(codec("H264"), 96), "video", 1);
    EXPECT_NE(text(offered).find("packetization-mode"), std::string::npos);
    const auto filter = text(payloader_filter(offered.get()));
    EXPECT_EQ(filter.find("packetization-mode"), std::string::npos);
    EXPECT_NE(filter.find("encoding-name=(string)H264"), std::string::npos);
    EXPECT_NE(filter.find("extmap-1"), std::string::npos);
}

TEST(PayloadTypes, differ_and_keep_a_static_one) { // M6
    PayloadTypes types;
    EXPECT_EQ(types.allot({"", "", "audio", "OPUS", 48000, {}}), 96);
    EXPECT_EQ(types.allot({"", "", "audio", "PCMU", 8000, 0}), 0);
    EXPECT_EQ(types.allot(codec("VP8")), 97);
    EXPECT_EQ(types.allot({"", "", "audio", "PCMU", 8000, 0}), 98);
}

} // namespace callbooth::media
