// SPDX-License-Identifier: MIT
#include "find_fixture.hpp"

namespace callbooth::find {
namespace {

struct FindInLobby : FindPlugin {
    FindInLobby() { host.offer<Lobby>(lobby); }
    /// Ready, and the server has been asked once over the connection.
    void look(Values values = {}) {
        values.try_emplace("interval", seldom);
        values.try_emplace("answer-timeout", 60.0);
        start(std::move(values));
        signaling.become_ready("me");
        ASSERT_EQ(lobby.wishes.size(), 1U);
    }
    bool searched(size_t times) {
        return run_until([&] { return lobby.wishes.size() >= times; });
    }
    bool said(const std::string &text) const { return std::count(lobby.sent.begin(), lobby.sent.end(), text) > 0; }

    test::FakeLobby lobby{signaling};
};

TEST_F(FindInLobby, wishes_what_it_is_told_and_asks_nobody_else) {
    look({{"tags", std::vector<std::string>{"music"}}, {"language", "de"}});
    EXPECT_EQ(lobby.wishes[0].tags, std::vector<std::string>{"music"});
    EXPECT_EQ(lobby.wishes[0].language, "de");
    lobby.waiting.emit(12, 3);
    EXPECT_TRUE(silent());
    EXPECT_TRUE(server.questions.empty());
    EXPECT_EQ(lobby.wishes.size(), 1U) << "it is told; it need not ask";
    EXPECT_EQ(host.status.get("matchmaking.via"), "signaling");
    EXPECT_EQ(host.status.get("matchmaking.online"), "12");
    EXPECT_EQ(host.status.get("matchmaking.waiting"), "3");
}

TEST_F(FindInLobby, calls_whom_it_is_to_call) {
    look();
    lobby.matched.emit({"ann", true, {"chess", "music"}, "de", 7});
    ASSERT_TRUE(booth.current());
    EXPECT_EQ(booth.current()->peer(), "ann");
    EXPECT_EQ(host.status.get("matchmaking.tags"), "chess, music");
    EXPECT_EQ(host.status.get("matchmaking.language"), "de");
    EXPECT_EQ(host.status.get("matchmaking.online"), "7");
    EXPECT_EQ(host.status.get("matchmaking.waiting"), "");
    EXPECT_FALSE(said("cancel find")) << "the server knows";
    booth.connect();
    booth.end(EndReason::remote_hangup);
    EXPECT_EQ(lobby.wishes.size(), 2U) << "at once";
    EXPECT_EQ(host.status.get("matchmaking.tags"), "");
}

TEST_F(FindInLobby, waits_for_who_calls_and_asks_again_when_nobody_does) {
    look({{"call-timeout", 0.05}});
    lobby.matched.emit({"ann", false, {}, "", 2});
    EXPECT_FALSE(booth.current());
    EXPECT_EQ(matchmaking->state(), State::searching);
    EXPECT_EQ(lobby.wishes.size(), 1U);
    ASSERT_TRUE(searched(2));
    lobby.matched.emit({"ann", false, {}, "", 2});
    booth.begin("ann");
    EXPECT_TRUE(silent());
    EXPECT_EQ(lobby.wishes.size(), 2U);
}

TEST_F(FindInLobby, looks_no_more_when_somebody_calls_meanwhile_or_it_is_paused) {
    look();
    booth.begin("ann");
    EXPECT_TRUE(said("cancel find"));
    lobby.sent.clear();
    lobby.matched.emit({"bob", true, {}, "", 2});
    EXPECT_EQ(booth.calls, std::vector<std::string>{"ann"}) << "bob came too late";
    booth.connect();
    booth.end(EndReason::remote_hangup);
    EXPECT_EQ(lobby.wishes.size(), 2U);
    matchmaking->pause();
    EXPECT_TRUE(said("cancel find"));
}

TEST_F(FindInLobby, asks_the_address_when_the_server_is_silent_until_the_next_connection) {
    server.answers = {{200, "ann"}};
    look({{"answer-timeout", 0.02}});
    ASSERT_TRUE(in_call_with("ann"));
    EXPECT_TRUE(said("cancel find")) << "it may only be slow";
    EXPECT_EQ(host.status.get("matchmaking.via"), "http");
    EXPECT_TRUE(host.logged("the signaling server does not find partners; asking http://", Level::info));
    booth.connect();
    booth.end(EndReason::remote_hangup);
    ASSERT_TRUE(asked(2));
    EXPECT_EQ(lobby.wishes.size(), 1U);
    EXPECT_THROW(host.commands.invoke("report"), Error);
    signaling.lose("gone");
    signaling.become_ready("me");
    EXPECT_EQ(lobby.wishes.size(), 2U);
}

TEST_F(FindInLobby, returns_to_a_server_that_was_only_slow) {
    look({{"answer-timeout", 0.02}, {"interval", 0.01}});
    ASSERT_TRUE(asked(1));
    lobby.waiting.emit(3, 1);
    EXPECT_TRUE(searched(2));
}

TEST_F(FindInLobby, comes_back_when_the_server_says) {
    look();
    lobby.find_refused.emit("too many questions", milliseconds(10));
    EXPECT_EQ(lobby.wishes.size(), 1U);
    ASSERT_TRUE(searched(2));
    EXPECT_TRUE(server.questions.empty());
}

TEST_F(FindInLobby, gives_up_wishes_that_the_server_does_not_take) {
    look({{"tags", std::vector<std::string>{"music"}}, {"interval", 0.01}});
    lobby.find_refused.emit("no such tag", milliseconds(0));
    ASSERT_TRUE(searched(2));
    EXPECT_TRUE(lobby.wishes[1].tags.empty());
    EXPECT_TRUE(host.logged("does not take our wishes: no such tag", Level::warning));
}

TEST_F(FindInLobby, starts_anew_after_a_lost_connection) {
    look();
    signaling.lose("gone");
    EXPECT_EQ(host.status.get("matchmaking.online"), "");
    lobby.matched.emit({"ann", true, {}, "", 2});
    EXPECT_FALSE(booth.current());
    signaling.become_ready("me");
    EXPECT_EQ(lobby.wishes.size(), 2U);
}

TEST_F(FindInLobby, refuses_wishes_that_no_server_takes) {
    const std::vector<std::string> many(9, "tag");
    for (const Values &values : {Values{{"tags", many}}, Values{{"tags", std::vector<std::string>{" "}}},
                                 Values{{"tags", std::vector<std::string>{std::string(33, 'x')}}},
                                 Values{{"language", "german language"}}, Values{{"language", "d"}}})
        EXPECT_THROW(start(values), Error);
    start({{"language", "de-AT"}, {"tags", std::vector<std::string>{std::string(32, 'x')}}});
}

TEST_F(FindInLobby, blocks_the_partner_and_moves_on) {
    look();
    EXPECT_THROW(host.commands.invoke("block"), Error) << "there was none yet";
    lobby.matched.emit({"ann", true, {}, "", 2});
    EXPECT_EQ(host.commands.invoke("block"), "ann is blocked until this booth ends");
    EXPECT_EQ(booth.ends, std::vector<EndReason>{EndReason::local_next});
    ASSERT_EQ(lobby.wishes.size(), 2U);
    EXPECT_EQ(lobby.wishes[1].block, std::vector<std::string>{"ann"});
    host.commands.invoke("block bob");
    ASSERT_EQ(lobby.wishes.size(), 3U) << "the server has to know at once";
    EXPECT_EQ(lobby.wishes[2].block, (std::vector<std::string>{"ann", "bob"}));
    for (int i = 0; i < 70; ++i)
        host.commands.invoke("block p" + std::to_string(i));
    EXPECT_EQ(lobby.wishes.back().block.size(), 64U);
}

TEST_F(FindInLobby, does_not_talk_to_whom_it_has_blocked) {
    look();
    host.commands.invoke("block ann");
    booth.begin("ann");
    EXPECT_TRUE(run_until([&] { return booth.current() == nullptr; }));
    EXPECT_EQ(booth.ends, std::vector<EndReason>{EndReason::local_hangup});
    host.commands.invoke("next");
    lobby.matched.emit({"ann", true, {}, "", 2});
    EXPECT_FALSE(booth.current());
}

TEST_F(FindInLobby, reports_the_partner_or_the_last_one) {
    look();
    EXPECT_THROW(host.commands.invoke("report"), Error) << "there was none yet";
    lobby.matched.emit({"ann", true, {}, "", 2});
    host.commands.invoke("report does bad things");
    booth.end(EndReason::remote_hangup);
    host.commands.invoke("report");
    EXPECT_TRUE(said("report ann: does bad things"));
    EXPECT_TRUE(said("report ann: "));
    lobby.reported.emit("ann");
    EXPECT_TRUE(host.logged("ann was reported", Level::info));
    lobby.report_refused.emit("ann", "too many");
    EXPECT_TRUE(host.logged("ann was not reported: too many", Level::warning));
    signaling.lose("gone");
    EXPECT_THROW(host.commands.invoke("report"), Error);
}

} // namespace
} // namespace callbooth::find
