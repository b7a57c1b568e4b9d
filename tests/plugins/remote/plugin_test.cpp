// SPDX-License-Identifier: MIT
#include "support/fake_socket_io.hpp"
#include "support/test_host.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using Texts = std::vector<std::string>;

namespace {

const Json point = Json::Object{{"x", 0.25}, {"y", 1}};

struct Fixture {
    explicit Fixture(Values values = {}) {
        host.offer<SocketIo>(io);
        plugin = host.create(values);
        plugin->start();
        for (const auto *id : {"desktop", "phone", "other"})
            space.connect(id);
    }

    test::FakeSocketIo io;
    test::TestHost host;
    test::FakeSocketIoNamespace &space = io.open("/remote");
    std::unique_ptr<Plugin> plugin;
};

} // namespace

TEST(Remote, moves_what_its_target_shows) {
    Fixture f;
    EXPECT_TRUE(f.space.say("phone", "update", {"desktop", point}));
    EXPECT_EQ(f.space.take("desktop"), Texts{R"(update[{"x":0.25,"y":1.0}])"});
    for (const auto *id : {"phone", "other"})
        EXPECT_EQ(f.space.take(id), Texts{});
}

TEST(Remote, acknowledges_whether_the_target_is_there) {
    Fixture f;
    std::string answer;
    f.space.say("phone", "update", {"desktop", point}, &answer);
    EXPECT_EQ(answer, "true");
    for (const auto *target : {"nobody", "", "/remote"}) {
        EXPECT_TRUE(f.space.say("phone", "update", {target, point}, &answer));
        EXPECT_EQ(answer, "false");
    }
    f.space.say("phone", "update", {"desktop", point}, &answer);
    EXPECT_EQ(answer, "true");
    f.space.lose("desktop");
    f.space.say("phone", "update", {"desktop", point}, &answer);
    EXPECT_EQ(answer, "false");
}

TEST(Remote, reaches_neither_rooms_nor_other_namespaces) {
    Fixture f;
    f.space.find("desktop")->join("room");
    f.io.open("/cursors").connect("stranger");
    std::string answer;
    f.space.say("phone", "update", {"room", point}, &answer);
    EXPECT_EQ(answer, "false");
    f.space.say("phone", "update", {"stranger", point}, &answer);
    EXPECT_EQ(answer, "false");
    EXPECT_EQ(f.space.take("desktop"), Texts{});
}

TEST(Remote, passes_on_the_point_alone) {
    Fixture f;
    f.space.say("phone", "update", {"desktop", Json::Object{{"y", -3}, {"html", "<b>"}, {"x", 0.1}}});
    EXPECT_EQ(f.space.take("desktop"), Texts{R"(update[{"x":0.1,"y":-3.0}])"});
}

TEST(Remote, ignores_other_shapes_and_the_updates_of_cursors) {
    Fixture f;
    for (const EventArguments &arguments :
         {EventArguments{},
          {point},
          {"desktop"},
          {"desktop", point, 1},
          {7, point},
          {"desktop", "point"},
          {"desktop", Json::Object{{"x", 1}}},
          {"desktop", Json::Object{{"x", "1"}, {"y", 1}}},
          {"desktop", Json::Object{{"x", 1}, {"y", 1}, {"z", std::string(1000, 'z')}}}})
        EXPECT_FALSE(f.space.say("phone", "update", arguments)) << arguments.text();
    EXPECT_EQ(f.space.take("desktop"), Texts{});
}

TEST(Remote, limits_the_moves_of_one_client) {
    Fixture f({{"rate", 1.0}});
    EXPECT_TRUE(f.space.say("phone", "update", {"desktop", point}));
    EXPECT_FALSE(f.space.say("phone", "update", {"desktop", point}));
    EXPECT_TRUE(f.space.say("other", "update", {"desktop", point}));
}

TEST(Remote, refuses_clients_beyond_its_limit) {
    Fixture f({{"clients", int64_t{3}}});
    EXPECT_FALSE(f.space.connect("d"));
    EXPECT_EQ(f.space.refusal->data->get<std::string>("code"), "full");
}
