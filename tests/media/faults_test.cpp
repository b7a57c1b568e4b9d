// SPDX-License-Identifier: MIT
/// Two booths whose network or signaling misbehaves.
#include <chrono>
#include <regex>

#include "media/network.hpp"
#include "media/test_booth.hpp"
#include <gtest/gtest.h>

namespace callbooth::test {

using namespace std::chrono_literals;
using Kind = LinkedSignaling::Kind;
using Delays = std::vector<std::chrono::milliseconds>;

namespace {

bool talking(TestBooth &a, TestBooth &b) { return media_flows(a) && media_flows(b) && a.channel && b.channel; }

config::PipelineFile impatient() {
    config::PipelineFile file = pipeline_file();
    file.call.silence = 3;
    return file;
}

config::PipelineFile hasty() {
    config::PipelineFile file = pipeline_file();
    file.call.connect_timeout = 1;
    return file;
}

/// Two credentials for the session and none in the section: webrtcbin 1.22 aborts the process.
const std::string killing =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
    "a=ice-ufrag:aaaa\r\na=ice-pwd:PPPPPPPPPPPPPPPPPPPPPPPP\r\n"
    "a=ice-ufrag:bbbb\r\na=ice-pwd:QQQQQQQQQQQQQQQQQQQQQQQQ\r\n"
    "a=fingerprint:sha-256 AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:"
    "AA:AA:AA:AA:AA:AA:AA:AA\r\n"
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n"
    "a=setup:actpass\r\na=mid:0\r\na=sctp-port:5000\r\n";

/// The next `count` pictures arrive.
bool sees_more(TestBooth &booth, long count) {
    const uint64_t before = booth.frames();
    return run_until([&] { return booth.frames() > before + static_cast<uint64_t>(count); }, 20s);
}

} // namespace

TEST(Faults, a_connection_that_is_cut_is_rebuilt_in_the_same_call) {
    LinkedSignaling::Net net;
    Network network;
    TestBooth a(net, "a", impatient());
    TestBooth b(net, "b", impatient());
    const Call *call = &a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return talking(a, b); }, 20s));
    a.channel = b.channel = nullptr;
    network.cut();
    EXPECT_TRUE(run_until([&] { return a.status.get("call.state") == "rebuilding"; }, 20s));
    EXPECT_TRUE(a.connected());
    EXPECT_TRUE(run_until([&] { return a.status.get("call.state") == "connected"; }, 20s));
    ASSERT_TRUE(run_until([&] { return a.channel && b.channel; }, 20s));
    EXPECT_TRUE(sees_more(a, 5) && sees_more(b, 5));
    a.channel->send({"\"still here\"", true});
    EXPECT_TRUE(run_until([&] { return !b.messages.empty(); }));
    EXPECT_EQ(a.booth.current(), call);
    EXPECT_TRUE(a.ends.empty() && b.ends.empty());
}

TEST(Faults, a_connection_that_is_cut_again_is_given_up) {
    LinkedSignaling::Net net;
    Network network;
    TestBooth a(net, "a", impatient());
    TestBooth b(net, "b", impatient());
    a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return talking(a, b); }, 20s));
    network.cut();
    ASSERT_TRUE(run_until([&] { return a.status.get("call.state") == "rebuilding"; }, 20s));
    ASSERT_TRUE(run_until([&] { return a.status.get("call.state") == "connected"; }, 20s));
    ASSERT_TRUE(sees_more(a, 5) && sees_more(b, 5));
    network.cut();
    EXPECT_TRUE(run_until([&] { return !a.ends.empty() && !b.ends.empty(); }, 20s));
    std::vector<EndReason> ends = a.ends;
    ends.insert(ends.end(), b.ends.begin(), b.ends.end());
    ASSERT_EQ(ends.size(), 2U);
    // Who gives up first tells the other, unless both do at once.
    EXPECT_NE(std::count(ends.begin(), ends.end(), EndReason::remote_gone), 0);
    EXPECT_EQ(std::count(ends.begin(), ends.end(), EndReason::remote_gone) +
                  std::count(ends.begin(), ends.end(), EndReason::remote_hangup),
              2);
}

TEST(Faults, a_partner_that_vanished_with_its_signaling_is_given_up) {
    LinkedSignaling::Net net;
    Network network;
    TestBooth a(net, "a", impatient());
    TestBooth b(net, "b");
    a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return talking(a, b); }, 20s));
    net.peers->erase("b");
    network.cut();
    EXPECT_TRUE(run_until([&] { return !a.ends.empty(); }, 20s));
    EXPECT_EQ(a.ends, std::vector{EndReason::remote_gone});
    EXPECT_FALSE(a.booth.current());
}

