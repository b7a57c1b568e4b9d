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

namespace {

const std::string secret = "secret of a booth";
const std::string address = "41c881e65aea54291d6f3adbbb2070d6"; // the first half of its SHA-256

struct AttendedFixture : Fixture {
    AttendedFixture() { space.say("desktop", "attend", {secret}); }

    std::string to_booth(const std::string &phone, const std::string &text) {
        std::string answer;
        space.say(phone, "toBooth", {address, text}, &answer);
        return answer;
    }
};

} // namespace

TEST(Remote, carries_texts_between_a_booth_and_its_phones) {
    AttendedFixture f;
    EXPECT_EQ(f.to_booth("phone", "hello"), "true");
    EXPECT_EQ(f.space.take("desktop"), Texts{R"(fromPhone["phone","192.0.2.1","hello"])"});
    EXPECT_TRUE(f.space.say("desktop", "toPhone", {"phone", "good day"}));
    EXPECT_EQ(f.space.take("phone"), Texts{R"(fromBooth["good day"])"});
    EXPECT_EQ(f.space.take("other"), Texts{});
}

TEST(Remote, does_not_let_a_booth_write_to_strangers) {
    AttendedFixture f;
    EXPECT_FALSE(f.space.say("desktop", "toPhone", {"other", "hello"}));
    EXPECT_FALSE(f.space.say("desktop", "hangUp", {"other"}));
    f.to_booth("phone", "hello");
    EXPECT_FALSE(f.space.say("other", "toPhone", {"phone", "hello"})) << "a booth that it does not talk to";
    EXPECT_EQ(f.space.take("phone"), Texts{});
}

TEST(Remote, attends_an_address_by_its_secret_alone) {
    AttendedFixture f;
    f.space.say("other", "attend", {address});
    EXPECT_EQ(f.to_booth("phone", "hello"), "true");
    EXPECT_EQ(f.space.take("other"), Texts{});
    f.space.say("other", "attend", {secret}); // the booth is back over another connection
    EXPECT_EQ(f.to_booth("phone", "hello"), "false") << "it begins anew";
    f.space.lose("phone");
    f.space.connect("phone");
    EXPECT_EQ(f.to_booth("phone", "hello"), "true");
    EXPECT_EQ(f.space.take("other"), Texts{R"(fromPhone["phone","192.0.2.1","hello"])"});
}

TEST(Remote, says_when_the_other_side_has_left) {
    AttendedFixture f;
    EXPECT_EQ(f.to_booth("phone", "hello"), "true");
    f.space.take("desktop");
    f.space.lose("phone");
    EXPECT_EQ(f.space.take("desktop"), Texts{R"(phoneLeft["phone"])"});
    f.to_booth("other", "hello");
    f.space.say("desktop", "hangUp", {"other"});
    EXPECT_EQ(f.space.take("other"), Texts{"boothLeft[]"});
    f.to_booth("other", "hello");
    f.space.say("desktop", "attend", {nullptr});
    EXPECT_EQ(f.space.take("other"), Texts{"boothLeft[]"});
    EXPECT_EQ(f.to_booth("other", "hello"), "false");
    f.space.say("desktop", "attend", {secret});
    f.to_booth("other", "hello");
    f.space.lose("desktop");
    EXPECT_EQ(f.space.take("other"), Texts{"boothLeft[]"});
    EXPECT_EQ(f.to_booth("other", "hello"), "false");
}

TEST(Remote, ignores_texts_of_other_shapes_and_sizes) {
    AttendedFixture f;
    for (const EventArguments &arguments :
         {EventArguments{}, {address}, {address, 7}, {7, "text"}, {address, std::string(4097, 'x')}})
        EXPECT_FALSE(f.space.say("phone", "toBooth", arguments));
    for (const EventArguments &arguments : {EventArguments{}, {7}, {true}, {std::string(65, 'x')}})
        EXPECT_FALSE(f.space.say("phone", "attend", arguments));
    EXPECT_EQ(f.space.take("desktop"), Texts{});
}
