// SPDX-License-Identifier: MIT
/// Callers that are judged before they are answered.
#include <chrono>

#include "media/test_booth.hpp"
#include <gtest/gtest.h>

namespace callbooth::test {

using namespace std::chrono_literals;

namespace {

config::PipelineFile answering(const std::string &answer, double timeout = 60) {
    config::PipelineFile file = pipeline_file();
    file.call.answer = answer;
    file.call.answer_timeout = timeout;
    return file;
}

bool waits(TestBooth &booth, const std::string &peer) {
    return run_until([&] { return booth.status.get("call.waiting") == peer && booth.booth.waiting_caller() == peer; });
}

using Refused = std::vector<std::pair<std::string, RefusalReason>>;

} // namespace

TEST(Screen, lets_a_caller_wait_and_sends_nothing_before_it_is_accepted) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b", answering("ask"));
    const auto answers =
        a.signaling.answered.subscribe([&](const std::string &, const std::string &, const std::string &) {
            EXPECT_FALSE(b.status.get("call.peer").empty());
        });
    a.booth.call("b");
    ASSERT_TRUE(waits(b, "a"));
    ASSERT_TRUE(run_until([&] { return a.signaling.done.size() == 2; }, 20s)) << "all candidates came meanwhile";
    EXPECT_FALSE(b.booth.current());
    EXPECT_EQ(b.signaling.candidates_sent, 0U);
    b.commands.invoke("accept");
    EXPECT_TRUE(run_until([&] { return media_flows(a) && media_flows(b) && a.channel && b.channel; }, 20s));
    EXPECT_EQ(b.status.get("call.waiting"), "");
    EXPECT_EQ(b.booth.waiting_caller(), "");
    EXPECT_THROW(b.commands.invoke("accept"), Error);
    EXPECT_FALSE(b.booth.current()->outgoing());
}

TEST(Screen, refuses_a_waiting_caller_and_what_comes_of_it_later) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b", answering("ask"));
    ConnectionInfo offered;
    const auto tap = b.signaling.offered.subscribe(
        [&](const std::string &, const ConnectionInfo &info, const std::string &) { offered = info; });
    a.booth.call("b");
    ASSERT_TRUE(waits(b, "a"));
    b.commands.invoke("refuse");
    ASSERT_TRUE(run_until([&] { return !a.ends.empty(); }));
    EXPECT_EQ(b.signaling.refused.front(), std::pair(std::string("a"), RefusalReason::declined));
    b.signaling.offered.emit("a", offered, "v=0");
    EXPECT_EQ(b.booth.waiting_caller(), "");
    EXPECT_THROW(b.commands.invoke("refuse"), Error);
    EXPECT_EQ(b.number("booth.calls"), 0);
}

TEST(Screen, lets_one_caller_wait_at_a_time_and_no_longer_than_it_may) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b", answering("ask", 0.5));
    TestBooth c(net, "c");
    a.booth.call("b");
    ASSERT_TRUE(waits(b, "a"));
    c.booth.call("b");
    ASSERT_TRUE(run_until([&] { return !c.ends.empty(); }));
    EXPECT_EQ(b.signaling.refused.front(), std::pair(std::string("c"), RefusalReason::busy));
    ASSERT_TRUE(run_until([&] { return !a.ends.empty(); }));
    EXPECT_EQ(b.signaling.refused.back(), std::pair(std::string("a"), RefusalReason::busy));
    EXPECT_EQ(b.status.get("call.waiting"), "");
}

TEST(Screen, lets_data_connections_alone_give_way_to_other_callers) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a", pipeline_file({"", "", "", "", "", ""})); // data alone
    TestBooth b(net, "b");
    TestBooth c(net, "c");
    a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return a.connected() && b.connected(); }, 20s));
    c.booth.call("b");
    ASSERT_TRUE(run_until([&] { return c.connected() && b.connected() && b.booth.current()->peer() == "c"; }, 20s));
    EXPECT_TRUE(run_until([&] { return !a.ends.empty(); }));
    EXPECT_EQ(b.ends, std::vector{EndReason::local_hangup});
    EXPECT_EQ(c.ends, std::vector<EndReason>());
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return a.ends.size() == 2; })) << "a call with media does not give way";
    EXPECT_TRUE(c.connected());
}