TEST(Faults, candidates_may_be_doubled_late_lost_and_ahead_of_their_offer) {
    LinkedSignaling::Net net;
    int candidates = 0;
    *net.carry = [&](Kind kind) -> Delays {
        switch (kind) {
        case Kind::offer: return {60ms, 90ms};
        case Kind::answer: return {30ms, 60ms};
        case Kind::candidate: return ++candidates % 3 == 0 ? Delays{} : Delays{candidates % 2 * 200ms, 10ms, 400ms};
        case Kind::bye: return {0ms};
        }
        return {};
    };
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return talking(a, b); }, 20s));
    EXPECT_TRUE(a.ends.empty() && b.ends.empty());
    EXPECT_EQ(b.status.get("booth.calls"), "1");
}

TEST(Faults, candidates_ahead_of_their_answer_are_used_after_it) {
    LinkedSignaling::Net net;
    *net.carry = [](Kind kind) { return kind == Kind::answer ? Delays{700ms} : Delays{0ms}; };
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    a.signaling.loses_candidates = true; // so that b's are the only way
    size_t answers = 0;
    size_t ahead = 0;
    const auto answered = a.signaling.answered.subscribe(
        [&](const std::string &, const std::string &, const std::string &) { ++answers; });
    const auto candidate = a.signaling.candidate.subscribe(
        [&](const std::string &, const std::string &, const IceCandidate &) { ahead += answers == 0 ? 1 : 0; });
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return talking(a, b); }, 20s));
    EXPECT_GT(ahead, 0U);
}

TEST(Faults, a_hang_up_is_noticed_although_signaling_lost_it_and_no_channel_was_open_yet) {
    LinkedSignaling::Net net;
    *net.carry = [](Kind kind) { return kind == Kind::bye ? Delays{} : Delays{0ms}; };
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return a.connected() && b.connected(); }, 20s));
    a.booth.current()->hang_up(EndReason::local_hangup);
    EXPECT_TRUE(run_until([&] { return !b.booth.current(); }, 3s)); // before it counts as silent
    EXPECT_EQ(b.ends, std::vector{EndReason::remote_hangup});
}

TEST(Faults, a_hang_up_is_told_from_a_loss_by_the_channels_end_where_signaling_cannot_say_it) {
    LinkedSignaling::Net net;
    *net.carry = [](Kind kind) { return kind == Kind::bye ? Delays{} : Delays{0ms}; };
    TestBooth a(net, "a", pipeline_file(), Abilities{});
    TestBooth b(net, "b", pipeline_file(), Abilities{});
    a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return talking(a, b) && a.channel && b.channel; }, 20s));
    a.booth.current()->hang_up(EndReason::local_hangup);
    EXPECT_TRUE(run_until([&] { return !b.booth.current(); }, 20s));
    EXPECT_EQ(b.ends, std::vector{EndReason::remote_hangup});
    EXPECT_EQ(a.status.get("booth.calls"), "1"); // nothing was rebuilt
}

TEST(Faults, an_offer_that_comes_again_after_its_call_ended_begins_nothing) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    ConnectionInfo offered;
    std::string description;
    const auto tap =
        a.signaling.offered.subscribe([&](const std::string &, const ConnectionInfo &info, const std::string &sdp) {
            offered = info;
            description = sdp;
        });
    b.booth.call("a");
    ASSERT_TRUE(run_until([&] { return a.connected() && b.connected(); }, 20s));
    b.booth.current()->hang_up(EndReason::local_next);
    ASSERT_TRUE(run_until([&] { return !a.booth.current(); }));
    a.signaling.offered.emit("b", offered, description);
    a.signaling.candidate.emit("b", offered.id, IceCandidate{"candidate:1 1 UDP 1 127.0.0.1 9 typ host", "0", 0});
    EXPECT_FALSE(a.booth.current());
    offered.id += "x";
    a.signaling.offered.emit("b", offered, description);
    EXPECT_TRUE(a.booth.current());
}

TEST(Faults, a_peer_that_does_not_answer_is_given_up) {
    LinkedSignaling::Net net;
    *net.carry = [](Kind kind) { return kind == Kind::answer ? Delays{} : Delays{0ms}; };
    TestBooth a(net, "a", hasty());
    TestBooth b(net, "b");
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return !a.ends.empty() && !b.ends.empty(); }, 20s));
    EXPECT_EQ(a.ends, std::vector{EndReason::timeout_connecting});
    EXPECT_EQ(b.ends, std::vector{EndReason::remote_hangup});
}

