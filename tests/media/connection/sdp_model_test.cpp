// SPDX-License-Identifier: MIT
#include "media/connection/sdp/sdp_plan.hpp"
#include "support/sdp_samples.hpp"
#include <gtest/gtest.h>

namespace callbooth::media {

namespace {

const std::string head = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n";
const std::string fingerprint =
    "a=fingerprint:sha-256 7B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:"
    "19:08\r\n";
const std::string ice = "a=ice-ufrag:4Xyz\r\na=ice-pwd:by5GZGG1lw+040DWA6hXM5Bz\r\n";
const std::string transport = ice + fingerprint + "a=setup:actpass\r\n";
const std::string data_line = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=sctp-port:5000\r\n";
const std::string audio_line = "m=audio 9 UDP/TLS/RTP/SAVPF 111 0\r\na=rtpmap:111 opus/48000/2\r\n";
const std::string video_line = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n";
const std::string data = data_line + transport + "a=mid:2\r\n";
const std::string audio = audio_line + transport + "a=mid:0\r\na=sendrecv\r\n";
const std::string video = video_line + transport + "a=mid:1\r\na=sendonly\r\n";
const std::string bundle = "a=group:BUNDLE 0 1 2\r\n";
const std::string whole = head + bundle + audio + video + data;

SdpModel read(const std::string &text) { return read_sdp(text); }

const config::Encoding opus{"", "", "audio", "OPUS", 48000, {}};

config::Encoding codec(const std::string &name) { return {"", "", "video", name, 90000, {}}; }

LocalMedia everything() {
    LocalMedia local;
    local.video = {codec("VP8"), true};
    local.audio = {opus, true};
    return local;
}

/// What webrtcbin gets of an offer.
std::string rewritten(const std::string &text) {
    const auto offer = read(text);
    return write_sdp(offer_for_webrtcbin(offer, plan_answer(offer, everything())));
}

std::string refusal(const std::string &text) {
    try {
        read(text);
    } catch (const Error &error) {
        const std::string_view why = error.what();
        return std::string(why.substr(why.rfind(": ") + 2));
    }
    return "";
}

std::string replaced(std::string text, const std::string &from, const std::string &to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string answer_refusal(const std::string &answer, const std::string &offer = whole) {
    try {
        check_answer(read(answer), read(offer));
    } catch (const Error &error) {
        const std::string_view why = error.what();
        return std::string(why.substr(why.rfind(": ") + 2));
    }
    return "";
}

/// What a browser answers to `whole`.
std::string answer() {
    std::string text = replaced(whole, "a=sendonly", "a=recvonly");
    for (size_t at = 0; (at = text.find("actpass", at)) != std::string::npos;)
        text.replace(at, 7, "active");
    return text;
}

} // namespace

// Each is an assertion or a null pointer of webrtcbin 1.22.0, by its function.

TEST(SdpModel, refuses_session_credentials_that_stand_twice) { // _get_ice_credentials_from_sdp_media
    const std::string twice = ice + "a=ice-ufrag:bbbb\r\na=ice-pwd:QQQQQQQQQQQQQQQQQQQQQQQQ\r\n";
    EXPECT_EQ(refusal(head + twice + fingerprint + data_line + "a=setup:actpass\r\na=mid:0\r\n"), "two a=ice-ufrag");
}

TEST(SdpModel, refuses_credentials_of_one_half) { // gst_webrtc_nice_set_remote_credentials
    EXPECT_EQ(refusal(replaced(head + data, "a=ice-pwd", "a=ice-pwdx")), "a=ice-ufrag and a=ice-pwd belong together");
    EXPECT_EQ(refusal(replaced(head + data, ice, "")), "a section without ICE or DTLS parameters");
}

TEST(SdpModel, refuses_an_ssrc_in_a_data_section) { // on_rtpbin_pad_added: no transceiver
    EXPECT_EQ(refusal(whole + "a=ssrc:7 cname:x\r\n"), "an SSRC in a data section");
    EXPECT_EQ(refusal(whole + "a=ssrc-group:FID 7 8\r\n"), "an SSRC in a data section");
}

TEST(SdpModel, puts_media_in_front_of_data) { // on_rtpbin_pad_added: the same for unknown SSRCs
    const auto text = rewritten(head + "a=group:BUNDLE 2 0\r\n" + data + audio);
    EXPECT_LT(text.find("m=audio 9"), text.find("m=application 9")) << text;
    EXPECT_NE(text.find("a=group:BUNDLE audio0 application1\r\n"), std::string::npos) << text;
    EXPECT_EQ(refusal(head + "a=group:BUNDLE 2\r\n" + data), "");
}

TEST(SdpModel, refuses_a_section_without_a_codec) { // on_rtpbin_pad_added: trans->stream == stream
    EXPECT_EQ(refusal(replaced(head + video, "a=rtpmap:96 VP8/90000\r\n", "")), "a section without a codec");
    EXPECT_EQ(refusal(replaced(head + video, "VP8/90000", "VP8")), "an a=rtpmap that is malformed, or twice");
    EXPECT_EQ(refusal(replaced(head + video, "VP8/90000", "VP8/0")), "an a=rtpmap that is malformed, or twice");
}

TEST(SdpModel, refuses_an_ssrc_that_is_none_or_in_two_sections) { // transport_stream_add_ssrc_map_item
    for (const char *bad : {"0 cname:x", "cname:x", "", "4294967296 cname:x", "-1 cname:x", "1x cname:x"})
        EXPECT_EQ(refusal(head + video + "a=ssrc:" + bad + "\r\n"), "an SSRC that is none") << bad;
    EXPECT_EQ(refusal(head + bundle + audio + "a=ssrc:7 cname:x\r\n" + video + "a=ssrc:7 cname:x\r\n" + data),
              "one SSRC in two sections");
}

TEST(SdpModel, writes_nothing_of_a_rejected_section) { // on_rtpbin_pad_added: no transceiver
    const auto text =
        rewritten(head + "a=group:BUNDLE 0\r\n" + audio + replaced(video, " 9 ", " 0 ") + "a=ssrc:7 cname:x\r\n");
    EXPECT_EQ(text.find("ssrc"), std::string::npos) << text;
    EXPECT_EQ(text.find("m=video"), std::string::npos) << text;
}

TEST(SdpModel, writes_transport_parameters_in_a_rejected_section) { // _check_sdp_crypto, validate_sdp
    const std::string none = "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:1\r\n";
    const auto offered = plan_offer(everything(), true);
    auto answer = read(replaced(whole, "a=sendonly", "a=recvonly"));
    answer.sections[2].rejected = true;
    std::swap(answer.sections[0], answer.sections[1]); // our order
    const auto own = read(whole);
    const auto text = write_sdp(answer_for_webrtcbin(answer, offered, plan_accepted(offered, answer), own));
    for (const char *line : {"a=fingerprint:", "a=ice-ufrag:", "a=ice-pwd:", "a=setup:"})
        EXPECT_NE(text.find(line, text.find("m=application 0")), std::string::npos) << line << text;
}

TEST(SdpModel, refuses_two_data_sections) { // _update_data_channel_from_sdp_media
    EXPECT_EQ(refusal(head + data + replaced(data, "a=mid:2", "a=mid:3")), "two data sections");
}

TEST(SdpModel, refuses_answers_that_do_not_fit_the_offer) {
    EXPECT_EQ(answer_refusal(answer()), "");
    // _get_final_direction, where our section is data and theirs is not; _update_data_channel_from_sdp_media
    // the other way round: another kind.
    const auto swapped = replaced(replaced(answer(), audio_line, "AUDIO"), data_line, audio_line);
    EXPECT_NE(answer_refusal(replaced(swapped, "AUDIO", data_line)), "");
    const std::string other = "a section of another kind, or with another a=mid, than the offer has there";
    EXPECT_EQ(answer_refusal(replaced(answer(), audio_line, replaced(audio_line, "m=audio", "m=video"))), other);
    EXPECT_EQ(answer_refusal(replaced(replaced(answer(), "a=mid:1", "a=mid:x"), "BUNDLE 0 1", "BUNDLE 0 x")), other);
    const auto shorter = answer().substr(0, answer().find("m=application"));
    EXPECT_EQ(answer_refusal(replaced(shorter, "BUNDLE 0 1 2", "BUNDLE 0 1")),
              "another number of sections than the offer has");
    EXPECT_EQ(answer_refusal(replaced(answer(), "a=recvonly", "a=sendrecv")), "a direction that was not offered");
    EXPECT_EQ(answer_refusal(replaced(answer(), "SAVPF 111", "SAVPF 112 111")), "a payload type that was not offered");
    EXPECT_EQ(answer_refusal(whole), "no DTLS role");
    EXPECT_EQ(answer_refusal(replaced(answer(), bundle, "")), "sections outside of the offer's bundle");
    EXPECT_EQ(answer_refusal(replaced(answer(), "BUNDLE 0 1", "BUNDLE 1 0")),
              "a bundle that does not begin where the offer's does");
}

TEST(SdpModel, takes_answers_that_reject) {
    const std::string none = "m=video 0 UDP/TLS/RTP/SAVPF 0\r\na=mid:1\r\n";
    const auto text =
        replaced(replaced(answer(), replaced(replaced(video, "actpass", "active"), "sendonly", "recvonly"), none),
                 "BUNDLE 0 1 2", "BUNDLE 0 2");
    EXPECT_EQ(answer_refusal(text), "");
}

// Ambiguous.

TEST(SdpModel, refuses_attributes_that_stand_twice) {
    for (const char *line :
         {"a=ice-ufrag:4Xyz", "a=ice-pwd:by5GZGG1lw+040DWA6hXM5Bz", "a=setup:actpass", "a=mid:2", "a=sctp-port:5000"})
        EXPECT_NE(refusal(head + data + line + "\r\n"), "") << line;
    EXPECT_NE(refusal(head + video + "a=rtcp-mux\r\na=rtcp-mux\r\n"), "");
    EXPECT_EQ(refusal(head + video + "a=sendonly\r\n"), "two directions");
    EXPECT_EQ(refusal(head + video + "a=recvonly\r\n"), "two directions");
    EXPECT_NE(refusal(head + "a=setup:active\r\na=setup:passive\r\n" + data), "");
    EXPECT_NE(refusal(head + video + "a=rtpmap:96 H264/90000\r\n"), "");
    EXPECT_NE(refusal(head + video + "a=extmap:1 urn:a\r\na=extmap:1 urn:b\r\n"), "");
}

TEST(SdpModel, refuses_bundles_that_are_ambiguous) {
    const std::string sections = audio + video + data;
    EXPECT_EQ(refusal(head + "a=group:BUNDLE 0 1 2 9\r\n" + sections), "an unknown section in the bundle");
    EXPECT_EQ(refusal(head + "a=group:BUNDLE 0 1 2 1\r\n" + sections), "a section twice in the bundle");
    EXPECT_EQ(refusal(head + "a=group:BUNDLE 0 1\r\n" + sections), "a section outside of the bundle");
    EXPECT_EQ(refusal(head + "a=group:BUNDLE 0 1 2\r\na=group:BUNDLE 0\r\n" + sections), "several groups");
    EXPECT_EQ(refusal(head + "a=group:LS 0 1\r\na=group:BUNDLE 0 1 2\r\n" + sections), "several groups");
    EXPECT_EQ(refusal(head + "a=group:BUNDLE\r\n" + sections), "malformed a=group:BUNDLE");
    EXPECT_EQ(refusal(head + "a=group:BUNDLEX 0 1 2\r\n" + sections), "malformed a=group:BUNDLE");
    EXPECT_EQ(refusal(replaced(whole, "a=mid:1", "a=mid:0")), "two sections with one a=mid");
}

TEST(SdpModel, refuses_lines_that_are_malformed) {
    EXPECT_EQ(refusal(replaced(head + data, "a=mid:2", "a=mid:")), "a section without a=mid");
    EXPECT_EQ(refusal(replaced(head + data, "a=mid:2\r\n", "")), "a section without a=mid");
    EXPECT_EQ(refusal(replaced(head + data, "application 9", "application 99999")), "a port that is none");
    EXPECT_EQ(refusal(replaced(head + video, "video 9", "video 9/2")), "a port that is none");
    EXPECT_EQ(refusal(replaced(head + video, "UDP/TLS/RTP/SAVPF", "RTP/AVP")), "media of an unknown protocol");
    EXPECT_EQ(refusal(replaced(head + video, "SAVPF 96", "SAVPF 96 96")), "a payload type that is none, or twice");
    EXPECT_EQ(refusal(replaced(head + video, "SAVPF 96", "SAVPF 96 128")), "a payload type that is none, or twice");
    EXPECT_EQ(refusal(replaced(head + data, "setup:actpass", "setup:holdconn")), "unknown a=setup");
    EXPECT_EQ(refusal(replaced(head + data, "sctp-port:5000", "sctp-port:0")), "a data section without an SCTP port");
    EXPECT_EQ(refusal(replaced(head + data, "4Xyz", "4X z")), "malformed a=ice-ufrag or a=ice-pwd");
    EXPECT_EQ(refusal(replaced(head + data, "7B:", "7Z:")), "malformed a=fingerprint");
}

TEST(SdpModel, refuses_many_sections_that_are_alive) {
    std::string many = head;
    for (int i = 0; i < 9; ++i)
        many += replaced(video, "a=mid:1", "a=mid:v" + std::to_string(i));
    EXPECT_EQ(refusal(many), "too many sections");
}

// Unambiguous, wherever it stands.

TEST(SdpModel, takes_parameters_from_the_session_and_from_the_bundle) {
    const auto session = read(head + transport + "a=recvonly\r\n" + audio_line + "a=mid:0\r\n");
    EXPECT_EQ(session.sections[0].transport.ufrag, "4Xyz");
    EXPECT_EQ(session.sections[0].transport.setup, "actpass");
    EXPECT_EQ(session.sections[0].direction, "recvonly");
    const auto bundled =
        read(head + "a=group:BUNDLE 0 1\r\n" + audio +
             "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\na=bundle-only\r\na=mid:1\r\n");
    EXPECT_FALSE(bundled.sections[1].rejected);
    EXPECT_EQ(bundled.sections[1].transport.ufrag, "4Xyz");
    EXPECT_EQ(bundled.sections[1].direction, "sendrecv");
}

/// RFC 8843 section 7.2.1: before the bundle is agreed on, each section may have a transport of its own.
TEST(SdpModel, takes_the_transport_that_carries_the_bundle) {
    const auto first = replaced(audio, "a=ice-ufrag:4Xyz", "a=ice-ufrag:own1");
    const auto text = rewritten(head + bundle + first + video + data);
    EXPECT_NE(text.find("a=ice-ufrag:own1", text.find("m=application")), std::string::npos) << text;
    EXPECT_EQ(text.find("4Xyz"), std::string::npos) << text;
}

TEST(SdpModel, takes_what_real_peers_write) {
    for (const auto &[name, lines] : test::sdp_offers) {
        const auto text = test::sdp_text(lines);
        EXPECT_EQ(refusal(text), "") << name;
        const auto before = read(text);
        const auto plan = plan_answer(before, everything());
        const auto after = read(rewritten(text));
        ASSERT_EQ(plan.sections.size(), after.sections.size()) << name;
        for (size_t i = 0; i < after.sections.size(); ++i) {
            EXPECT_EQ(plan.sections[i].receives, after.sections[i].sends()) << name;
            EXPECT_EQ(plan.sections[i].sends, after.sections[i].receives()) << name;
            if (plan.sections[i].codec) {
                EXPECT_EQ(plan.sections[i].codec->payload, after.sections[i].codecs[0].payload) << name;
            }
        }
    }
}

TEST(SdpModel, writes_known_attributes_alone) {
    const auto text = rewritten(head + bundle + audio +
                                "a=foo:bar\r\na=crypto:1 x\r\na=rtcp-mux\r\na=ssrc:7 cname:x y\r\n" + video + data);
    EXPECT_EQ(text.find("foo"), std::string::npos);
    EXPECT_EQ(text.find("crypto"), std::string::npos);
    EXPECT_NE(text.find("a=rtcp-mux\r\n"), std::string::npos);
    EXPECT_NE(text.find("a=ssrc:7 cname:-\r\n"), std::string::npos);
    EXPECT_EQ(text, rewritten(text));
}

TEST(SdpModel, knows_candidates_that_libnice_can_use) {
    EXPECT_TRUE(canonical_candidate("candidate:1 1 UDP 2122252543 192.0.2.1 50000 typ host generation 0 ufrag a"));
    EXPECT_TRUE(canonical_candidate("a=candidate:1 1 udp 1 2001:db8::1 9 typ relay raddr 0.0.0.0 rport 0"));
    for (const char *bad : {"", "candidate:", "candidate:1 1 UDP 1 a.local 9 typ host",
                            "candidate:1 2 UDP 1 192.0.2.1 9 typ host", "candidate:1 1 UDP 1 192.0.2.1 0 typ host",
                            "candidate:1 1 SCTP 1 192.0.2.1 9 typ host", "candidate:1 1 UDP 1 192.0.2.1 9 typ guest",
                            "candidate:1 1 UDP -1 192.0.2.1 9 typ host", "1 1 UDP 1 192.0.2.1 9 typ host"})
        EXPECT_FALSE(canonical_candidate(bad)) << bad;
}

} // namespace callbooth::media