TEST(Screen, forgets_a_caller_that_leaves) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b", answering("ask"));
    std::vector<std::string> gone;
    const auto tap = b.booth.caller_gone.subscribe([&](const std::string &peer) { gone.push_back(peer); });
    a.booth.call("b");
    ASSERT_TRUE(waits(b, "a"));
    a.booth.current()->hang_up(EndReason::local_hangup);
    ASSERT_TRUE(waits(b, ""));
    EXPECT_EQ(gone, std::vector<std::string>{"a"});
    EXPECT_THROW(b.booth.accept_caller(), Error);
    EXPECT_TRUE(b.signaling.refused.empty());
}

TEST(Screen, takes_our_own_call_to_the_waiting_caller_for_an_answer) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b", answering("ask"));
    a.booth.call("b");
    ASSERT_TRUE(waits(b, "a"));
    b.booth.call("a");
    EXPECT_TRUE(run_until([&] { return media_flows(a) && media_flows(b); }, 20s));
    EXPECT_FALSE(b.booth.current()->outgoing());
}

TEST(Screen, answers_nobody_where_the_file_says_so_but_calls) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b", answering("never"));
    a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return !a.ends.empty(); }));
    EXPECT_EQ(b.signaling.refused.front(), std::pair(std::string("a"), RefusalReason::declined));
    b.booth.call("a");
    EXPECT_TRUE(run_until([&] { return media_flows(a) && media_flows(b); }, 20s));
}

TEST(Screen, is_given_the_metadata_of_a_call) {
    std::string seen;
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    const auto offers =
        b.signaling.offered.subscribe([&](const std::string &, const ConnectionInfo &info, const std::string &) {
            if (info.kind == ConnectionKind::media)
                seen = info.metadata;
        });
    EXPECT_THROW(a.booth.call_with("b", std::string(16 * 1024 + 1, '1')), Error);
    a.booth.call_with("b", R"({"name":"ann"})");
    EXPECT_TRUE(run_until([&] { return !seen.empty(); }));
    EXPECT_EQ(seen, R"({"name":"ann"})");
}

TEST(Screen, takes_the_strictest_judgement_of_all) {
    LinkedSignaling::Net net;
    LinkedSignaling stranger(net, "stranger");
    TestBooth b(net, "b");
    Screening second = Screening::refuse;
    std::vector<std::string> seen;
    const auto first = b.booth.screen([&](const std::string &peer, const ConnectionInfo &info) {
        seen.push_back(peer + " " + info.id + " " + info.metadata);
        return Screening::accept;
    });
    auto strict = b.booth.screen([&](const std::string &, const ConnectionInfo &) { return second; });
    stranger.send_offer("b", {"mc_1", ConnectionKind::media, {}, R"({"name":"ann"})"}, "v=0");
    ASSERT_TRUE(run_until([&] { return !b.signaling.refused.empty(); }));
    EXPECT_EQ(b.signaling.refused, (Refused{{"stranger", RefusalReason::declined}}));
    EXPECT_EQ(seen, std::vector<std::string>{R"(stranger mc_1 {"name":"ann"})"});
    second = Screening::ask;
    stranger.send_offer("b", {"mc_2", ConnectionKind::media, {}, {}}, "v=0");
    ASSERT_TRUE(waits(b, "stranger"));
    b.booth.refuse_caller();
    strict = {};
    stranger.send_offer("b", {"mc_3", ConnectionKind::media, {}, {}}, "v=0 and so on");
    EXPECT_TRUE(run_until([&] { return !b.ends.empty(); })) << "answered, and no description";
}

} // namespace callbooth::test
