// SPDX-License-Identifier: MIT
#include "peerjs/server_wire.hpp"
#include "peerjs/wire.hpp"
#include <gtest/gtest.h>

namespace callbooth::peerjs {
namespace {

const ConnectionInfo media{"mc_1", ConnectionKind::media, {}, ""};
const ConnectionInfo data{"dc_1", ConnectionKind::data, {"chat", "json", false}, ""};

template <class T> T as(std::string_view text) {
    const Incoming message = parse(text);
    if (const T *found = std::get_if<T>(&message))
        return *found;
    ADD_FAILURE() << "another kind of message: " << text;
    return {};
}

std::string ignored(std::string_view text) { return as<Ignored>(text).why; }

std::string quoted(size_t size) { return '"' + std::string(size, 'x') + '"'; }

TEST(PeerJsWire, reads_what_the_server_says_about_us) {
    as<Opened>(R"({"type":"OPEN"})");
    as<IdTaken>(R"({"type":"ID-TAKEN","payload":{"msg":"ID is taken"}})");
    EXPECT_EQ(as<Refusal>(R"({"type":"ERROR","payload":{"msg":"Invalid key provided"}})").why, "Invalid key provided");
    EXPECT_EQ(as<Refusal>(R"({"type":"ERROR"})").why, "no reason given");
    EXPECT_EQ(as<Refusal>(R"({"type":"ERROR","payload":{"msg":"a\u001b[2Jb\nc"}})").why, "a [2Jb c");
}

TEST(PeerJsWire, reads_a_media_offer) {
    const auto m = as<Offer>(R"({"type":"OFFER","src":"ann","dst":"me","payload":{"sdp":{"type":"offer","sdp":"v=0"},)"
                             R"("type":"media","connectionId":"mc_x1","metadata":{"any":[1,2]}}})");
    EXPECT_EQ(m.peer, "ann");
    EXPECT_EQ(m.sdp, "v=0");
    EXPECT_EQ(m.connection.id, "mc_x1");
    EXPECT_EQ(m.connection.kind, ConnectionKind::media);
    EXPECT_EQ(m.connection.metadata, R"({"any":[1,2]})");
}

TEST(PeerJsWire, leaves_out_metadata_that_is_too_long) {
    const auto metadata = [](const std::string &text) {
        return as<Offer>(R"({"type":"OFFER","src":"ann","payload":{"sdp":{"type":"offer","sdp":"v=0"},)"
                         R"("type":"media","connectionId":"mc_x1","metadata":)" +
                         text + "}}")
            .connection.metadata;
    };
    EXPECT_EQ(metadata(quoted(max_metadata_bytes - 2)).size(), max_metadata_bytes);
    EXPECT_EQ(metadata(quoted(max_metadata_bytes - 1)), "");
}

TEST(PeerJsWire, sends_metadata_along_and_a_serialization_that_pages_know) {
    const ConnectionInfo files{"dc_1", ConnectionKind::data, {"files", "x-files", true}, R"({"name":"ann"})"};
    EXPECT_EQ(offer("ann", files, "v=0"),
              R"({"type":"OFFER","payload":{"sdp":{"type":"offer","sdp":"v=0"},"type":"data","connectionId":"dc_1",)"
              R"("label":"files","reliable":true,"serialization":"raw","metadata":{"name":"ann"}},"dst":"ann"})");
    EXPECT_EQ(offer("ann", {"mc_1", ConnectionKind::media, {}, "{"}, "v=0").find("metadata"), std::string::npos);
}

TEST(PeerJsWire, reads_a_data_offer) {
    const auto m = as<Offer>(R"({"type":"OFFER","src":"ann","payload":{"sdp":{"type":"offer","sdp":"v=0"},)"
                             R"("type":"data","connectionId":"dc_x","label":"chat","reliable":true,)"
                             R"("serialization":"binary"}})");
    EXPECT_EQ(m.connection.kind, ConnectionKind::data);
    EXPECT_EQ(m.connection.channel.label, "chat");
    EXPECT_EQ(m.connection.channel.protocol, "binary");
    EXPECT_TRUE(m.connection.channel.ordered);
}

TEST(PeerJsWire, takes_the_connection_id_for_a_missing_label_and_unreliable_for_a_missing_flag) {
    const auto m = as<Offer>(R"({"type":"OFFER","src":"ann","payload":{"sdp":{"type":"offer","sdp":"v=0"},)"
                             R"("type":"data","connectionId":"dc_x","serialization":"raw"}})");
    EXPECT_EQ(m.connection.channel.label, "dc_x");
    EXPECT_FALSE(m.connection.channel.ordered);
}

TEST(PeerJsWire, reads_answer_candidate_leave_and_expire) {
    const auto answered = as<Answer>(R"({"type":"ANSWER","src":"b","payload":{"sdp":{"type":"answer","sdp":"v=1"},)"
                                     R"("type":"media","connectionId":"mc_1"}})");
    EXPECT_EQ(answered.connection, "mc_1");
    EXPECT_EQ(answered.sdp, "v=1");
    const auto ice = as<Candidate>(R"({"type":"CANDIDATE","src":"b","payload":{"candidate":{"candidate":"candidate:1",)"
                                   R"("sdpMid":"1","sdpMLineIndex":2,"usernameFragment":"u"},"type":"media",)"
                                   R"("connectionId":"mc_1"}})");
    EXPECT_EQ(ice.connection, "mc_1");
    EXPECT_EQ(ice.candidate.candidate, "candidate:1");
    EXPECT_EQ(ice.candidate.mid, "1");
    EXPECT_EQ(ice.candidate.mline, 2U);
    EXPECT_EQ(as<Leave>(R"({"type":"LEAVE","src":"b","dst":"me"})").peer, "b");
    EXPECT_EQ(as<Expire>(R"({"type":"EXPIRE","src":"b","dst":"me"})").peer, "b");
}

TEST(PeerJsWire, ignores_the_end_of_candidates) {
    EXPECT_EQ(ignored(R"({"type":"CANDIDATE","src":"b","payload":{"candidate":{"candidate":""},"type":"media",)"
                      R"("connectionId":"mc_1"}})"),
              "the end of b's candidates");
}

TEST(PeerJsWire, ignores_what_is_no_message) {
    for (const char *text : {"", "{", "[]", "null", "7", "\"OPEN\"", "{}", R"({"type":7})", R"({"type":null})",
                             "\xff\xfe", R"({"type":"OPEN"}x)"})
        EXPECT_EQ(ignored(text), "a message that is no JSON object with a type") << text;
    EXPECT_EQ(ignored(R"({"type":"OFFER"})"), "a message without a usable sender");
    EXPECT_EQ(ignored(R"({"type":"LEAVE","src":""})"), "a message without a usable sender");
    EXPECT_EQ(ignored(R"({"type":"LEAVE","src":"a\u001b[2J"})"), "a message without a usable sender");
    EXPECT_EQ(ignored(R"({"type":"WHAT","src":"b"})"), "a message of an unknown type");
}

TEST(PeerJsWire, ignores_offers_of_another_shape) {
    const std::string why = "an OFFER of b without a usable sdp, type or connectionId";
    for (const char *payload : {"null", "[]", "{}", R"({"sdp":"v=0","type":"media","connectionId":"m"})",
                                R"({"sdp":{"type":"answer","sdp":"v=0"},"type":"media","connectionId":"m"})",
                                R"({"sdp":{"type":"offer","sdp":7},"type":"media","connectionId":"m"})",
                                R"({"sdp":{"type":"offer","sdp":"v=0"},"type":"file","connectionId":"m"})",
                                R"({"sdp":{"type":"offer","sdp":"v=0"},"type":"media"})"})
        EXPECT_EQ(ignored(std::string(R"({"type":"OFFER","src":"b","payload":)") + payload + "}"), why) << payload;
}

TEST(PeerJsWire, tells_which_serialization_is_unknown) {
    const auto offered = [](const std::string &serialization) {
        return as<UnknownSerialization>(R"({"type":"OFFER","src":"b","payload":{"sdp":{"type":"offer","sdp":"v=0"},)"
                                        R"("type":"data","connectionId":"m")" +
                                        serialization + "}}");
    };
    const auto yaml = offered(R"(,"serialization":"yaml\n")");
    EXPECT_EQ(yaml.name, "yaml ");
    EXPECT_EQ(yaml.peer, "b");
    EXPECT_EQ(yaml.connection.id, "m");
    EXPECT_EQ(yaml.sdp, "v=0");
    EXPECT_EQ(offered("").name, "");
}

TEST(PeerJsWire, rejects_each_section_of_an_offer) {
    EXPECT_EQ(rejection_of("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
                           "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n"
                           "a=sctp-port:5000\r\nm=odd"),
              "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
              "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\nm=odd");
    EXPECT_EQ(rejection_of(""), "");
}

TEST(PeerJsWire, ignores_what_is_too_large) {
    const auto offer_with = [](const std::string &id, const std::string &sdp) {
        return R"({"type":"OFFER","src":"b","payload":{"sdp":{"type":"offer","sdp":)" + sdp +
               R"(},"type":"media","connectionId":)" + id + "}}";
    };
    as<Offer>(offer_with(quoted(max_id_bytes), quoted(max_sdp_bytes)));
    as<Ignored>(offer_with(quoted(max_id_bytes + 1), quoted(10)));
    as<Ignored>(offer_with(quoted(10), quoted(max_sdp_bytes + 1)));
    EXPECT_EQ(ignored(quoted(max_message_bytes)), "a message of more than 4 MiB");
}

TEST(PeerJsWire, ignores_a_candidate_that_is_too_long) {
    const auto with = [](size_t size) {
        return R"({"type":"CANDIDATE","src":"b","payload":{"candidate":{"candidate":)" + quoted(size) +
               R"(},"connectionId":"m"}})";
    };
    as<Candidate>(with(max_candidate_bytes));
    as<Ignored>(with(max_candidate_bytes + 1));
}

TEST(PeerJsWire, survives_deep_nesting) {
    const std::string deep = std::string(200000, '[') + std::string(200000, ']');
    as<Ignored>(deep);
    as<Leave>(R"({"type":"LEAVE","src":"b","payload":)" + deep + "}");
}

TEST(PeerJsWire, writes_what_the_client_writes) {
    EXPECT_EQ(heartbeat(), R"({"type":"HEARTBEAT"})");
    EXPECT_EQ(offer("ann", media, "v=0"), R"({"type":"OFFER","payload":{"sdp":{"type":"offer","sdp":"v=0"},)"
                                          R"("type":"media","connectionId":"mc_1"},"dst":"ann"})");
    EXPECT_EQ(offer("ann", data, "v=0"),
              R"({"type":"OFFER","payload":{"sdp":{"type":"offer","sdp":"v=0"},"type":"data","connectionId":"dc_1",)"
              R"("label":"chat","reliable":false,"serialization":"json"},"dst":"ann"})");
    EXPECT_EQ(answer("ann", media, "v=0"), R"({"type":"ANSWER","payload":{"sdp":{"type":"answer","sdp":"v=0"},)"
                                           R"("type":"media","connectionId":"mc_1"},"dst":"ann"})");
    EXPECT_EQ(candidate("ann", data, {"candidate:1", "0", 3}),
              R"({"type":"CANDIDATE","payload":{"candidate":{"candidate":"candidate:1","sdpMid":"0",)"
              R"("sdpMLineIndex":3},"type":"data","connectionId":"dc_1"},"dst":"ann"})");
    EXPECT_EQ(leave("ann"), R"({"type":"LEAVE","dst":"ann"})");
}

TEST(PeerJsWire, understands_what_the_server_itself_says) {
    const auto match = as<Match>(R"({"type":"MATCH","payload":{"peer":"b","call":true,"tags":["chess",7,"a\nb"],)"
                                 R"("language":"de","online":12}})");
    EXPECT_EQ(match.peer, "b");
    EXPECT_TRUE(match.call);
    EXPECT_EQ(match.tags, (std::vector<std::string>{"chess", "a b"}));
    EXPECT_EQ(match.language, "de");
    EXPECT_EQ(match.online, 12U);
    EXPECT_FALSE(as<Match>(R"({"type":"MATCH","payload":{"peer":"b","call":false}})").call);
    EXPECT_EQ(as<Waiting>(R"({"type":"WAIT","payload":{"online":12,"waiting":3}})").waiting, 3U);
    EXPECT_EQ(as<Waiting>(R"({"type":"WAIT","payload":{"online":-1,"waiting":"x"}})").online, 0U);
    const auto refused = as<FindRefused>(R"({"type":"FIND-ERROR","payload":{"msg":"slowly","retry":250}})");
    EXPECT_EQ(refused.why, "slowly");
    EXPECT_EQ(refused.retry.count(), 250);
    EXPECT_EQ(as<FindRefused>(R"({"type":"FIND-ERROR","payload":{"retry":1e300}})").retry.count(), 0);
    EXPECT_EQ(as<Reported>(R"({"type":"REPORTED","payload":{"peer":"b"}})").peer, "b");
    EXPECT_EQ(as<ReportRefused>(R"({"type":"REPORT-ERROR","payload":{"peer":"b","msg":"no"}})").why, "no");
    EXPECT_EQ(as<Notice>(R"({"type":"NOTICE","payload":{"text":"at\u001b noon"}})").text, "at  noon");
    const auto kicked = as<Dismissed>(R"({"type":"KICKED","payload":{"msg":"go"}})");
    EXPECT_EQ(kicked.why, "go");
    EXPECT_EQ(kicked.banned.count(), 0);
    EXPECT_EQ(as<Dismissed>(R"({"type":"BANNED","payload":{"msg":"go","seconds":600}})").banned.count(), 600);
}

TEST(PeerJsWire, believes_no_peer_that_speaks_as_the_server) {
    for (const char *type : {"MATCH", "WAIT", "NOTICE", "KICKED", "BANNED", "REPORTED"}) {
        const std::string payload = R"(","payload":{"peer":"b","call":true,"msg":"x","text":"x"}})";
        EXPECT_EQ(ignored(R"({"src":"b","type":")" + std::string(type) + payload), "a message of an unknown type");
        EXPECT_EQ(ignored(R"({"src":7,"type":")" + std::string(type) + payload), "a message without a usable sender");
    }
    EXPECT_EQ(ignored(R"({"type":"MATCH","payload":{"peer":"a\u001b","call":true}})"),
              "a MATCH without a usable peer or call");
}

TEST(PeerJsWire, writes_what_the_server_itself_is_told) {
    EXPECT_EQ(find({}), R"({"type":"FIND","payload":{}})");
    EXPECT_EQ(find({{"music"}, "de", {"a", "b"}}),
              R"({"type":"FIND","payload":{"tags":["music"],"language":"de","block":["a","b"]}})");
    EXPECT_EQ(cancel_find(), R"({"type":"CANCEL-FIND"})");
    EXPECT_EQ(report("ann", "no\xff"),
              "{\"type\":\"REPORT\",\"dst\":\"ann\",\"payload\":{\"reason\":\"no\xef\xbf\xbd\"}}");
    EXPECT_EQ(report("ann", ""), R"({"type":"REPORT","dst":"ann","payload":{}})");
}

TEST(PeerJsWire, writes_bytes_that_are_no_utf8_as_replacement_characters) {
    EXPECT_EQ(leave("a\xff"), "{\"type\":\"LEAVE\",\"dst\":\"a\xef\xbf\xbd\"}");
}

} // namespace
} // namespace callbooth::peerjs
