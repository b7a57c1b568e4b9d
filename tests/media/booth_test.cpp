// SPDX-License-Identifier: MIT
#include <chrono>
#include <set>

#include "media/test_booth.hpp"
#include <gtest/gtest.h>

namespace callbooth::test {

using namespace std::chrono_literals;

namespace {

std::string corrupt_fingerprint(std::string sdp) {
    for (auto at = sdp.find("a=fingerprint:"); at != std::string::npos; at = sdp.find("a=fingerprint:", at + 1)) {
        auto &digit = sdp[sdp.find(' ', at) + 1];
        digit = digit == '0' ? '1' : '0';
    }
    return sdp;
}

} // namespace

TEST(Booth, sees_and_hears_another_booth_and_exchanges_messages) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return media_flows(a) && media_flows(b); }, 20s));
    ASSERT_TRUE(run_until([&] { return a.channel && b.channel; }));
    EXPECT_EQ(b.channel->label(), "chat");
    EXPECT_EQ(b.channel->protocol(), "json");
    a.channel->send({"\"hello\"", true});
    b.channel->send({"\"hi\"", true});
    EXPECT_TRUE(run_until([&] { return !a.messages.empty() && !b.messages.empty(); }));
    EXPECT_EQ(a.messages, std::vector<std::string>{"\"hi\""});
    EXPECT_EQ(b.messages, std::vector<std::string>{"\"hello\""});
}

TEST(Booth, keeps_its_encoder_running_from_call_to_call) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    for (int i = 0; i < 3; ++i) {
        a.booth.call("b");
        ASSERT_TRUE(run_until([&] { return media_flows(a) && media_flows(b); }, 20s));
        const long encoded = a.number("capture.video.frames");
        a.booth.current()->hang_up(EndReason::local_next);
        EXPECT_TRUE(run_until([&] { return !b.booth.current(); }, 2s));
        EXPECT_TRUE(run_until([&] { return a.number("capture.video.frames") > encoded + 3; }));
    }
    EXPECT_EQ(a.number("capture.starts"), 1);
    EXPECT_EQ(a.ends, std::vector(3, EndReason::local_next));
    EXPECT_EQ(b.ends, std::vector(3, EndReason::remote_hangup));
}

TEST(Booth, shows_nothing_of_a_partner_whose_certificate_is_not_the_one_of_its_description) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    b.signaling.rewrite = &corrupt_fingerprint;
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return !a.ends.empty(); }, 20s));
    EXPECT_EQ(a.ends, std::vector{EndReason::fingerprint_mismatch});
    EXPECT_TRUE(a.messages.empty());
}

TEST(Booth, refuses_a_third_party_and_goes_on_with_its_call) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    TestBooth c(net, "c");
    a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return media_flows(a) && media_flows(b); }, 20s));
    c.booth.call("a");
    EXPECT_TRUE(run_until([&] { return !c.ends.empty(); }));
    const long before = a.number("call.video.received.frames");
    EXPECT_TRUE(run_until([&] { return a.number("call.video.received.frames") > before + 5; }));
    EXPECT_EQ(a.booth.current()->peer(), "b");
}

TEST(Booth, ends_up_in_one_call_when_both_call_at_once) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    a.booth.call("b");
    b.booth.call("a");
    EXPECT_TRUE(run_until([&] { return media_flows(a) && media_flows(b); }, 20s));
    EXPECT_TRUE(a.booth.current()->outgoing());
    EXPECT_FALSE(b.booth.current()->outgoing());
    EXPECT_TRUE(a.ends.empty() && b.ends.empty());
}

TEST(Booth, paces_sources_that_are_not_live) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a"); // its test picture and tone are made as fast as they are taken
    const auto pictures = [&] { return a.number("capture.video.frames"); };
    const auto sounds = [&] { return a.number("capture.audio.frames"); };
    ASSERT_TRUE(run_until([&] { return pictures() >= 30; }, 20s));
    // 15 pictures a second, 50 packets of sound
    EXPECT_NEAR(static_cast<double>(sounds()), static_cast<double>(pictures()) * 50 / 15, 40);
}

TEST(Booth, gives_up_a_peer_that_does_not_exist) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    a.booth.call("nobody");
    EXPECT_TRUE(run_until([&] { return !a.ends.empty(); }));
    EXPECT_EQ(a.ends, std::vector{EndReason::unreachable});
}

TEST(Booth, works_without_capture_or_without_render) {
    LinkedSignaling::Net net;
    Fragments watcher{"", "", "", "", "fakesink", "fakesink"};
    Fragments sender;
    sender.render_video = sender.render_audio = "";
    TestBooth a(net, "a", pipeline_file(watcher));
    TestBooth b(net, "b", pipeline_file(sender));
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return media_flows(a); }, 20s));
    a.booth.current()->hang_up(EndReason::local_next);
    ASSERT_TRUE(run_until([&] { return !b.booth.current(); }));
    b.booth.call("a");
    EXPECT_TRUE(run_until([&] { return media_flows(a); }, 20s));
    EXPECT_TRUE(b.status.get("call.video.received.frames").empty());
}

