// SPDX-License-Identifier: MIT
/// The plugin at npm's socket.io: conformance/socketio_client.test.mjs starts the server, whose handlers are there.
#include <cstdlib>

#include "support/test_host.hpp"
#include <callbooth/services/socket_io_client.hpp>
#include <gtest/gtest.h>

namespace callbooth::socketio_client {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::run_until;

struct NpmServer : testing::Test {
    NpmServer() {
        const char *url = std::getenv("SOCKETIO_URL");
        plugin = host.create(
            {{"url", std::string(url ? url : "http://127.0.0.1:1")}, {"reconnect-min", 0.01}, {"reconnect-max", 0.02}});
        client = host.find<SocketIoClient>();
        plugin->start();
    }
    std::unique_ptr<SocketIoClientSocket> open(const std::string &name, const Json &auth = Json::Object()) {
        auto socket = client->open(name, auth);
        kept.push_back(socket->connected.subscribe([this, name] { events.push_back(name + " connected"); }));
        kept.push_back(socket->disconnected.subscribe(
            [this, name](const std::string &reason) { events.push_back(name + " " + reason); }));
        kept.push_back(socket->refused.subscribe([this, name](const std::string &why, const Json &data) {
            events.push_back(name + " refused: " + why + " " + data.dump());
        }));
        return socket;
    }
    bool had(const std::string &event, ptrdiff_t times = 1) {
        return run_until([&] { return std::count(events.begin(), events.end(), event) >= times; });
    }

    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    SocketIoClient *client = nullptr;
    std::vector<Subscription> kept;
    std::vector<std::string> events;
};

TEST_F(NpmServer, echoes_any_arguments_in_any_namespace) {
    for (const char *name : {"/", "/private"}) {
        const auto socket = open(name, Json::Object{{"token", "s3cret"}});
        ASSERT_TRUE(had(std::string(name) + " connected"));
        std::vector<std::string> echoes;
        const auto listening = socket->on(
            "echo-back", [&](const EventArguments &arguments, const auto &) { echoes.emplace_back(arguments.text()); });
        EXPECT_TRUE(socket->emit("echo", {}));
        EXPECT_TRUE(
            socket->emit("echo", {1, "\"gr\u00fc\u00dfe\"\n", Json::Object{{"a", Json::Array{nullptr, true, 1.5}}}}));
        ASSERT_TRUE(run_until([&] { return echoes.size() == 2; }));
        EXPECT_EQ(echoes[0], "");
        EXPECT_EQ(echoes[1], "1,\"\\\"gr\u00fc\u00dfe\\\"\\n\",{\"a\":[null,true,1.5]}");
    }
}

TEST_F(NpmServer, echoes_binary_attachments) {
    const auto socket = open("/");
    ASSERT_TRUE(had("/ connected"));
    std::optional<EventArguments> echo;
    const auto listening = socket->on("echo-back", [&](const auto &arguments, const auto &) { echo = arguments; });
    std::string every_byte;
    for (int i = 0; i < 256; ++i)
        every_byte += static_cast<char>(i);
    EXPECT_TRUE(socket->emit(
        "echo", EventArguments{"first"}.add_binary(every_byte).add_binary("").add_binary(std::string(100000, '\xff'))));
    ASSERT_TRUE(run_until([&] { return echo.has_value(); }));
    ASSERT_EQ(echo->size(), 4u);
    ASSERT_TRUE(echo->binary(1) && echo->binary(2) && echo->binary(3));
    EXPECT_EQ(*echo->binary(1), every_byte);
    EXPECT_EQ(*echo->binary(2), "");
    EXPECT_EQ(*echo->binary(3), std::string(100000, '\xff'));
}

TEST_F(NpmServer, acknowledges_and_is_acknowledged) {
    const auto socket = open("/");
    ASSERT_TRUE(had("/ connected"));
    std::optional<EventArguments> answer;
    socket->emit("ask", EventArguments{2}.add_binary("x"), seconds(60), [&](auto got) { answer = *got; });
    ASSERT_TRUE(run_until([&] { return answer.has_value(); }));
    EXPECT_EQ(answer->find<int>(0), 2);
    ASSERT_NE(answer->binary(1), nullptr);
    EXPECT_EQ(*answer->binary(1), "x");
    bool is_missing = false;
    socket->emit("ask-nobody", {}, milliseconds(10), [&](const auto &got) { is_missing = !got; });
    EXPECT_TRUE(run_until([&] { return is_missing; }));
    std::string outcome;
    const auto asked = socket->on("question", [&](const EventArguments &arguments, const auto &ack) {
        ASSERT_TRUE(ack);
        ack(EventArguments{arguments.find<int>(0).value_or(0) + 1}.add_binary("y"));
    });
    const auto told = socket->on("answered", [&](const EventArguments &got, const auto &) { outcome = got.text(); });
    EXPECT_TRUE(socket->emit("question-me", {41}));
    ASSERT_TRUE(run_until([&] { return !outcome.empty(); }));
    EXPECT_EQ(outcome, R"("42 y")");
}

TEST_F(NpmServer, lets_in_by_authentication_only) {
    const auto socket = open("/private", Json::Object{{"token", "wrong"}});
    EXPECT_TRUE(had(R"(/private refused: not authorized {"retry":false})"));
    const auto other = open("/nowhere");
    EXPECT_TRUE(had("/nowhere refused: Invalid namespace null"));
}

TEST_F(NpmServer, names_the_reasons_of_disconnects_and_comes_back) {
    const auto socket = open("/");
    const auto other = open("/private", Json::Object{{"token", "s3cret"}});
    ASSERT_TRUE(had("/ connected") && had("/private connected"));
    EXPECT_TRUE(socket->emit("kick-me", {}));
    EXPECT_TRUE(had("/ io server disconnect"));
    EXPECT_TRUE(other->is_connected());
    socket->connect();
    EXPECT_TRUE(had("/ connected", 2));
    EXPECT_TRUE(socket->emit("close-me", {}));
    EXPECT_TRUE(had("/ transport close") && had("/private transport close"));
    EXPECT_TRUE(had("/ connected", 3) && had("/private connected", 2));
    EXPECT_TRUE(socket->emit("stall-me", {}));
    EXPECT_TRUE(had("/ ping timeout") && had("/private ping timeout"));
    EXPECT_TRUE(had("/ connected", 4));
}

TEST_F(NpmServer, leaves_and_enters_one_namespace_of_several) {
    const auto other = open("/private", Json::Object{{"token", "s3cret"}});
    auto socket = open("/");
    ASSERT_TRUE(had("/ connected") && had("/private connected"));
    socket.reset();
    std::optional<EventArguments> crowd;
    const auto ask = [&] { other->emit("crowd", {}, seconds(60), [&](auto got) { crowd = *got; }); };
    ask();
    EXPECT_TRUE(run_until([&] {
        if (crowd && crowd->find<int>(0) != 0)
            ask(), crowd.reset();
        return crowd && crowd->find<int>(0) == 0;
    }));
    socket = open("/");
    EXPECT_TRUE(had("/ connected", 2));
    EXPECT_EQ(std::count(events.begin(), events.end(), "/private connected"), 1);
}

TEST_F(NpmServer, stays_while_pings_are_answered) {
    const auto socket = open("/");
    ASSERT_TRUE(had("/ connected"));
    int pings = 0; // the server tells of each that was answered
    const auto told = socket->on("heartbeat", [&](const auto &, const auto &) { ++pings; });
    EXPECT_TRUE(run_until([&] { return pings == 5; }));
    EXPECT_EQ(events.size(), 1u);
}

} // namespace
} // namespace callbooth::socketio_client
