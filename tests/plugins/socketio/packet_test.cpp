// SPDX-License-Identifier: MIT
#include "socketio/packet.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

namespace callbooth::socketio {

namespace {

Packet read(std::string_view text) {
    auto packet = PacketReader().read_text(text);
    if (!packet)
        throw std::logic_error("attachments are due");
    return *std::move(packet);
}

std::string refusal(std::string_view text) {
    PacketReader reader;
    try {
        (void)reader.read_text(text);
    } catch (const Error &e) {
        return e.what();
    }
    return "none: " + std::string(text);
}

/// Reads a text and the attachments behind it.
Packet read_all(std::string_view text, const std::vector<std::string> &attachments) {
    PacketReader reader;
    auto packet = reader.read_text(text);
    for (const auto &attachment : attachments)
        packet = reader.read_binary(attachment);
    return packet.value();
}

TEST(SocketIoPacket, reads_a_connect_with_and_without_auth) {
    EXPECT_EQ(read("0").type, PacketType::connect);
    EXPECT_EQ(read("0").space, "/");
    EXPECT_EQ(read("0").data, std::nullopt);
    EXPECT_EQ(read(R"(0{"token":"x"})").data, R"({"token":"x"})");
    const auto packet = read(R"(0/admin,{"token":"x"})");
    EXPECT_EQ(packet.space, "/admin");
    EXPECT_EQ(packet.data, R"({"token":"x"})");
    EXPECT_EQ(read("0/admin").space, "/admin");
}

TEST(SocketIoPacket, takes_a_lone_slash_for_the_main_namespace) {
    EXPECT_EQ(read("0/").space, "/");
    EXPECT_EQ(read("0/,").space, "/");
}

TEST(SocketIoPacket, leaves_a_query_in_the_name_of_a_namespace) { EXPECT_EQ(read("0/a?x=1,").space, "/a?x=1"); }

TEST(SocketIoPacket, reads_events_with_their_arguments) {
    const auto packet = read(R"(2/chat,12["message", {"a":[1,2]} ,"x",null])");
    EXPECT_EQ(packet.type, PacketType::event);
    EXPECT_EQ(packet.space, "/chat");
    EXPECT_EQ(packet.id, 12u);
    EXPECT_EQ(packet.event, "message");
    ASSERT_EQ(packet.arguments.size(), 3u);
    EXPECT_EQ(packet.arguments.text(0), R"({"a":[1,2]})");
    EXPECT_EQ(packet.arguments.find<std::string>(1), "x");
    EXPECT_EQ(packet.arguments.text(2), "null");
}

TEST(SocketIoPacket, takes_numbers_and_escapes_for_names_of_events) {
    EXPECT_EQ(read("2[7,1]").event, "7");
    EXPECT_EQ(read("2[-1.5]").event, "-1.5");
    EXPECT_EQ(read(R"(2["\u0061\"b"])").event, "a\"b");
    EXPECT_EQ(read(R"(2[""])").event, "");
}

TEST(SocketIoPacket, takes_a_packet_without_data_for_an_event_of_no_name) {
    EXPECT_EQ(read("2").event, "");
    EXPECT_TRUE(read("2").arguments.empty());
    EXPECT_EQ(read("2/a,7").id, 7u);
}

TEST(SocketIoPacket, reads_acknowledgements) {
    const auto packet = read("3/ns,7[1,\"a\"]");
    EXPECT_EQ(packet.type, PacketType::ack);
    EXPECT_EQ(packet.id, 7u);
    EXPECT_EQ(packet.arguments.text(), "1,\"a\"");
    EXPECT_EQ(read("37[]").arguments.size(), 0u);
    EXPECT_EQ(read("3[]").id, std::nullopt);
}

TEST(SocketIoPacket, reads_refusals_and_goodbyes) {
    EXPECT_EQ(read(R"(4/a,{"message":"no"})").data, R"({"message":"no"})");
    EXPECT_EQ(read(R"(4"no")").data, R"("no")");
    EXPECT_EQ(read("1/a,").type, PacketType::disconnect);
    EXPECT_EQ(read("1/a,").space, "/a");
}

TEST(SocketIoPacket, waits_for_attachments) {
    PacketReader reader;
    EXPECT_EQ(reader.read_text(R"(52-/a,3["e",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}])"),
              std::nullopt);
    EXPECT_GT(reader.held(), 50u);
    EXPECT_EQ(reader.read_binary("zero"), std::nullopt);
    const auto packet = reader.read_binary(std::string_view("\0\xff", 2));
    ASSERT_TRUE(packet);
    EXPECT_EQ(reader.held(), 0u);
    EXPECT_EQ(packet->type, PacketType::event);
    EXPECT_EQ(packet->id, 3u);
    ASSERT_NE(packet->arguments.binary(0), nullptr);
    EXPECT_EQ(*packet->arguments.binary(0), std::string("\0\xff", 2));
    EXPECT_EQ(*packet->arguments.binary(1), "zero");
    EXPECT_EQ(read("2[\"next\"]").event, "next");
}

TEST(SocketIoPacket, reads_acknowledgements_with_attachments_even_empty_ones) {
    const auto packet = read_all(R"(61-0[{"_placeholder":true,"num":0}])", {""});
    EXPECT_EQ(packet.type, PacketType::ack);
    ASSERT_NE(packet.arguments.binary(0), nullptr);
    EXPECT_EQ(*packet.arguments.binary(0), "");
}

TEST(SocketIoPacket, takes_attachments_that_nothing_or_several_things_refer_to) {
    EXPECT_EQ(read_all(R"(51-["e",1])", {"x"}).arguments.size(), 1u);
    const auto packet = read_all(R"(51-["e",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}])", {"x"});
    EXPECT_EQ(*packet.arguments.binary(0) + *packet.arguments.binary(1), "xx");
}

TEST(SocketIoPacket, takes_placeholders_in_an_event_without_attachments_for_plain_objects) {
    const auto packet = read(R"(2["e",{"_placeholder":true,"num":9}])");
    EXPECT_EQ(packet.arguments.text(0), R"({"_placeholder":true,"num":9})");
    EXPECT_EQ(packet.arguments.binary(0), nullptr);
}

TEST(SocketIoPacket, refuses_placeholders_of_attachments_that_are_not_there) {
    for (const char *number : {"1", "-1", "\"0\"", "0.5", "null", "99999999999999999999"})
        EXPECT_EQ(refusal(R"(51-["e",{"_placeholder":true,"num":)" + std::string(number) + "}]"),
                  "an event with a placeholder of an attachment that it does not have");
    for (const char *object : {R"({"_placeholder":true})", R"([{"a":{"num":3,"_placeholder":true}}])",
                               R"({"\u005fplaceholder":true,"num":1})", R"({"_placeholder":true,"num":0,"num":1})",
                               R"({"_placeholder":true,"num":0,"n\u0075m":1})"})
        EXPECT_EQ(refusal(R"(51-["e",)" + std::string(object) + "]"),
                  "an event with a placeholder of an attachment that it does not have")
            << object;
    for (const char *object : {R"({"_placeholder":false,"num":1})", R"({"_placeholder":1})", R"({"num":7})",
                               R"({"a":{"num":0},"_placeholder":true,"num":0})", R"({"\ud800":1})"})
        EXPECT_EQ(read_all(R"(51-["e",)" + std::string(object) + "]", {"x"}).arguments.text(0), object);
}

TEST(SocketIoPacket, refuses_types_that_are_not_there) {
    for (const char *text : {"", "7", "9[]", "a", " ", "-1"})
        EXPECT_EQ(refusal(text), "a packet of a type that Socket.IO does not have") << text;
}

TEST(SocketIoPacket, refuses_connects_whose_auth_is_not_an_object) {
    for (const char *text : {"0[]", "0\"x\"", "0null", "0/a,7[]", "0{", "0{}x", "4[]", "47", "1{}", "1x", "1/a,null"})
        EXPECT_EQ(refusal(text).substr(0, 13), text[1] == '7' ? "none: 47" : "a packet with") << text;
}

TEST(SocketIoPacket, refuses_events_without_an_array) {
    for (const char *text : {"2[]", "2{}", "2x", "2[\"a\"", "2[\"a\"]]", "2[\"a\",]", "2/a", "2/a,{}", "3{}", "3x",
                             "2\"a\"", "2 ", "2[\"a\tb\"]"})
        EXPECT_EQ(refusal(text), std::string_view(text) == "2/a"
                                     ? "none: 2/a"
                                     : "an event or an acknowledgement without an array of arguments")
            << text;
    for (const char *text : {"2[null]", "2[true]", "2[{}]", "2[[\"a\"]]"})
        EXPECT_EQ(refusal(text), "an event without a name") << text;
}

TEST(SocketIoPacket, refuses_reserved_events_in_both_directions) {
    for (const char *name :
         {"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"}) {
        EXPECT_EQ(refusal("2[\"" + std::string(name) + "\"]"), "an event with a reserved name");
        EXPECT_THROW(encode({.event = name}), Error);
    }
    EXPECT_EQ(refusal(R"(2["\u0063onnect"])"), "an event with a reserved name");
}

TEST(SocketIoPacket, refuses_numbers_of_attachments_that_are_none_or_too_large) {
    for (const char *text :
         {"50-[\"e\"]", "511-[\"e\"]", "5[\"e\"]", "51[\"e\"]", "5-[\"e\"]", "5-1-[\"e\"]", "60-1[]", "51"})
        EXPECT_EQ(refusal(text), "a binary packet without a valid number of attachments") << text;
    EXPECT_EQ(refusal("599999999999999999999-[\"e\"]"), "a packet with a number that is too large");
    EXPECT_EQ(refusal("299999999999999999999[\"e\"]"), "a packet with a number that is too large");
}

TEST(SocketIoPacket, refuses_messages_out_of_order) {
    PacketReader reader;
    EXPECT_THROW(reader.read_binary("x"), Error);
    EXPECT_EQ(reader.read_text("51-[\"e\"]"), std::nullopt);
    EXPECT_THROW(reader.read_text("2[\"e\"]"), Error);
}

TEST(SocketIoPacket, keeps_to_its_limits) {
    static constexpr PacketReader::Limits limits{.attachments = 2, .bytes = 30, .space = 4, .arguments = 2, .depth = 3};
    const auto read = [](std::string_view text) { return PacketReader(limits).read_text(text); };
    EXPECT_TRUE(read("2/abc,[\"e\",1,2]"));
    EXPECT_THROW(read("2/abcd,[\"e\"]"), Error);
    EXPECT_THROW(read("2[\"e\",1,2,3]"), Error);
    EXPECT_TRUE(read("2[\"e\",[[1]]]"));
    EXPECT_THROW(read("2[\"e\",[[[1]]]]"), Error);
    EXPECT_THROW(read("53-[\"e\"]"), Error);
    EXPECT_THROW(read("2[\"e\",\"" + std::string(30, 'x') + "\"]"), Error);
    PacketReader reader(limits);
    EXPECT_EQ(reader.read_text("52-[\"e\"]"), std::nullopt);
    EXPECT_EQ(reader.read_binary(std::string(20, 'x')), std::nullopt);
    EXPECT_THROW(reader.read_binary("xxx"), Error);
}

TEST(SocketIoPacket, writes_what_the_field_writes) {
    EXPECT_EQ(encode({.type = PacketType::connect}).text, "0");
    EXPECT_EQ(encode({.type = PacketType::connect, .space = "/a", .data = R"({"sid":"x"})"}).text,
              R"(0/a,{"sid":"x"})");
    EXPECT_EQ(encode({.type = PacketType::disconnect, .space = "/a"}).text, "1/a,");
    EXPECT_EQ(encode({.event = "e"}).text, R"(2["e"])");
    EXPECT_EQ(encode({.id = 0, .event = "a\"b\n\xc3\xa9", .arguments = {1, "x"}}).text,
              "20[\"a\\\"b\\n\xc3\xa9\",1,\"x\"]");
    EXPECT_EQ(encode({.type = PacketType::ack, .space = "/a", .id = 5, .arguments = {true}}).text, "3/a,5[true]");
    EXPECT_EQ(encode({.type = PacketType::ack, .id = 5}).text, "35[]");
}

TEST(SocketIoPacket, writes_attachments_behind_the_text) {
    EventArguments arguments{1};
    arguments.add_binary("x").add_binary("");
    const auto event = encode({.space = "/a", .id = 3, .event = "e", .arguments = arguments});
    EXPECT_EQ(event.text, R"(52-/a,3["e",1,{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])");
    EXPECT_EQ(event.attachments(), (EventArguments::Attachments{"x", ""}));
    EXPECT_EQ(encode({.type = PacketType::ack, .id = 3, .arguments = arguments}).text.substr(0, 6), "62-3[1");
}

TEST(SocketIoPacket, writes_no_more_attachments_than_clients_take) {
    EventArguments arguments;
    for (size_t i = 0; i < max_attachments; ++i)
        arguments.add_binary("x");
    EXPECT_EQ(encode({.event = "e", .arguments = arguments}).text.substr(0, 4), "510-");
    arguments.add_binary("x");
    EXPECT_THROW(encode({.event = "e", .arguments = arguments}), Error);
}

} // namespace

} // namespace callbooth::socketio
