// SPDX-License-Identifier: MIT
#include "rooms-client/exchange.hpp"
#include "rooms-client/invitation.hpp"
#include "rooms-client/wire.hpp"
#include <callbooth/error.hpp>
#include <callbooth/util/qr_text.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using namespace callbooth::rooms_client;

namespace {

std::string sdp(const std::string &session) { return "v=0\r\no=- " + session + " 2 IN IP4 127.0.0.1\r\ns=-\r\n"; }

template <class T> T parsed(std::string_view text) {
    const auto message = parse(text);
    EXPECT_TRUE(std::holds_alternative<T>(message)) << text;
    return std::holds_alternative<T>(message) ? std::get<T>(message) : T{};
}

} // namespace

TEST(RoomsClientWire, reads_what_the_server_and_the_other_one_send) {
    EXPECT_EQ(parsed<RoomCreated>(R"({"type":"roomCreated","payload":"r1"})").room, "r1");
    EXPECT_EQ(parsed<Offer>(R"({"type":"offer","roomId":"r1","payload":{"type":"offer","sdp":"v=0"}})").sdp, "v=0");
    EXPECT_EQ(parsed<Answer>(R"({"type":"answer","payload":{"type":"answer","sdp":"v=0"}})").sdp, "v=0");
    EXPECT_EQ(parsed<Answer>(R"({"type":"answer","payload":"v=0"})").sdp, "v=0") << "the SDP alone";
    const auto ice = parsed<IceCandidate>(
        R"({"type":"iceCandidate","payload":{"candidate":"candidate:1","sdpMid":"0","sdpMLineIndex":1}})");
    EXPECT_EQ(ice.candidate + ice.mid + std::to_string(ice.mline), "candidate:101");
    parsed<PartnerLeft>(R"({"type":"partnerLeft"})");
    parsed<PartnerReturned>(R"({"type":"partnerReturned"})");
    EXPECT_EQ(parsed<Refused>("{\"type\":\"error\",\"payload\":\"room\\u001b[31m is full\"}").why, "room [31m is full");
    EXPECT_EQ(parsed<Notice>(R"({"type":"notice","payload":"hello"})").text, "hello");
}

TEST(RoomsClientWire, ignores_what_is_not_usable) {
    for (const auto *text :
         {"", "{", "[]", "null", R"({"type":5})", R"({"type":"news"})", R"({"type":"offer"})",
          R"({"type":"offer","payload":{"type":"answer","sdp":"v=0"}})",
          R"({"type":"offer","payload":{"type":"offer","sdp":5}})", R"({"type":"roomCreated","payload":"two words"})",
          R"({"type":"roomCreated","payload":""})", R"({"type":"iceCandidate","payload":null})",
          R"({"type":"iceCandidate","payload":{"candidate":""}})"})
        parsed<Ignored>(text);
    parsed<Ignored>(R"({"type":"offer","payload":")" + std::string(max_sdp + 1, 'x') + "\"}");
    parsed<Ignored>(R"({"type":"notice","payload":")" + std::string(max_message, 'x') + "\"}");
}

TEST(RoomsClientWire, writes_as_a_page_does) {
    EXPECT_EQ(create("t"), R"({"type":"createRoom","token":"t"})");
    EXPECT_EQ(offer("r", "v=0", ""), R"({"type":"offer","roomId":"r","payload":{"type":"offer","sdp":"v=0"}})");
    EXPECT_EQ(offer("r", "v=0", "t"),
              R"({"type":"offer","roomId":"r","payload":{"type":"offer","sdp":"v=0"},"token":"t"})");
    EXPECT_EQ(answer("r", "v=0"), R"({"type":"answer","roomId":"r","payload":{"type":"answer","sdp":"v=0"}})");
    EXPECT_EQ(
        candidate("r", {"candidate:1", "0", 2}),
        R"({"type":"iceCandidate","roomId":"r","payload":{"candidate":"candidate:1","sdpMid":"0","sdpMLineIndex":2}})");
    EXPECT_EQ(leave("r"), R"({"type":"leave","roomId":"r"})");
}

TEST(RoomsClientExchange, tells_a_new_connection_from_a_new_description_of_the_running_one) {
    Exchange exchange;
    EXPECT_EQ(exchange.judge(sdp("1"), true), Exchange::Kind::fresh);
    exchange.accept("a", sdp("1"));
    EXPECT_EQ(exchange.current(), "a");
    EXPECT_EQ(exchange.judge(sdp("1"), true), Exchange::Kind::renewed);
    EXPECT_EQ(exchange.judge(sdp("2"), true), Exchange::Kind::fresh);
    exchange.end();
    EXPECT_EQ(exchange.judge(sdp("1"), true), Exchange::Kind::fresh);
    EXPECT_EQ(exchange.current(), "");
}

TEST(RoomsClientExchange, has_one_answer_for_each_offer) {
    Exchange exchange;
    EXPECT_EQ(exchange.answered(sdp("1")), "");
    exchange.offer("a");
    EXPECT_TRUE(exchange.is_offering());
    EXPECT_EQ(exchange.answered(sdp("1")), "a");
    EXPECT_EQ(exchange.answered(sdp("1")), "");
    EXPECT_EQ(exchange.judge(sdp("1"), false), Exchange::Kind::renewed);
}

TEST(RoomsClientExchange, lets_the_offer_of_the_creator_stand) {
    Exchange ours, theirs;
    ours.offer("a");
    theirs.offer("b");
    EXPECT_EQ(ours.judge(sdp("2"), true), Exchange::Kind::crossed);
    EXPECT_EQ(theirs.judge(sdp("1"), false), Exchange::Kind::fresh);
}

TEST(RoomsClientExchange, takes_descriptions_without_an_origin_for_new_ones) {
    Exchange exchange;
    for (const auto *text : {"", "v=0", "o=", "\no=", "\no=x", "\no=\n"}) {
        exchange.accept("a", text);
        EXPECT_EQ(exchange.judge("", true), Exchange::Kind::fresh);
    }
}

TEST(Invitation, has_a_link_and_its_code) {
    const auto invitation = invite("a/b", "https://chat.example/rooms.html?room={room}");
    EXPECT_EQ(invitation.link, "https://chat.example/rooms.html?room=a%2Fb");
    const size_t size = invitation.qr.find('/');
    EXPECT_EQ(invitation.qr.size(), size * size + size - 1) << "a square";
    EXPECT_EQ(invitation.qr.substr(0, 8), "11111110") << "the finder in the corner";
    EXPECT_EQ(invitation.qr.substr(size + 1, 8), "10000010");
    EXPECT_EQ(describe(invitation), "room a/b\n" + invitation.link + "\n" + qr_text(invitation.qr));
    EXPECT_EQ(describe(invite("r", "")), "room r");
}

TEST(Invitation, refuses_links_that_lead_nowhere) {
    EXPECT_NO_THROW(check_link(""));
    EXPECT_NO_THROW(check_link("http://localhost/{room}"));
    EXPECT_THROW(check_link("https://chat.example/"), Error);
    EXPECT_THROW(check_link("javascript:{room}"), Error);
    EXPECT_THROW(invite("r", "https://chat.example/{room}?" + std::string(3000, 'x')), Error);
}