TEST(Faults, a_connection_that_finds_no_way_is_given_up) {
    LinkedSignaling::Net net;
    *net.carry = [](Kind kind) { return kind == Kind::candidate ? Delays{} : Delays{0ms}; };
    TestBooth a(net, "a", hasty());
    TestBooth b(net, "b");
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return !a.ends.empty() && !b.ends.empty(); }, 20s));
    EXPECT_EQ(a.ends, std::vector{EndReason::timeout_connecting});
}

TEST(Faults, an_offer_that_is_no_description_ends_its_call_alone) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    b.signaling.offered.emit("nobody", {"mc_1", ConnectionKind::media, {}, {}}, "v=0 and so on");
    EXPECT_TRUE(run_until([&] { return !b.ends.empty(); }));
    EXPECT_EQ(b.ends, std::vector{EndReason::signaling_error});
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return talking(a, b); }, 20s));
}

TEST(Faults, a_description_that_would_abort_webrtcbin_ends_its_call_alone) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    TestBooth c(net, "c");
    LinkedSignaling stranger(net, "stranger");
    a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return talking(a, b); }, 20s));
    stranger.send_offer("c", {"dc_1", ConnectionKind::data, {"x", "json", true}, {}}, killing);
    ASSERT_TRUE(run_until([&] { return c.ends.size() == 1; }));
    stranger.send_offer("c", {"mc_1", ConnectionKind::media, {}, {}}, killing);
    ASSERT_TRUE(run_until([&] { return c.ends.size() == 2; }));
    const auto answering =
        stranger.offered.subscribe([&](const std::string &from, const ConnectionInfo &info, const std::string &) {
            stranger.send_answer(from, info, killing);
        });
    c.booth.call("stranger");
    ASSERT_TRUE(run_until([&] { return c.ends.size() == 3; }, 20s));
    EXPECT_EQ(c.ends, std::vector(3, EndReason::signaling_error));
    EXPECT_TRUE(sees_more(a, 5) && sees_more(b, 5));
    a.booth.current()->hang_up(EndReason::local_hangup);
    ASSERT_TRUE(run_until([&] { return !a.booth.current() && !b.booth.current(); }, 20s));
    a.booth.call("c");
    EXPECT_TRUE(run_until([&] { return talking(a, c); }, 20s));
}

TEST(Faults, a_section_that_is_rejected_leaves_the_others) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    a.signaling.rewrite = [](const std::string &sdp) {
        const auto audio = sdp.find("m=audio");
        const auto end = audio == std::string::npos ? audio : sdp.find("\nm=", audio);
        if (end == std::string::npos)
            return sdp;
        auto section = std::regex_replace(sdp.substr(audio, end - audio), std::regex("m=audio [0-9]+"), "m=audio 0");
        section = std::regex_replace(section, std::regex("a=bundle-only\r\n"), "");
        const auto before = std::regex_replace(sdp.substr(0, audio), std::regex("(BUNDLE.*) audio[0-9]+"), "$1");
        return before + section + sdp.substr(end);
    };
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return a.sees_partner() && b.sees_partner(); }, 20s));
    EXPECT_TRUE(a.ends.empty() && b.ends.empty());
}

TEST(Faults, an_offer_of_codecs_that_we_do_not_have_is_declined) {
    LinkedSignaling::Net net;
    Fragments h264;
    h264.audio = h264.encode_audio = h264.render_audio = h264.render_video = "";
    h264.encode_video = "x264enc tune=zerolatency speed-preset=ultrafast ! rtph264pay";
    Fragments vp8;
    vp8.render_video = vp8.render_audio = "";
    TestBooth a(net, "a", pipeline_file(h264), Abilities{});
    TestBooth b(net, "b", pipeline_file(vp8), Abilities{});
    // Data would be reason enough for a call.
    a.signaling.rewrite = [](const std::string &sdp) {
        const std::string media = sdp.substr(0, sdp.find("m=application"));
        return std::regex_replace(media, std::regex(" application[0-9]+"), ""); // in the bundle
    };
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return !b.ends.empty(); }, 20s));
    EXPECT_EQ(b.ends, std::vector{EndReason::no_common_codec});
}

} // namespace callbooth::test
