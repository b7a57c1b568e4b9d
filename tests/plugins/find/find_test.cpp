// SPDX-License-Identifier: MIT
#include "find_fixture.hpp"

namespace callbooth::find {
namespace {

TEST_F(FindPlugin, asks_as_soon_as_signaling_is_ready_and_calls_whom_it_is_told) {
    server.answers = {{200, "ann"}};
    start({{"interval", seldom}});
    EXPECT_EQ(host.status.get("matchmaking.state"), "idle");
    signaling.become_ready("me 1");
    EXPECT_EQ(matchmaking->state(), State::searching);
    ASSERT_TRUE(in_call_with("ann"));
    EXPECT_EQ(server.questions, std::vector<std::string>{"id=me%201"});
    EXPECT_EQ(matchmaking->state(), State::in_call);
    EXPECT_EQ(host.status.get("matchmaking.state"), "in-call");
}

TEST_F(FindPlugin, asks_at_once_when_signaling_was_ready_before) {
    signaling.become_ready("me");
    start({{"interval", seldom}});
    EXPECT_TRUE(asked(1));
}

TEST_F(FindPlugin, takes_no_reports_where_signaling_has_no_lobby) {
    start();
    signaling.become_ready("me");
    booth.begin("ann");
    try {
        host.commands.invoke("report noise");
        FAIL() << "reported to nobody";
    } catch (const Error &e) {
        EXPECT_STREQ(e.what(), "this server takes no reports");
    }
}

TEST_F(FindPlugin, looks_for_nobody_else_while_a_caller_waits_to_be_accepted) {
    start();
    signaling.become_ready("me");
    ASSERT_TRUE(asked(1));
    booth.let_wait("ann");
    EXPECT_EQ(matchmaking->state(), State::in_call);
    EXPECT_TRUE(silent());
    booth.refuse_caller();
    EXPECT_EQ(matchmaking->state(), State::searching);
    const auto before = server.questions.size();
    EXPECT_TRUE(asked(before + 1));
    booth.let_wait("bob");
    booth.accept_caller();
    EXPECT_EQ(matchmaking->state(), State::in_call);
}

TEST_F(FindPlugin, keeps_asking_while_nobody_is_there) {
    start();
    signaling.become_ready("me");
    ASSERT_TRUE(asked(3));
    server.answers = {{200, "ann"}};
    EXPECT_TRUE(in_call_with("ann"));
    EXPECT_TRUE(silent());
}

TEST_F(FindPlugin, keeps_the_query_that_the_address_has) {
    start({{"url", server.url() + "?room=7"}});
    signaling.become_ready("me");
    ASSERT_TRUE(asked(1));
    EXPECT_EQ(server.questions.front(), "room=7&id=me");
}

TEST_F(FindPlugin, proves_that_the_id_is_ours_unless_it_is_told_not_to) {
    signaling.proof = "s3cret";
    signaling.become_ready("me");
    start();
    ASSERT_TRUE(asked(1));
    start({{"prove-id", false}});
    ASSERT_TRUE(asked(2));
    EXPECT_EQ(server.tokens.front(), "s3cret");
    EXPECT_EQ(server.tokens.back(), "");
    EXPECT_FALSE(host.logged("s3cret"));
}

TEST_F(FindPlugin, asks_one_question_at_a_time) {
    server.hold();
    start();
    signaling.become_ready("me");
    ASSERT_TRUE(asked(1));
    EXPECT_TRUE(silent());
    EXPECT_EQ(server.questions.size(), 1U);
    server.let_go();
    EXPECT_TRUE(asked(2));
}

TEST_F(FindPlugin, stops_asking_when_somebody_calls_meanwhile) {
    server.hold();
    server.answers = {{200, "bob"}};
    start();
    signaling.become_ready("me");
    ASSERT_TRUE(asked(1));
    booth.begin("ann");
    server.let_go();
    EXPECT_TRUE(silent());
    EXPECT_EQ(booth.calls, std::vector<std::string>{"ann"}) << "bob's id came too late";
}

TEST_F(FindPlugin, searches_at_once_when_a_call_ends) {
    server.answers = {{200, "ann"}, {200, "bob"}};
    start({{"interval", seldom}});
    signaling.become_ready("me");
    ASSERT_TRUE(in_call_with("ann"));
    booth.connect();
    booth.end(EndReason::remote_hangup);
    EXPECT_TRUE(in_call_with("bob"));
}

TEST_F(FindPlugin, waits_the_interval_after_a_call_that_came_to_nothing) {
    server.answers = {{200, "ann"}};
    start({{"interval", seldom}});
    signaling.become_ready("me");
    ASSERT_TRUE(in_call_with("ann"));
    booth.end(EndReason::unreachable);
    EXPECT_EQ(matchmaking->state(), State::searching);
    EXPECT_TRUE(silent());
    EXPECT_EQ(server.questions.size(), 1U);
}

TEST_F(FindPlugin, goes_on_searching_when_the_call_cannot_be_placed) {
    booth.refuses_calls = "no camera";
    server.answers = {{200, "ann"}};
    start();
    signaling.become_ready("me");
    ASSERT_TRUE(asked(2));
    EXPECT_TRUE(host.logged("cannot call ann: no camera", Level::warning));
}

TEST_F(FindPlugin, next_hangs_up_and_searches_at_once) {
    server.answers = {{200, "ann"}, {200, "bob"}};
    start({{"interval", seldom}});
    signaling.become_ready("me");
    ASSERT_TRUE(in_call_with("ann"));
    host.commands.invoke("next");
    EXPECT_EQ(booth.ends, std::vector<EndReason>{EndReason::local_next});
    EXPECT_TRUE(in_call_with("bob"));
}

TEST_F(FindPlugin, next_does_not_wait_for_the_interval) {
    start({{"interval", seldom}});
    signaling.become_ready("me");
    ASSERT_TRUE(asked(1));
    ASSERT_TRUE(silent());
    matchmaking->next();
    EXPECT_TRUE(asked(2));
}

TEST_F(FindPlugin, pause_lets_the_call_go_on_and_resume_searches_again) {
    server.answers = {{200, "ann"}};
    start();
    signaling.become_ready("me");
    ASSERT_TRUE(in_call_with("ann"));
    host.commands.invoke("pause");
    EXPECT_EQ(matchmaking->state(), State::in_call);
    booth.end(EndReason::remote_hangup);
    EXPECT_EQ(matchmaking->state(), State::idle);
    EXPECT_TRUE(silent());
    host.commands.invoke("resume");
    EXPECT_EQ(matchmaking->state(), State::searching);
    EXPECT_TRUE(asked(2));
}

TEST_F(FindPlugin, next_ends_a_pause) {
    start();
    signaling.become_ready("me");
    matchmaking->pause();
    ASSERT_TRUE(silent());
    const auto before = server.questions.size();
    matchmaking->next();
    EXPECT_TRUE(asked(before + 1));
}

TEST_F(FindPlugin, says_that_it_waits_for_signaling) {
    start();
    EXPECT_EQ(host.commands.invoke("next"), "looking for a partner as soon as signaling is connected");
    signaling.become_ready("me");
    EXPECT_EQ(host.commands.invoke("next"), "");
}

TEST_F(FindPlugin, does_not_ask_while_signaling_is_lost) {
    start();
    signaling.become_ready("me");
    ASSERT_TRUE(asked(1));
    signaling.lose("gone");
    EXPECT_EQ(host.status.get("matchmaking.state"), "idle");
    EXPECT_TRUE(silent());
    signaling.become_ready("me");
    EXPECT_TRUE(asked(server.questions.size() + 1));
}

TEST_F(FindPlugin, warns_once_about_a_server_that_fails) {
    server.answers = {{500, ""}, {500, ""}, {200, "<html>"}};
    start();
    signaling.become_ready("me");
    ASSERT_TRUE(asked(4));
    ASSERT_TRUE(run_until([&] { return host.logged("answers again"); }));
    const auto warnings = std::count_if(host.lines.begin(), host.lines.end(),
                                        [](const auto &line) { return line.level == Level::warning; });
    EXPECT_EQ(warnings, 1);
    EXPECT_TRUE(host.logged("the server answered 500", Level::warning));
}

TEST_F(FindPlugin, says_when_there_is_no_server) {
    start({{"url", "http://127.0.0.1:1/find"}});
    signaling.become_ready("me");
    EXPECT_TRUE(run_until([&] { return host.logged("cannot ask http://127.0.0.1:1/find", Level::warning); }));
}

TEST_F(FindPlugin, reads_only_the_beginning_of_an_endless_answer) {
    server.answers = {{200, std::string(4 * 1024 * 1024, 'x')}};
    start();
    signaling.become_ready("me");
    EXPECT_TRUE(run_until([&] { return host.logged("no peer's id", Level::warning); }));
}

TEST_F(FindPlugin, refuses_an_address_of_another_kind) {
    EXPECT_THROW(host.create({{"url", "ws://127.0.0.1/find"}}), Error);
    EXPECT_THROW(host.create({{"url", "find"}}), Error);
    EXPECT_THROW(host.create({{"url", "http:///find"}}), Error);
}

TEST_F(FindPlugin, stops_when_the_program_ends) {
    start();
    signaling.become_ready("me");
    ASSERT_TRUE(asked(1));
    plugin->stop();
    EXPECT_TRUE(silent());
    booth.begin("ann");
    booth.end(EndReason::shutdown);
    EXPECT_TRUE(silent());
}

TEST_F(FindPlugin, can_be_destroyed_in_the_middle_of_a_question) {
    server.hold();
    start();
    signaling.become_ready("me");
    ASSERT_TRUE(asked(1));
    plugin.reset();
    server.let_go();
    EXPECT_TRUE(silent());
    EXPECT_TRUE(host.commands.list().empty());
}

TEST_F(FindPlugin, does_not_call_whom_it_has_blocked_over_http) {
    start();
    host.commands.invoke("block ann");
    server.answers = {{200, "ann"}, {200, "bob"}};
    signaling.become_ready("me");
    ASSERT_TRUE(in_call_with("bob"));
    EXPECT_EQ(booth.calls, std::vector<std::string>{"bob"});
}

} // namespace
} // namespace callbooth::find
