// SPDX-License-Identifier: MIT
#include "remote-control/relayed.hpp"
#include "support/fake_socket_io_client.hpp"
#include "support/loop.hpp"
#include <gtest/gtest.h>

namespace callbooth::remote_control {
namespace {

using Strings = std::vector<std::string>;

struct RelayedTest : testing::Test {
    RelayedTest() {
        kept = relayed.connected.subscribe([this](const std::shared_ptr<Line> &line) {
            lines.push_back(line);
            line->on_message = [this](std::string_view message) { heard.emplace_back(message); };
            line->on_closed = [this] { heard.emplace_back("(closed)"); };
        });
    }
    test::FakeSocketIoClient::Socket &socket() { return *client.sockets.at("/remote"); }
    void come() {
        relayed.open("code");
        socket().let_in("booth");
        client.sent.clear();
    }
    void hear(const std::string &phone, const std::string &text) {
        socket().say("fromPhone", {phone, "10.0.0.1", text});
    }

    Strings heard;
    std::vector<std::shared_ptr<Line>> lines;
    Strings complaints;
    test::FakeSocketIoClient client;
    Relayed relayed{client, "/remote", "https://chat.example/remote-control.html",
                    [this](const std::string &text) { complaints.push_back(text); }, nullptr};
    Subscription kept;
};

} // namespace

TEST_F(RelayedTest, attends_an_address_that_is_in_the_link) {
    relayed.open("code");
    EXPECT_EQ(client.sent, Strings{}) << "not before it is connected";
    socket().let_in("booth");
    ASSERT_EQ(client.sent.size(), 1u);
    const std::string secret = client.sent[0].substr(8, 26);
    EXPECT_EQ(client.sent[0], "attend(\"" + secret + "\")");
    const std::string link = relayed.link();
    const std::string page = "https://chat.example/remote-control.html#";
    EXPECT_EQ(link.find(page), 0u);
    EXPECT_EQ(link.size(), page.size() + 32 + 1 + 4) << link;
    EXPECT_TRUE(link.ends_with("-code"));
    EXPECT_EQ(link.find(secret), std::string::npos);
    socket().end("transport close");
    client.sent.clear();
    socket().let_in("booth again");
    EXPECT_EQ(client.sent, Strings{"attend(\"" + secret + "\")"}) << "the same address";
    relayed.open("code");
    EXPECT_NE(relayed.link(), link);
}

TEST_F(RelayedTest, has_a_line_for_each_phone) {
    come();
    hear("ann", "1");
    hear("ann", "2");
    hear("bob", "3");
    EXPECT_EQ(heard, (Strings{"1", "2", "3"}));
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0]->address(), "10.0.0.1");
    lines[1]->send("hello");
    lines[1]->close();
    EXPECT_EQ(client.sent, (Strings{R"(toPhone("bob","hello"))", R"(hangUp("bob"))"}));
    EXPECT_EQ(heard.size(), 3u) << "later";
    test::run_pending();
    EXPECT_EQ(heard, (Strings{"1", "2", "3", "(closed)"}));
    socket().say("phoneLeft", {"ann"});
    socket().say("phoneLeft", {"nobody"});
    EXPECT_EQ(heard.size(), 5u);
}

TEST_F(RelayedTest, loses_all_phones_with_the_server) {
    come();
    hear("ann", "1");
    hear("bob", "2");
    socket().end("transport close");
    EXPECT_EQ(heard, (Strings{"1", "2", "(closed)", "(closed)"}));
}

TEST_F(RelayedTest, hears_nobody_once_it_is_closed) {
    come();
    hear("ann", "1");
    relayed.close();
    EXPECT_EQ(client.sent, Strings{"attend(null)"});
    hear("ann", "2");
    EXPECT_EQ(heard, (Strings{"1", "(closed)"}));
}

TEST_F(RelayedTest, ignores_other_shapes) {
    come();
    socket().say("fromPhone", {});
    socket().say("fromPhone", {"ann", "10.0.0.1"});
    socket().say("fromPhone", {"ann", 5, "text"});
    socket().say("phoneLeft", {5});
    EXPECT_EQ(heard, Strings{});
}

} // namespace callbooth::remote_control
