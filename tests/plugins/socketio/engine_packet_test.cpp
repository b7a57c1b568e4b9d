// SPDX-License-Identifier: MIT
#include <vector>

#include "socketio/engine/answers.hpp"
#include "socketio/engine/engine_packet.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using namespace callbooth::socketio;
using Texts = std::vector<std::string>;

namespace {
Texts packets(std::string_view payload) {
    Texts all;
    PayloadReader reader(payload);
    for (auto packet = reader.next(); packet; packet = reader.next())
        all.emplace_back(*packet);
    return all;
}
} // namespace

TEST(EnginePacket, reads_the_seven_types_and_binaries) {
    EXPECT_EQ(read_packet("4hello")->type, EngineType::message);
    EXPECT_EQ(read_packet("4hello")->data, "hello");
    EXPECT_EQ(read_packet("2probe")->type, EngineType::ping);
    EXPECT_EQ(read_packet("6")->type, EngineType::noop);
    EXPECT_TRUE(read_packet("bAQID")->is_base64);
    for (const auto text : {"", "7", "a4", "/", " 4"})
        EXPECT_FALSE(read_packet(text)) << text;
}

TEST(EnginePacket, takes_payloads_apart) {
    EXPECT_EQ(packets("4a\x1e"
                      "bAQID\x1e"
                      "2"),
              (Texts{"4a", "bAQID", "2"}));
    EXPECT_EQ(packets("4a\x1e"), (Texts{"4a", ""}));
    EXPECT_EQ(packets(""), Texts{""});
    EXPECT_EQ(count_packets("4a\x1e"), 2U);
}

TEST(EnginePacket, joins_payloads) {
    std::string payload;
    append_packet(payload, Frame::text("4a"));
    append_packet(payload, Frame::binary(std::string_view("\1\2\3\4", 4)));
    append_packet(payload, "2");
    EXPECT_EQ(payload, "4a\x1e"
                       "bAQIDBA==\x1e"
                       "2");
}

TEST(EnginePacket, decodes_base64_with_and_without_padding) {
    EXPECT_EQ(decode_base64("AQIDBA=="), std::string("\1\2\3\4"));
    EXPECT_EQ(decode_base64("AQIDBA"), std::string("\1\2\3\4"));
    EXPECT_EQ(decode_base64(""), "");
    for (const auto text : {"A", "AQIDB", "A=QI", "AQ ID", "-_--"})
        EXPECT_FALSE(decode_base64(text)) << text;
}

TEST(EnginePacket, mends_utf8) {
    EXPECT_EQ(make_utf8("ä"), "ä");
    EXPECT_EQ(make_utf8("4\xff"
                        "A"),
              "4\xef\xbf\xbd"
              "A");
}

TEST(EnginePacket, writes_the_handshake) {
    EXPECT_EQ(
        open_packet({"abc", true}),
        R"(0{"sid":"abc","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000})");
    EXPECT_NE(open_packet({"abc"}).find(R"("upgrades":[])"), std::string::npos);
}

TEST(PostedPayload, is_the_field_d_with_its_line_feeds) {
    EXPECT_EQ(posted_payload("d=4a%1E4b+c"), "4a\x1e"
                                             "4b c");
    EXPECT_EQ(posted_payload("x=1&d=4a&y=2"), "4a");
    EXPECT_EQ(posted_payload(R"(d=4a\nb\\nc)"), "4a\nb\\nc");
    EXPECT_FALSE(posted_payload("e=4a"));
}
