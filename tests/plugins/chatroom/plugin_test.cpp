// SPDX-License-Identifier: MIT
#include "support/fake_socket_io.hpp"
#include "support/test_host.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using Texts = std::vector<std::string>;

namespace {

struct Fixture {
    explicit Fixture(Values values = {}) {
        values.try_emplace("rate", 1000.0);
        host.offer<SocketIo>(io);
        plugin = host.create(values);
        plugin->start();
        for (const auto *id : {"a", "b", "c"})
            space.connect(id);
    }
    Texts name(const std::string &id, const std::string &name) {
        EXPECT_TRUE(space.say(id, "name", {name}));
        return space.take(id);
    }

    test::FakeSocketIo io;
    test::TestHost host;
    test::FakeSocketIoNamespace &space = io.open("/chatroom");
    std::unique_ptr<Plugin> plugin;
};

} // namespace

TEST(Chatroom, gives_everybody_a_name_of_their_own) {
    Fixture f;
    EXPECT_EQ(f.name("a", "Ann"), Texts{R"(name["Ann"])"});
    EXPECT_EQ(f.name("b", "ann"), Texts{R"(nameError["The name is taken."])"});
    EXPECT_EQ(f.name("b", " \u200b"), Texts{R"(nameError["A name needs a visible character."])"});
    EXPECT_EQ(f.name("b", std::string(33, 'x')), Texts{R"(nameError["A name has at most 32 characters."])"});
    EXPECT_EQ(f.name("b", " Bob\n"), Texts{R"(name["Bob"])"}) << "as it is shown";
}

TEST(Chatroom, passes_messages_of_those_with_a_name_on_to_all) {
    Fixture f;
    f.name("a", "A\"nn");
    EXPECT_TRUE(f.space.say("a", "message", {"hi\n<b>"}));
    for (const auto *id : {"a", "b", "c"})
        EXPECT_EQ(f.space.take(id), Texts{R"(message[{"id":"a","name":"A\"nn"},"hi\n<b>"])"});
    EXPECT_EQ(f.space.broadcasts, 1U);
    EXPECT_FALSE(f.space.say("b", "message", {"hi"}));
    EXPECT_EQ(f.space.take("a"), Texts{}) << "b has no name";
}

TEST(Chatroom, acknowledges_whether_it_passed_a_message_on) {
    Fixture f;
    std::string answer;
    EXPECT_FALSE(f.space.say("a", "message", {"hi"}, &answer));
    EXPECT_EQ(answer, "false");
    f.name("a", "Ann");
    EXPECT_TRUE(f.space.say("a", "message", {"hi"}, &answer));
    EXPECT_EQ(answer, "true");
}

TEST(Chatroom, frees_the_name_of_who_leaves) {
    Fixture f;
    f.name("a", "Ann");
    f.space.lose("a");
    EXPECT_EQ(f.name("b", "Ann"), Texts{R"(name["Ann"])"});
}

TEST(Chatroom, gives_a_recovered_client_its_name_back_unless_it_is_taken) {
    Fixture f;
    f.name("a", "Ann");
    f.space.lose("a");
    f.space.recover("a");
    EXPECT_EQ(f.space.take("a"), Texts{R"(name["Ann"])"});
    f.space.lose("a");
    f.name("b", "Ann");
    f.space.recover("a");
    EXPECT_EQ(f.space.take("a"), Texts{R"(nameError["The name is taken."])"});
}

TEST(Chatroom, takes_texts_alone_for_names_and_messages) {
    Fixture f;
    for (const EventArguments &arguments : {EventArguments{}, {7}, {nullptr}, {Json::Array{"Ann"}}}) {
        EXPECT_FALSE(f.space.say("a", "name", arguments)) << arguments.text();
        EXPECT_EQ(f.space.take("a"), Texts{R"(nameError["A name needs a visible character."])"});
    }
    f.name("a", "Ann");
    for (const EventArguments &arguments : {EventArguments{}, {7}, {""}, {Json::Object{{"text", "x"}}}})
        EXPECT_FALSE(f.space.say("a", "message", arguments)) << arguments.text();
    EXPECT_EQ(f.space.take("b"), Texts{});
}

TEST(Chatroom, ignores_messages_that_are_too_long) {
    Fixture f({{"max-length", int64_t{3}}});
    f.name("a", "Ann");
    EXPECT_TRUE(f.space.say("a", "message", {"üüü"}));
    EXPECT_FALSE(f.space.say("a", "message", {"üüüü"}));
    EXPECT_FALSE(f.space.say("a", "message", {std::string(4, '\0')}));
}

TEST(Chatroom, limits_names_and_messages_of_one_client) {
    Fixture f({{"rate", 0.01}});
    for (int i = 0; i < 10; ++i)
        f.name("a", "Ann");
    EXPECT_FALSE(f.space.say("a", "name", {"Ann"}));
    EXPECT_EQ(f.space.take("a"), Texts{});
    for (int i = 0; i < 10; ++i)
        EXPECT_TRUE(f.space.say("a", "message", {"hi"}));
    EXPECT_FALSE(f.space.say("a", "message", {"hi"}));
    EXPECT_EQ(f.space.take("b").size(), 10U);
    EXPECT_EQ(f.name("b", "Bob"), Texts{R"(name["Bob"])"});
}

TEST(Chatroom, refuses_clients_beyond_its_limit) {
    Fixture f({{"clients", int64_t{3}}});
    EXPECT_FALSE(f.space.connect("d"));
    EXPECT_EQ(f.space.refusal->message, "The chat room is full.");
    EXPECT_EQ(f.space.refusal->data->get<std::string>("code"), "full");
}

TEST(Chatroom, takes_no_more_messages_of_one_who_comes_back_again_and_again) {
    Fixture f({{"rate", 0.01}});
    for (int i = 0; i < 50; ++i) {
        const auto id = "x" + std::to_string(i);
        f.space.connect(id);
        f.space.say(id, "name", {id});
        for (int j = 0; j < 10; ++j)
            f.space.say(id, "message", {"hi"});
        f.space.lose(id);
    }
    EXPECT_LE(f.space.broadcasts, 100U);
}
