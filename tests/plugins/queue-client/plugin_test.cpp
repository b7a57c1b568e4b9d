// SPDX-License-Identifier: MIT
#include "support/fake_booth.hpp"
#include "support/fake_socket_io_client.hpp"
#include "support/test_host.hpp"
#include <callbooth/services/matchmaking.hpp>
#include <gtest/gtest.h>

namespace callbooth {
namespace {

using test::run_pending;
using test::run_until;

const std::string asked = R"(wantToJoin("me"))";

struct QueueClientPlugin : testing::Test {
    QueueClientPlugin() {
        host.offer<SocketIoClient>(client);
        host.offer<Booth>(booth);
        host.offer<Signaling>(signaling);
    }
    void start(Values values = {}) {
        values.try_emplace("interval", 0.01);
        plugin = host.create(values);
        matchmaking = host.find<Matchmaking>();
        plugin->start();
    }
    /// In the queue, as is everything else.
    void enter(Values values = {}) {
        start(std::move(values));
        signaling.become_ready("me");
        socket().let_in("s");
        run_pending();
    }
    test::FakeSocketIoClient::Socket &socket() { return *client.sockets.begin()->second; }
    std::string state() const { return host.status.get("matchmaking.state"); }
    bool asks(size_t times) {
        return run_until([&] { return client.sent.size() == times; }) && client.sent.back() == asked;
    }

    test::FakeSocketIoClient client;
    test::FakeBooth booth;
    test::FakeSignaling signaling;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    Matchmaking *matchmaking = nullptr;
};

TEST_F(QueueClientPlugin, asks_once_both_servers_are_there) {
    start();
    EXPECT_TRUE(client.sockets.contains("/queue"));
    EXPECT_EQ(state(), "idle");
    EXPECT_EQ(host.status.get("matchmaking.via"), "socketio");
    socket().let_in("s");
    run_pending();
    EXPECT_EQ(state(), "idle");
    signaling.become_ready("me");
    run_pending();
    EXPECT_EQ(state(), "searching");
    EXPECT_EQ(client.sent, std::vector<std::string>{asked});
}

TEST_F(QueueClientPlugin, calls_the_member_that_comes) {
    enter();
    socket().say("new_member", {"ann"});
    EXPECT_EQ(booth.calls, std::vector<std::string>{"ann"});
    EXPECT_EQ(state(), "in-call");
    EXPECT_EQ(client.sent.size(), 1u);
    socket().say("new_member", {"bob"});
    EXPECT_EQ(booth.calls.size(), 1u);
    booth.end(EndReason::remote_hangup);
    EXPECT_EQ(state(), "searching");
    EXPECT_EQ(client.sent.size(), 1u);
    EXPECT_TRUE(asks(2));
}

TEST_F(QueueClientPlugin, ignores_members_that_cannot_be) {
    enter();
    for (const auto &arguments : {EventArguments(), EventArguments{7}, EventArguments{""}, EventArguments{"a/b"}})
        socket().say("new_member", arguments);
    EXPECT_TRUE(booth.calls.empty());
    socket().say("new_member", {"me"});
    EXPECT_TRUE(booth.calls.empty());
    EXPECT_EQ(client.sent.size(), 2u);
}

TEST_F(QueueClientPlugin, lets_a_server_cause_few_calls) {
    enter();
    for (int i = 0; i < 1000; ++i)
        socket().say("new_member", {"me"}); // ourselves: it asks again
    EXPECT_EQ(client.sent.size(), 11U);
    socket().say("new_member", {"ann"});
    EXPECT_TRUE(booth.calls.empty());
}

TEST_F(QueueClientPlugin, asks_again_after_a_call_that_cannot_be_made) {
    enter();
    booth.refuses_calls = "not now";
    socket().say("new_member", {"ann"});
    EXPECT_TRUE(host.logged("cannot call ann: not now", Level::warning));
    EXPECT_TRUE(asks(2));
}

TEST_F(QueueClientPlugin, asks_again_when_no_call_comes) {
    enter({{"call-timeout", 0.01}});
    EXPECT_TRUE(asks(3));
}

TEST_F(QueueClientPlugin, stays_in_the_queue_when_the_member_leaves) {
    enter();
    booth.begin("ann");
    EXPECT_EQ(state(), "in-call");
    socket().say("member_left", {"bob"});
    EXPECT_NE(booth.current(), nullptr);
    socket().say("member_left", {"ann"});
    EXPECT_EQ(booth.current(), nullptr);
    EXPECT_EQ(state(), "searching");
    const auto later = test::run_until([] { return false; }, std::chrono::milliseconds(50));
    EXPECT_FALSE(later);
    EXPECT_EQ(client.sent.size(), 1u); // the server has us in the queue
    socket().say("new_member", {"cid"});
    EXPECT_EQ(booth.calls.back(), "cid");
}

TEST_F(QueueClientPlugin, looks_for_the_next_one_at_once) {
    enter({{"interval", 3600.0}});
    socket().say("new_member", {"ann"});
    host.commands.invoke("next");
    EXPECT_EQ(booth.current(), nullptr);
    EXPECT_TRUE(asks(2));
    matchmaking->next();
    EXPECT_TRUE(asks(3));
}

TEST_F(QueueClientPlugin, leaves_the_queue_for_a_pause) {
    enter();
    matchmaking->pause();
    EXPECT_TRUE(client.sockets.empty());
    EXPECT_EQ(state(), "idle");
    host.commands.invoke("resume");
    EXPECT_EQ(state(), "idle");
    socket().let_in("s");
    EXPECT_TRUE(asks(2));
    EXPECT_EQ(state(), "searching");
}

TEST_F(QueueClientPlugin, takes_a_pause_after_the_call) {
    enter();
    socket().say("new_member", {"ann"});
    host.commands.invoke("pause");
    EXPECT_FALSE(client.sockets.empty());
    EXPECT_EQ(state(), "in-call");
    socket().say("member_left", {"ann"});
    EXPECT_TRUE(client.sockets.empty());
    EXPECT_EQ(state(), "idle");
}

TEST_F(QueueClientPlugin, waits_with_a_caller_that_waits) {
    enter();
    booth.let_wait("ann");
    EXPECT_EQ(state(), "in-call");
    socket().say("new_member", {"bob"});
    EXPECT_TRUE(booth.calls.empty());
    booth.refuse_caller();
    EXPECT_TRUE(asks(2));
}

TEST_F(QueueClientPlugin, asks_again_when_a_server_comes_back) {
    enter();
    socket().end("transport close");
    EXPECT_EQ(state(), "idle");
    socket().let_in("t");
    EXPECT_TRUE(asks(2));
    signaling.lose("gone");
    EXPECT_EQ(state(), "idle");
    signaling.become_ready("me");
    EXPECT_TRUE(asks(3));
    plugin->stop();
    EXPECT_TRUE(client.sockets.empty());
}

} // namespace
} // namespace callbooth
