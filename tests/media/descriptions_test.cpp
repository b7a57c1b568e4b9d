// SPDX-License-Identifier: MIT
/// Two booths, one of which describes itself as other clients do.
#include <regex>

#include "media/test_booth.hpp"
#include <gtest/gtest.h>

namespace callbooth::test {

using namespace std::chrono_literals;

namespace {

config::PipelineFile with_h264() {
    Fragments h264;
    h264.encode_video = "x264enc tune=zerolatency speed-preset=ultrafast ! rtph264pay";
    return pipeline_file(h264);
}

config::PipelineFile without_video() {
    Fragments intercom;
    intercom.video = intercom.encode_video = intercom.render_video = "";
    return pipeline_file(intercom);
}

bool hears(TestBooth &booth) { return booth.number("call.audio.received.frames") > 10; }

std::string first_match(const std::string &text, const char *pattern) {
    std::smatch found;
    return std::regex_search(text, found, std::regex(pattern)) ? found.str(1) : "";
}

/// Keeps how the booth describes media.
void record(TestBooth &booth, std::string &text) {
    booth.signaling.rewrite = [&text](const std::string &sdp) {
        if (sdp.find("m=video") != std::string::npos)
            text = sdp;
        return sdp;
    };
}

} // namespace

TEST(Descriptions, offer_a_payload_type_for_each_codec) { // M6
    std::string offer;
    LinkedSignaling::Net net;
    Fragments speaks;
    speaks.video = speaks.encode_video = "";
    TestBooth a(net, "a", pipeline_file(speaks));
    TestBooth b(net, "b");
    record(a, offer);
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return a.sees_partner() && hears(a) && hears(b); }, 20s));
    EXPECT_NE(first_match(offer, "m=audio 9 [^ ]+ ([0-9]+)"), first_match(offer, "m=video 9 [^ ]+ ([0-9]+)")) << offer;
}

TEST(Descriptions, survive_a_partner_that_rejects_the_first_section) { // M7
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    b.signaling.rewrite = [](const std::string &sdp) {
        const auto first = sdp.find("m=audio");
        if (first == std::string::npos)
            return sdp;
        const auto mid = first_match(sdp.substr(first), "a=mid:([^\r]+)");
        const auto rest = sdp.find("\nm=", first);
        const auto head = std::regex_replace(sdp.substr(0, first), std::regex("BUNDLE " + mid + " "), "BUNDLE ");
        return head + "m=audio 0 UDP/TLS/RTP/SAVPF 120\r\nc=IN IP4 0.0.0.0\r\na=inactive\r\na=mid:" + mid + "\r\n" +
               sdp.substr(rest + 1);
    };
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return a.sees_partner() && b.sees_partner() && a.channel && b.channel; }, 20s));
    EXPECT_TRUE(a.ends.empty() && b.ends.empty());
}

TEST(Descriptions, reject_what_is_not_wanted) { // M8
    std::string answer;
    LinkedSignaling::Net net;
    TestBooth a(net, "a", pipeline_file(), Abilities{});
    TestBooth b(net, "b", without_video(), Abilities{});
    record(b, answer);
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return hears(a) && hears(b) && a.channel && b.channel; }, 20s));
    EXPECT_NE(answer.find("m=video 0 "), std::string::npos) << answer;
}

TEST(Descriptions, answer_with_a_codec_that_can_be_decoded) { // M10
    std::string answer;
    LinkedSignaling::Net net;
    Fragments viewer;
    viewer.video = viewer.encode_video = viewer.audio = viewer.encode_audio = "";
    TestBooth a(net, "a");
    TestBooth b(net, "b", pipeline_file(viewer));
    record(b, answer);
    a.signaling.rewrite = [](const std::string &sdp) {
        const auto preferred = std::regex_replace(sdp, std::regex("(m=video 9 [^ ]+) "), "$1 45 ");
        return std::regex_replace(preferred, std::regex("(a=rtpmap:[0-9]+ VP8)"), "a=rtpmap:45 X-NOVEL/90000\r\n$1");
    };
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return b.sees_partner(); }, 20s));
    EXPECT_EQ(answer.find("X-NOVEL"), std::string::npos) << answer;
}

TEST(Descriptions, send_h264_to_partners_that_name_another_profile) { // M19
    for (const char *profile : {"42001f", "640c1f"}) {
        LinkedSignaling::Net net;
        TestBooth a(net, "a", with_h264());
        TestBooth b(net, "b", with_h264());
        a.signaling.rewrite = [profile](const std::string &sdp) {
            return std::regex_replace(sdp, std::regex("profile-level-id=42e01f"),
                                      std::string("profile-level-id=") + profile);
        };
        a.booth.call("b");
        EXPECT_TRUE(run_until([&] { return a.sees_partner() && b.sees_partner(); }, 20s)) << profile;
    }
}

} // namespace callbooth::test
