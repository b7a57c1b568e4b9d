// SPDX-License-Identifier: MIT
#include "support/fake_socket_io_client.hpp"
#include "support/test_host.hpp"
#include <callbooth/services/chat.hpp>
#include <gtest/gtest.h>

namespace callbooth {
namespace {

struct ChatroomClientPlugin : testing::Test {
    ChatroomClientPlugin() { host.offer<SocketIoClient>(client); }

    void start(const Values &values = {}) {
        plugin = host.create(values);
        chat = host.find<Chat>();
        kept.push_back(chat->received.subscribe(
            [this](auto name, auto text) { lines.push_back(std::string(name) + ": " + std::string(text)); }));
        kept.push_back(chat->said.subscribe([this](auto text) { lines.push_back("me: " + std::string(text)); }));
        plugin->start();
    }
    test::FakeSocketIoClient::Socket &socket() { return *client.sockets.begin()->second; }
    void hear(const std::string &id, const std::string &name, const std::string &text) {
        socket().say("message", {Json::Object{{"id", id}, {"name", name}}, text});
    }
    std::string refusal(const std::string &text) {
        try {
            chat->say(text);
        } catch (const Error &e) {
            return e.what();
        }
        return "none";
    }

    test::FakeSocketIoClient client;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    Chat *chat = nullptr;
    std::vector<Subscription> kept;
    std::vector<std::string> lines;
};

TEST_F(ChatroomClientPlugin, asks_for_its_name_whenever_it_comes) {
    start({{"name", std::string("Booth")}});
    EXPECT_TRUE(client.sockets.contains("/chatroom"));
    EXPECT_EQ(host.status.get("chatroom.state"), "connecting");
    socket().let_in("a");
    EXPECT_EQ(host.status.get("chatroom.state"), "ready");
    socket().say("name", {"Booth"});
    EXPECT_EQ(host.status.get("chatroom.name"), "Booth");
    socket().end("transport close");
    EXPECT_EQ(host.status.get("chatroom.state"), "lost");
    EXPECT_EQ(host.status.get("chatroom.name"), "");
    socket().let_in("b");
    EXPECT_EQ(client.sent, (std::vector<std::string>{R"(name("Booth"))", R"(name("Booth"))"}));
    plugin->stop();
    EXPECT_TRUE(client.sockets.empty());
}

TEST_F(ChatroomClientPlugin, chooses_another_name) {
    start();
    EXPECT_EQ(host.commands.invoke("name Ann"), "the name is asked for as soon as the server is there");
    socket().let_in("a");
    socket().say("nameError", {"taken\n!"});
    EXPECT_TRUE(host.logged("the name Ann is refused: taken !; 'name NAME' chooses another", Level::warning));
    EXPECT_EQ(host.commands.invoke("name Bob"), "");
    EXPECT_EQ(client.sent, (std::vector<std::string>{R"(name("Ann"))", R"(name("Bob"))"}));
    EXPECT_THROW(host.commands.invoke("name"), Error);
    socket().say("name", {7});
    EXPECT_EQ(host.status.get("chatroom.name"), "");
}

TEST_F(ChatroomClientPlugin, logs_one_refusal_for_each_question) {
    start({{"name", std::string("Ann")}});
    socket().let_in("a");
    for (int i = 0; i < 100; ++i)
        socket().say("nameError", {"taken"});
    for (int i = 0; i < 100; ++i)
        socket().say("name", {"Ann" + std::to_string(i)});
    const auto logged = [&](std::string_view text) {
        return std::count_if(host.lines.begin(), host.lines.end(),
                             [&](const auto &line) { return line.text.find(text) != line.text.npos; });
    };
    EXPECT_EQ(logged("is refused"), 1);
    EXPECT_EQ(logged("in the chat room as"), 10);
    EXPECT_EQ(host.status.get("chatroom.name"), "Ann99");
}

TEST_F(ChatroomClientPlugin, carries_messages_both_ways) {
    start({{"name", std::string("Booth")}});
    socket().let_in("a");
    socket().say("name", {"Booth"});
    host.commands.invoke("say hello  there");
    EXPECT_EQ(client.sent.back(), R"(message("hello  there"))");
    EXPECT_TRUE(lines.empty());
    hear("a", "Booth", "hello  there");
    hear("b", "Ann\x1b[1m", "two\nlines");
    EXPECT_EQ(lines, (std::vector<std::string>{"me: hello  there", "Ann [1m: two lines"}));
}

TEST_F(ChatroomClientPlugin, ignores_messages_of_another_shape) {
    start();
    socket().let_in("a");
    socket().say("message", {});
    socket().say("message", {"text alone"});
    socket().say("message", {Json::Object{{"name", "Ann"}}, 7});
    socket().say("message", {Json::Object{{"id", "b"}}, "x"});
    hear("b", "Ann", "");
    EXPECT_TRUE(lines.empty());
}

TEST_F(ChatroomClientPlugin, refuses_what_cannot_be_said) {
    start({{"max-length", int64_t{5}}});
    EXPECT_EQ(refusal("x"), "the chat room is not connected");
    socket().let_in("a");
    EXPECT_EQ(refusal("x"), "the chat room wants a name first: name NAME");
    socket().say("name", {"Booth"});
    EXPECT_EQ(refusal(" "), "there is nothing to say");
    EXPECT_EQ(refusal("123456"), "the text is too long; 5 characters are possible");
    EXPECT_EQ(refusal("\u00e4\u00f6\u00fc\u00df."), "none");
    hear("b", "Ann", "1234567");
    EXPECT_EQ(lines.back(), "Ann: 12345");
}

} // namespace
} // namespace callbooth
