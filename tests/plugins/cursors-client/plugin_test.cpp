// SPDX-License-Identifier: MIT
#include "cursors-client/positions.hpp"
#include "support/fake_socket_io_client.hpp"
#include "support/test_host.hpp"
#include <gtest/gtest.h>

namespace callbooth::cursors_client {
namespace {

TEST(CursorPositions, are_read_and_clamped) {
    const auto read = [](const std::string &json) { return read_positions(EventArguments().add_text(json)); };
    EXPECT_EQ(read("{}"), Positions());
    EXPECT_EQ(read(R"({"a":{"id":"a","x":0.5,"y":1},"b":{"x":-3,"y":7}})"),
              (Positions{{"a", {0.5, 1}}, {"b", {0, 1}}}));
    for (const char *json : {"[]", "1", R"({"x":0.5,"y":0.5})", R"({"a":{"x":1}})", R"({"a b":{"x":1,"y":1}})"})
        EXPECT_EQ(read(json), std::nullopt) << json;
    EXPECT_EQ(read_positions({}), std::nullopt);
    EXPECT_EQ(read_positions({Json::Object(), 1}), std::nullopt);
}

TEST(CursorPositions, are_read_from_words) {
    EXPECT_EQ(read_point("0.25 1"), (Point{0.25, 1}));
    EXPECT_EQ(read_point(" -1   2e0"), (Point{0, 1}));
    for (const char *text : {"", "1", "1 x", "1 1 1", "nan 1", "1,1"})
        EXPECT_EQ(read_point(text), std::nullopt) << text;
}

struct CursorsClientPlugin : testing::Test {
    CursorsClientPlugin() { host.offer<SocketIoClient>(client); }

    void start(const Values &values = {}) {
        plugin = host.create(values);
        plugin->start();
    }
    test::FakeSocketIoClient::Socket &socket() { return *client.sockets.begin()->second; }
    void update(const std::string &json) { socket().say("update", EventArguments().add_text(json)); }

    test::FakeSocketIoClient client;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
};

TEST_F(CursorsClientPlugin, puts_cursors_on_the_status_board) {
    start();
    EXPECT_TRUE(client.sockets.contains("/cursors"));
    socket().let_in("me");
    update(R"({"me":{"id":"me","x":0.5,"y":0.25},"ann":{"id":"ann","x":0,"y":1}})");
    EXPECT_EQ(host.status.get("cursors.count"), "2");
    EXPECT_EQ(host.status.get("cursors.own"), "0.5000 0.2500");
    EXPECT_EQ(host.status.get("cursors.at.ann"), "0.0000 1.0000");
    EXPECT_EQ(host.status.get("cursors.at.me"), "");
    update(R"({"x":0.5,"y":0.5})"); // of the plugin `remote`
    EXPECT_EQ(host.status.get("cursors.count"), "2");
    update(R"({"bob":{"x":1,"y":1}})");
    EXPECT_EQ(host.status.get("cursors.at.ann"), "");
    EXPECT_EQ(host.status.get("cursors.own"), "");
    EXPECT_EQ(host.status.get("cursors.at.bob"), "1.0000 1.0000");
    socket().end("transport close");
    EXPECT_EQ(host.status.get("cursors.count"), "0");
    EXPECT_EQ(host.status.get("cursors.at.bob"), "");
}

TEST_F(CursorsClientPlugin, shows_so_many_at_the_most) {
    start({{"shown", int64_t{1}}});
    socket().let_in("me");
    update(R"({"a":{"x":1,"y":1},"b":{"x":1,"y":1},"me":{"x":1,"y":1}})");
    EXPECT_EQ(host.status.get("cursors.count"), "3");
    EXPECT_EQ(host.status.get("cursors.at.a"), "1.0000 1.0000");
    EXPECT_EQ(host.status.get("cursors.at.b"), "");
}

TEST_F(CursorsClientPlugin, moves_its_own_cursor) {
    start();
    EXPECT_THROW(host.commands.invoke("cursor 0 0"), Error);
    socket().let_in("me");
    host.commands.invoke("cursor 0.5 2");
    EXPECT_EQ(client.sent, std::vector<std::string>{R"(update({"x":0.5,"y":1.0}))"});
    EXPECT_THROW(host.commands.invoke("cursor"), Error);
    EXPECT_EQ(client.sent.size(), 1u);
}

} // namespace
} // namespace callbooth::cursors_client
