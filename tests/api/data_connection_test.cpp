// SPDX-License-Identifier: MIT
#include "support/fake_booth.hpp"
#include <callbooth/services/data_connection.hpp>
#include <gtest/gtest.h>

namespace callbooth {
namespace {

test::FakeChannel open_channel(const char *protocol) { return test::FakeChannel("label", protocol); }

TEST(DataConnection, reads_and_writes_in_the_serialization_of_its_channel) {
    auto channel = open_channel("MsgPack");
    channel.become_open();
    DataConnection connection(channel);
    std::vector<data::Value> received;
    const auto heard = connection.received.subscribe([&](const data::Value &value) { received.push_back(value); });
    connection.send({7.0});
    ASSERT_EQ(channel.sent.size(), 1U);
    EXPECT_EQ(channel.sent[0].bytes, "\7");
    channel.receive("\x05\xa2hi", true);
    EXPECT_EQ(received, (std::vector<data::Value>{{5.0}, {std::string("hi")}}));
}

TEST(DataConnection, sends_all_of_a_value_or_nothing) {
    auto channel = open_channel("binary");
    channel.become_open();
    DataConnection connection(channel);
    EXPECT_THROW(connection.send({std::string(DataChannel::max_buffered, 'x')}), Error);
    EXPECT_TRUE(channel.sent.empty());
    connection.send({std::string(100000, 'x')});
    EXPECT_EQ(channel.sent.size(), 7U);
}

TEST(DataConnection, may_go_while_it_is_heard) {
    auto channel = open_channel("MsgPack");
    channel.become_open();
    auto connection = std::make_unique<DataConnection>(channel);
    int received = 0;
    const auto heard = connection->received.subscribe([&](const data::Value &) {
        ++received;
        connection.reset();
    });
    channel.receive("\1\2\3", true);
    EXPECT_EQ(received, 1);
}

TEST(DataConnection, tells_what_it_drops_and_of_the_wish_to_close) {
    auto channel = open_channel("json");
    DataConnection connection(channel);
    std::vector<std::string> events;
    const auto dropped = connection.unreadable.subscribe([&](const std::string &what) { events.push_back(what); });
    const auto closing = connection.close_requested.subscribe([&] { events.emplace_back("close"); });
    channel.receive("{", true);
    channel.receive(R"({"__peerData":{"type":"close"}})", true);
    EXPECT_EQ(events, (std::vector<std::string>{"bytes that are not JSON", "close"}));
}

} // namespace
} // namespace callbooth