TEST(Booth, sends_h264_as_well) {
    LinkedSignaling::Net net;
    Fragments h264;
    h264.encode_video = "x264enc tune=zerolatency speed-preset=ultrafast ! rtph264pay";
    TestBooth a(net, "a", pipeline_file(h264));
    TestBooth b(net, "b", pipeline_file(h264));
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return media_flows(a) && media_flows(b); }, 20s));
}

TEST(Booth, carries_data_in_the_media_connection_where_signaling_wants_it) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a", pipeline_file(), Abilities{});
    TestBooth b(net, "b", pipeline_file(), Abilities{});
    a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return a.channel && b.channel && media_flows(a); }, 20s));
    a.channel->send({"text", false});
    EXPECT_TRUE(run_until([&] { return b.messages == std::vector<std::string>{"text"}; }));
}

TEST(Booth, connects_where_signaling_carries_no_single_candidates) {
    for (const bool separate : {false, true}) {
        const Abilities abilities{.separate_data = separate, .trickle = false};
        LinkedSignaling::Net net;
        TestBooth a(net, "a", pipeline_file(), abilities);
        TestBooth b(net, "b", pipeline_file(), abilities);
        a.booth.call("b");
        ASSERT_TRUE(run_until([&] { return media_flows(a) && media_flows(b) && a.channel && b.channel; }, 20s));
        EXPECT_EQ(a.signaling.candidates_sent + b.signaling.candidates_sent, 0U);
        EXPECT_TRUE(a.signaling.done.empty() && b.signaling.done.empty());
    }
}

TEST(Booth, says_when_all_candidates_of_a_connection_were_sent) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a", pipeline_file(), Abilities{});
    TestBooth b(net, "b", pipeline_file(), Abilities{});
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return !a.signaling.done.empty() && !b.signaling.done.empty(); }, 20s));
    EXPECT_EQ(a.signaling.done, b.signaling.done);
    const size_t sent = a.signaling.candidates_sent;
    ASSERT_TRUE(run_until([&] { return media_flows(a) && media_flows(b); }, 20s));
    EXPECT_EQ(a.signaling.done.size(), 1U);
    EXPECT_EQ(a.signaling.candidates_sent, sent);
}

TEST(Booth, makes_the_channel_that_the_peers_of_a_protocol_expect) {
    const Abilities abilities{.channel = "expected"};
    LinkedSignaling::Net net;
    TestBooth a(net, "a", pipeline_file(), abilities);
    TestBooth b(net, "b", pipeline_file(), abilities);
    std::set<std::string> labels;
    const auto tap = b.booth.channel_added.subscribe([&](Call &, DataChannel &c) { labels.insert(c.label()); });
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return labels == std::set<std::string>{"chat", "expected"}; }, 20s));
}

TEST(Booth, refuses_to_describe_a_running_connection_anew_and_goes_on) {
    const Abilities abilities{.renegotiation = true};
    LinkedSignaling::Net net;
    TestBooth a(net, "a", pipeline_file(), abilities);
    TestBooth b(net, "b", pipeline_file(), abilities);
    ConnectionInfo offered;
    std::string description;
    const auto tap =
        b.signaling.offered.subscribe([&](const std::string &, const ConnectionInfo &info, const std::string &sdp) {
            offered = info;
            description = sdp;
        });
    a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return media_flows(a) && media_flows(b); }, 20s));
    b.signaling.reoffered.emit("a", offered, description);
    b.signaling.wants_offer.emit("a", offered);
    EXPECT_EQ(b.signaling.refused, std::vector(2, std::pair(std::string("a"), RefusalReason::unsupported)));
    const long before = b.number("call.video.received.frames");
    EXPECT_TRUE(run_until([&] { return b.number("call.video.received.frames") > before + 5; }));
    EXPECT_TRUE(a.ends.empty() && b.ends.empty());
}

TEST(Booth, exchanges_data_alone) {
    LinkedSignaling::Net net;
    const Fragments none{"", "", "", "", "", ""};
    TestBooth a(net, "a", pipeline_file(none));
    TestBooth b(net, "b", pipeline_file(none));
    a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return a.channel && b.channel; }, 20s));
    EXPECT_TRUE(a.connected());
    b.booth.current()->hang_up(EndReason::local_hangup);
    EXPECT_TRUE(run_until([&] { return !a.booth.current(); }, 2s));
}

TEST(Booth, may_end_at_any_moment_of_its_start) {
    for (int i = 0; i < 30; ++i) {
        LinkedSignaling::Net net;
        const TestBooth a(net, "a");
        g_usleep(static_cast<gulong>(i) * 1000);
    }
}

TEST(Booth, says_goodbye_when_the_program_ends) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return media_flows(b); }, 20s));
    bool done = false;
    a.booth.shut_down([&] { done = true; });
    EXPECT_TRUE(run_until([&] { return done && !b.booth.current(); }));
    EXPECT_EQ(b.ends, std::vector{EndReason::remote_hangup});
}

} // namespace callbooth::test
