// SPDX-License-Identifier: MIT
#include "media/connection/sdp/remote_description.hpp"
#include <gtest/gtest.h>

namespace callbooth::media {

namespace {

const std::string head = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n";
const std::string video = head +
                          "m=video 9 UDP/TLS/RTP/SAVPF 96 102 125 98\r\n"
                          "a=fingerprint:sha-256 AA:bb\r\n"
                          "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack pli\r\n"
                          "a=rtpmap:102 H264/90000\r\na=fmtp:102 packetization-mode=0;profile-level-id=42e01f\r\n"
                          "a=rtpmap:125 H264/90000\r\na=fmtp:125 packetization-mode=1;profile-level-id=42e01f\r\n"
                          "a=rtpmap:98 VP9/90000\r\na=fmtp:98 profile-id=2\r\n"
                          "a=extmap:3 http://www.ietf.org/id/"
                          "draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n";

config::Encoding codec(const std::string &name) { return {"", "", "video", name, 90000, {}}; }

int payload(const Handle<GstCaps> &caps) {
    int value = -1;
    if (caps)
        gst_structure_get_int(gst_caps_get_structure(caps.get(), 0), "payload", &value);
    return value;
}

std::string text(const Handle<GstCaps> &caps) {
    const Handle<char> string(gst_caps_to_string(caps.get()));
    return string.get();
}

} // namespace

TEST(RemoteDescription, finds_our_codec_under_the_remotes_payload_type) {
    const RemoteDescription remote(video);
    EXPECT_EQ(payload(remote.codec_caps(0, codec("VP8"))), 96);
    EXPECT_EQ(payload(remote.codec_caps(0, codec("H264"))), 125) << "the one with packetization-mode 1";
    EXPECT_EQ(payload(remote.codec_caps(0, codec("VP9"))), -1) << "profile 2 is not ours";
    EXPECT_EQ(payload(remote.codec_caps(0, codec("AV1"))), -1);
}

TEST(RemoteDescription, finds_h264_whether_or_not_levels_may_differ) {
    const RemoteDescription remote(head + "m=video 9 UDP/TLS/RTP/SAVPF 102\r\na=rtpmap:102 H264/90000\r\na=fmtp:102 "
                                          "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n");
    EXPECT_EQ(payload(remote.codec_caps(0, codec("H264"))), 102);
}

TEST(RemoteDescription, takes_the_id_of_congestion_control_from_the_offer) {
    const RemoteDescription remote(video);
    EXPECT_NE(text(remote.codec_caps(0, codec("VP8"))).find("extmap-3="), std::string::npos);
}

TEST(RemoteDescription, reads_fingerprints_of_sections_too) {
    const RemoteDescription remote(video);
    EXPECT_EQ(remote.fingerprints(), (std::vector<Fingerprint>{{"sha-256", "AA:BB"}}));
}

TEST(RemoteDescription, knows_rejected_sections_and_directions) {
    const RemoteDescription remote(head + "m=video 0 UDP/TLS/RTP/SAVPF 96\r\n"
                                          "m=audio 9 UDP/TLS/RTP/SAVPF 97\r\na=sendonly\r\n"
                                          "m=audio 0 UDP/TLS/RTP/SAVPF 97\r\na=bundle-only\r\na=recvonly\r\n");
    EXPECT_TRUE(remote.media()[0].rejected);
    EXPECT_TRUE(remote.media()[1].sends);
    EXPECT_FALSE(remote.media()[1].receives);
    EXPECT_FALSE(remote.media()[2].rejected) << "bundled sections have port 0";
    EXPECT_FALSE(remote.media()[2].sends);
    EXPECT_FALSE(remote.has_kind("video"));
}

TEST(RemoteDescription, refuses_what_is_no_sdp_and_what_is_too_much) {
    EXPECT_THROW(RemoteDescription("nonsense"), Error);
    EXPECT_THROW(RemoteDescription(""), Error);
    EXPECT_THROW(RemoteDescription(video + "a=\xff\r\n"), Error);
    EXPECT_THROW(RemoteDescription(head + std::string(300 * 1024, 'a')), Error);
    std::string many = head;
    for (int i = 0; i < 40; ++i)
        many += "m=audio 9 UDP/TLS/RTP/SAVPF 97\r\n";
    EXPECT_THROW(RemoteDescription{many}, Error);
}

TEST(RemoteDescription, refuses_sections_that_take_long_to_look_through) {
    const auto repeat = [](const std::string &text, int times) {
        std::string result;
        while (times-- > 0)
            result += text;
        return result;
    };
    const std::string section = "m=video 9 UDP/TLS/RTP/SAVPF 96";
    EXPECT_NO_THROW(RemoteDescription(head + section + repeat(" 96", 127) + "\r\n" + repeat("a=x\r\n", 512)));
    EXPECT_THROW(RemoteDescription(head + section + repeat(" 96", 128) + "\r\n"), Error);
    EXPECT_THROW(RemoteDescription(head + section + "\r\n" + repeat("a=rtpmap:1 x\r\n", 513)), Error);
    EXPECT_THROW(RemoteDescription(head + repeat("a=fingerprint:sha-1 0\r\n", 513) + section + "\r\n"), Error);
}

TEST(RemoteDescription, knows_only_payload_types_of_seven_bits) {
    const RemoteDescription remote(head + "m=video 9 UDP/TLS/RTP/SAVPF 224 -2 100\r\na=rtpmap:224 VP8/90000\r\n"
                                          "a=rtpmap:-2 VP8/90000\r\na=rtpmap:100 VP8/90000\r\n");
    EXPECT_EQ(payload(remote.codec_caps(0, codec("VP8"))), 100);
}

TEST(PayloaderFilter, leaves_the_parameters_that_the_stream_decides_to_the_stream) {
    const auto offered = offered_caps(codec("H264"), 96);
    EXPECT_NE(text(offered).find("profile-level-id"), std::string::npos);
    const auto filter = text(payloader_filter(offered.get()));
    EXPECT_EQ(filter.find("profile-level-id"), std::string::npos);
    EXPECT_NE(filter.find("encoding-name=(string)H264"), std::string::npos);
    EXPECT_NE(filter.find("extmap-1"), std::string::npos);
}

TEST(OfferedCaps, keep_a_static_payload_type) {
    EXPECT_EQ(payload(offered_caps({"", "", "audio", "PCMU", 8000, 0}, 97)), 0);
    EXPECT_EQ(payload(offered_caps({"", "", "audio", "OPUS", 48000, {}}, 97)), 97);
}

} // namespace callbooth::media
