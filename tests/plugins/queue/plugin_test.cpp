// SPDX-License-Identifier: MIT
#include "support/fake_line.hpp"
#include "support/fake_socket_io.hpp"
#include "support/test_host.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using Texts = std::vector<std::string>;

namespace {

struct Fixture {
    explicit Fixture(Values values = {}, WaitingLine *line = nullptr) {
        values.try_emplace("rate", 1000.0);
        host.offer<SocketIo>(io);
        if (line != nullptr)
            host.offer<WaitingLine>(*line);
        plugin = host.create(values);
        plugin->start();
    }
    /// The client `socket` comes and looks for somebody as the peer of the same name.
    void want(const std::string &socket) {
        space.connect(socket);
        EXPECT_TRUE(space.say(socket, "wantToJoin", {socket}));
    }

    test::FakeSocketIo io;
    test::TestHost host;
    test::FakeSocketIoNamespace &space = io.open("/queue");
    std::unique_ptr<Plugin> plugin;
};

} // namespace

TEST(Queue, tells_the_one_who_waits_whom_to_call) {
    Fixture f;
    f.want("a");
    EXPECT_EQ(f.space.take("a"), Texts{});
    f.want("b");
    EXPECT_EQ(f.space.take("a"), Texts{R"(new_member["b"])"});
    EXPECT_EQ(f.space.take("b"), Texts{}) << "is called";
    f.want("c");
    for (const auto *id : {"a", "b", "c"})
        EXPECT_EQ(f.space.take(id), Texts{});
}

TEST(Queue, acknowledges_whether_somebody_calls) {
    Fixture f;
    f.space.connect("a");
    f.space.connect("b");
    std::string answer;
    f.space.say("a", "wantToJoin", {"a"}, &answer);
    EXPECT_EQ(answer, "false") << "a waits";
    f.space.say("b", "wantToJoin", {"b"}, &answer);
    EXPECT_EQ(answer, "true") << "b is called";
    f.space.take("a");
    f.space.say("a", "wantToJoin", {"a"}, &answer);
    EXPECT_EQ(answer, "false");
    EXPECT_EQ(f.space.take("a"), Texts{R"(new_member["b"])"}) << "a has come before b this time, too";
}

TEST(Queue, closes_the_room_of_a_host_that_disconnects) {
    Fixture f;
    f.want("a");
    f.space.lose("a");
    f.want("b");
    f.want("c");
    EXPECT_EQ(f.space.take("b"), Texts{R"(new_member["c"])"});
}

TEST(Queue, puts_the_one_who_is_left_back_into_the_queue) {
    for (const auto *gone : {"a", "b"}) {
        Fixture f;
        f.want("a");
        f.want("b");
        const std::string rest = gone == std::string("a") ? "b" : "a";
        f.space.take(rest);
        f.space.lose(gone);
        f.want("c");
        EXPECT_EQ(f.space.take(rest), (Texts{"member_left[\"" + std::string(gone) + "\"]", R"(new_member["c"])"}));
    }
}

TEST(Queue, brings_the_one_who_is_left_to_the_one_who_waits) {
    Fixture f;
    for (const auto *id : {"a", "b", "c"})
        f.want(id);
    f.space.lose("a");
    EXPECT_EQ(f.space.take("b"), Texts{R"(member_left["a"])"});
    EXPECT_EQ(f.space.take("c"), Texts{R"(new_member["b"])"});
}

TEST(Queue, finds_another_for_who_wants_to_join_again) {
    Fixture f;
    for (const auto *id : {"a", "b", "c"})
        f.want(id);
    f.space.take("a");
    f.space.say("a", "wantToJoin", {"a"});
    EXPECT_EQ(f.space.take("c"), Texts{R"(new_member["a"])"});
    EXPECT_EQ(f.space.take("b"), Texts{R"(member_left["a"])"});
    EXPECT_EQ(f.space.take("a"), Texts{});
}

TEST(Queue, keeps_the_place_of_who_asks_twice_unless_the_peer_is_another) {
    Fixture f;
    f.want("a");
    f.space.say("a", "wantToJoin", {"a"});
    f.space.say("a", "wantToJoin", {"a2"});
    f.want("b");
    EXPECT_EQ(f.space.take("a"), Texts{R"(new_member["b"])"});
    f.space.lose("a");
    EXPECT_EQ(f.space.take("b"), Texts{R"(member_left["a2"])"});
}

TEST(Queue, lets_a_recovered_client_look_again) {
    Fixture f;
    f.want("a");
    f.want("b");
    f.space.lose("a");
    f.space.recover("a");
    EXPECT_EQ(f.space.take("b"), (Texts{R"(member_left["a"])", R"(new_member["a"])"}));
}

TEST(Queue, ignores_what_is_not_the_id_of_a_peer) {
    Fixture f;
    f.space.connect("a");
    for (const EventArguments &arguments :
         {EventArguments{}, {7}, {""}, {Json::Object()}, {"<b>"}, {std::string(200, 'x')}})
        EXPECT_FALSE(f.space.say("a", "wantToJoin", arguments)) << arguments.text();
    f.want("b");
    EXPECT_EQ(f.space.take("a"), Texts{});
}

TEST(Queue, limits_how_often_one_client_asks) {
    Fixture f({{"rate", 0.01}});
    f.space.connect("a");
    for (int i = 0; i < 10; ++i)
        EXPECT_TRUE(f.space.say("a", "wantToJoin", {"a"}));
    EXPECT_FALSE(f.space.say("a", "wantToJoin", {"a"}));
}

TEST(Queue, refuses_clients_beyond_its_limit) {
    Fixture f({{"clients", int64_t{2}}});
    EXPECT_TRUE(f.space.connect("a") && f.space.connect("b"));
    EXPECT_FALSE(f.space.connect("c"));
    EXPECT_EQ(f.space.refusal->message, "The queue is full.");
    EXPECT_EQ(f.space.refusal->data->get<std::string>("code"), "full");
}

TEST(Queue, serves_the_namespace_that_it_is_told) {
    Fixture f({{"namespace", std::string("/")}});
    auto &main = f.io.open("/");
    main.connect("a");
    EXPECT_TRUE(main.say("a", "wantToJoin", {"a"}));
    Fixture wrong;
    EXPECT_THROW(wrong.host.create({{"namespace", std::string("queue")}})->start(), Error);
}

TEST(Queue, waits_in_the_line_of_the_matchmaker_where_there_is_one) {
    test::FakeLine line;
    Fixture f({}, &line);
    f.want("a");
    EXPECT_EQ(line.asked, Texts{"look a as a"});
    EXPECT_TRUE(line.door->meet("a", {"B", true}));
    EXPECT_TRUE(line.door->meet("a", {"C", false}));
    EXPECT_EQ(f.space.take("a"), Texts{R"(new_member["B"])"}) << "C calls by itself";
    line.asked.clear();
    line.door->part("a", "B");
    EXPECT_EQ(f.space.take("a"), Texts{R"(member_left["B"])"});
    EXPECT_EQ(line.asked, Texts{"look a as a"}) << "without being asked";
    line.calls = true;
    std::string answer;
    f.space.say("a", "wantToJoin", {"a"}, &answer);
    EXPECT_EQ(answer, "true");
    f.space.lose("a");
    EXPECT_EQ(line.asked.back(), "leave a");
    EXPECT_FALSE(line.door->meet("a", {"B", true})) << "it is gone";
    line.door->part("a", "B");
    EXPECT_EQ(line.asked.back(), "leave a");
    f.plugin.reset();
    EXPECT_EQ(line.door, nullptr);
}
