// SPDX-License-Identifier: MIT
#include "peers-client/links.hpp"
#include "peers-client/wire.hpp"
#include <gtest/gtest.h>

namespace callbooth::peers_client {
namespace {

std::string sdp(const std::string &session, int version = 1) {
    return "v=0\r\no=- " + session + " " + std::to_string(version) + " IN IP4 127.0.0.1\r\ns=-\r\n";
}

struct PeersLinks : testing::Test {
    std::optional<Links::Offered> take_offer(const std::string &text, bool keeps_own = false) {
        return links.take_offer("ann", text, keeps_own, [this] { return "c" + std::to_string(++made); });
    }
    Links links;
    int made = 0;
};

TEST(PeersSession, is_the_user_and_the_id_of_the_origin) {
    EXPECT_EQ(session_of(sdp("4711", 2)), "- 4711");
    EXPECT_EQ(session_of("v=0\no=ann 1 2 IN IP4 a\n"), "ann 1");
    EXPECT_EQ(session_of("v=0\r\no=ann\r\n"), "ann");
    EXPECT_EQ(session_of("v=0\r\no="), "");
    EXPECT_EQ(session_of("v=0\r\n"), "");
}

TEST_F(PeersLinks, give_the_answer_and_the_candidates_to_our_offer) {
    links.send_offer("ann", "mine");
    EXPECT_EQ(links.connection("ann"), "mine");
    EXPECT_FALSE(links.is_agreed("ann"));
    EXPECT_EQ(links.take_answer("ann", sdp("1")), "mine");
    EXPECT_TRUE(links.is_agreed("ann"));
    EXPECT_EQ(links.take_answer("ann", sdp("1")), std::nullopt);
    EXPECT_EQ(links.take_answer("bob", sdp("1")), std::nullopt);
    EXPECT_EQ(links.connection("bob"), "");
}

TEST_F(PeersLinks, tell_a_new_connection_from_one_that_is_described_anew) {
    EXPECT_EQ(take_offer(sdp("1"))->connection, "c1");
    EXPECT_FALSE(take_offer(sdp("1"))->again); // we have not answered
    links.send_answer("ann", "c2");
    const auto again = take_offer(sdp("1", 2));
    EXPECT_TRUE(again->again);
    EXPECT_EQ(again->connection, "c2");
    const auto fresh = take_offer(sdp("2"));
    EXPECT_FALSE(fresh->again);
    EXPECT_EQ(fresh->connection, "c3");
    EXPECT_EQ(links.connection("ann"), "c3");
}

TEST_F(PeersLinks, know_the_session_of_whom_we_have_called) {
    links.send_offer("ann", "mine");
    links.take_answer("ann", sdp("1"));
    EXPECT_TRUE(take_offer(sdp("1", 2))->again);
}

TEST_F(PeersLinks, let_one_of_two_crossing_offers_stand) {
    links.send_offer("ann", "mine");
    EXPECT_EQ(take_offer(sdp("1"), true)->connection, "c1");
    EXPECT_EQ(links.connection("ann"), "mine");
    EXPECT_EQ(links.take_answer("ann", sdp("2")), "mine");
    links.send_offer("ann", "mine too");
    EXPECT_EQ(take_offer(sdp("3"), false)->connection, "c2");
    EXPECT_EQ(links.connection("ann"), "c2");
    links.send_answer("ann", "c2");
    EXPECT_EQ(links.take_answer("ann", sdp("4")), std::nullopt);
}

TEST_F(PeersLinks, forget_connections) {
    take_offer(sdp("1"));
    links.send_answer("ann", "c1");
    links.forget("ann");
    EXPECT_EQ(links.connection("ann"), "");
    EXPECT_FALSE(take_offer(sdp("1", 2))->again);
}

TEST_F(PeersLinks, are_not_without_end) {
    for (int i = 0; i < 1024; ++i)
        EXPECT_TRUE(links.take_offer(std::to_string(i), sdp("1"), false, [] { return "c"; }));
    EXPECT_FALSE(take_offer(sdp("1")));
    links.forget("7");
    EXPECT_TRUE(take_offer(sdp("1")));
}

std::string written(Protocol protocol, const Signal &signal) {
    const auto message = message_of(protocol, signal);
    return message.event + " " + message.payload.dump();
}

TEST(PeersWire, writes_what_pages_expect) {
    EXPECT_EQ(written(Protocol::events, Offer{"v=0"}), R"(peerOffer {"type":"offer","sdp":"v=0"})");
    EXPECT_EQ(written(Protocol::events, Answer{"v=0"}), R"(peerAnswer {"type":"answer","sdp":"v=0"})");
    EXPECT_EQ(written(Protocol::events, IceCandidate{"candidate:1", "0", 2}),
              R"(peerIce {"candidate":"candidate:1","sdpMLineIndex":2,"sdpMid":"0"})");
    EXPECT_EQ(written(Protocol::simple_peer, Offer{"v=0"}), R"(signal {"type":"offer","sdp":"v=0"})");
    EXPECT_EQ(written(Protocol::simple_peer, IceCandidate{"candidate:1", "0", 2}),
              R"(signal {"type":"candidate","candidate":{"candidate":"candidate:1","sdpMLineIndex":2,"sdpMid":"0"}})");
}

std::string read(const std::string &event, const std::string &payload) {
    const auto signal = read_signal(event, EventArguments{"me"}.add_text(payload).add("ann"));
    if (!signal)
        return "nothing";
    if (const auto *ice = std::get_if<IceCandidate>(&*signal))
        return ice->candidate + " " + ice->mid + " " + std::to_string(ice->mline);
    if (const auto *offer = std::get_if<Offer>(&*signal))
        return "offer " + offer->sdp;
    const auto *answer = std::get_if<Answer>(&*signal);
    return answer ? "answer " + answer->sdp : "request";
}

TEST(PeersWire, reads_what_pages_send) {
    EXPECT_EQ(read("peerOffer", R"({"type":"offer","sdp":"v=0"})"), "offer v=0");
    EXPECT_EQ(read("peerAnswer", R"({"type":"answer","sdp":"v=0"})"), "answer v=0");
    EXPECT_EQ(read("peerIce", R"({"candidate":"candidate:1","sdpMid":"a","sdpMLineIndex":1,"usernameFragment":"x"})"),
              "candidate:1 a 1");
    EXPECT_EQ(read("peerIce", R"({"candidate":"candidate:1","sdpMid":null})"), "candidate:1  0");
    EXPECT_EQ(read("signal", R"({"type":"offer","sdp":"v=0"})"), "offer v=0");
    EXPECT_EQ(read("signal", R"({"type":"answer","sdp":"v=0"})"), "answer v=0");
    EXPECT_EQ(read("signal", R"({"type":"candidate","candidate":{"candidate":"candidate:1","sdpMLineIndex":0}})"),
              "candidate:1  0");
    EXPECT_EQ(read("signal", R"({"type":"renegotiate","renegotiate":true})"), "request");
    EXPECT_EQ(read("signal", R"({"type":"transceiverRequest","transceiverRequest":{"kind":"video"}})"), "request");
}

TEST(PeersWire, ignores_what_means_nothing) {
    for (const char *payload : {"null", "1", "{}", R"({"candidate":""})", R"({"candidate":7})"})
        EXPECT_EQ(read("peerIce", payload), "nothing") << payload;
    for (const char *payload : {R"({"type":"offer"})", R"({"type":"rollback","sdp":""})", R"({"type":"offer","sdp":7})",
                                R"({"type":"candidate","candidate":null})", "[]"})
        EXPECT_EQ(read("signal", payload), "nothing") << payload;
    EXPECT_EQ(read("peerOffer", R"({"sdp":")" + std::string(300000, 'x') + "\"}"), "nothing");
    EXPECT_EQ(read_signal("signal", {}), std::nullopt);
}

TEST(PeersWire, reads_senders_and_lists) {
    EXPECT_EQ(sender_of({"me", 1, "ann"}), "ann");
    EXPECT_EQ(sender_of({"me", 1}), std::nullopt);
    EXPECT_EQ(sender_of({"me", 1, 7}), std::nullopt);
    EXPECT_EQ(sender_of({"me", 1, "new\nline"}), std::nullopt);
    const auto clients = Json::parse(R"({"zoe":{"id":"zoe"},"me":{"id":"me"},"ann":{"id":"ann"},"":{}})");
    EXPECT_EQ(read_peers({clients}, "me"), (std::vector<std::string>{"zoe", "ann"}));
    EXPECT_TRUE(read_peers({"x"}, "me").empty());
    EXPECT_TRUE(read_peers({}, "me").empty());
}

} // namespace
} // namespace callbooth::peers_client
