// SPDX-License-Identifier: MIT
#include <algorithm>
#include <random>

#include "peerserver/json_check.hpp"
#include "peerserver/wire.hpp"
#include <gtest/gtest.h>

using namespace callbooth::peerserver;
using namespace std::string_literals;

namespace {

/// `text` as src "me" passes it on; "-" when it is ignored.
std::string relayed(std::string_view text) {
    Reader reader;
    const auto message = reader.read(text);
    if (!message || message->type == Type::other)
        return "-";
    std::string out;
    write_relay(out, "me", *message);
    return out;
}

} // namespace

TEST(Relay, keeps_the_bytes_of_the_payload) {
    for (const auto payload : {R"({"sdp":{"type":"offer","sdp":"v=0\r\n"},"n":[1.50, -0, 1e400 ],"u":"\ud800\u00e9é"})",
                               R"([])", R"({})", R"("text \" }")", "12345678901234567890123", "null", "true"})
        EXPECT_EQ(relayed(R"({"type":"OFFER","dst":"you","payload":)"s + payload + "}"),
                  R"({"type":"OFFER","src":"me","dst":"you","payload":)"s + payload + "}");
}

TEST(Relay, drops_other_fields_and_sets_src_itself) {
    EXPECT_EQ(
        relayed(R"( {"src":"forged","junk":[{"dst":"x"}],"dst":"you","type":"ANSWER","payload":{"src":"inner"}} )"),
        R"({"type":"ANSWER","src":"me","dst":"you","payload":{"src":"inner"}})");
}

TEST(Relay, works_without_a_payload) {
    EXPECT_EQ(relayed(R"({"type":"LEAVE","dst":"you"})"), R"({"type":"LEAVE","src":"me","dst":"you"})");
}

TEST(Relay, takes_the_last_of_equal_names) {
    EXPECT_EQ(relayed(R"({"type":"LEAVE","type":"OFFER","dst":"a","dst":"b","payload":1,"payload":2})"),
              R"({"type":"OFFER","src":"me","dst":"b","payload":2})");
}

TEST(Relay, understands_escaped_names_and_writes_them_escaped) {
    EXPECT_EQ(relayed(R"({"ty\u0070e":"OFF\u0045R","dst":"a\"b\\c\n"})"),
              R"({"type":"OFFER","src":"me","dst":"a\"b\\c\u000a"})");
}

TEST(Relay, treats_proto_as_any_name) {
    EXPECT_EQ(relayed(R"({"type":"OFFER","dst":"__proto__","__proto__":{"dst":"x"}})"),
              R"({"type":"OFFER","src":"me","dst":"__proto__"})");
}

TEST(Reader, reads_a_dst_that_is_no_string_as_none) {
    Reader reader;
    for (const auto dst : {"1", "null", "{}", "[\"you\"]", "true"})
        EXPECT_EQ(reader.read(R"({"type":"LEAVE","dst":)"s + dst + "}")->dst, "") << dst;
}

TEST(Reader, names_a_type_that_it_does_not_know) {
    Reader reader;
    const auto message = reader.read(R"({"payload":[1],"type":"FI\u004ED","dst":"you"})");
    ASSERT_TRUE(message);
    EXPECT_EQ(message->type, Type::other);
    EXPECT_EQ(message->name, "FIND");
    EXPECT_EQ(message->payload, "[1]");
    EXPECT_FALSE(reader.read(R"({"type":"FIND","type":1})"));
}

TEST(Reader, relays_no_types_that_are_not_a_clients) {
    for (const auto type : {"\"OPEN\"", "\"EXPIRE\"", "\"ERROR\"", "\"ID-TAKEN\"", "\"offer\"", "\"\"", "1", "null"})
        EXPECT_EQ(relayed(R"({"dst":"you","type":)"s + type + "}"), "-") << type;
    EXPECT_EQ(relayed(R"({"dst":"you"})"), "-");
}

TEST(Reader, ignores_what_is_no_json_object) {
    for (const auto text :
         {"", " ", "{", "}", "[]", "1", "\"OFFER\"", "null", "{\"type\":\"OFFER\"", R"({"type":"OFFER"}})",
          R"({"type":"OFFER","payload":{"a":tru}})", R"({"type":"OFFER","payload":[}})", R"({"type":"OFFER",})",
          R"({"type":"OFFER" "dst":"x"})", R"({'type':'OFFER'})", "{\"type\":\"OFFER\",\"payload\":\"\xff\"}",
          R"({"type":"OFFER"} {"type":"OFFER"})"})
        EXPECT_EQ(relayed(text), "-") << text;
    EXPECT_EQ(relayed("{\"type\":\"OFFER\"}\0"s), "-");
}

TEST(Reader, survives_depth) {
    const auto nested = [](size_t depth) {
        return R"({"type":"OFFER","dst":"x","payload":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
    };
    EXPECT_NE(relayed(nested(500)), "-");
    EXPECT_EQ(relayed(nested(513)), "-");
    EXPECT_EQ(relayed(std::string(1000000, '[')), "-");
}

TEST(Reader, is_ready_again_after_nonsense) {
    Reader reader;
    EXPECT_FALSE(reader.read("{{{"));
    EXPECT_TRUE(reader.read(R"({"type":"HEARTBEAT"})"));
}

TEST(IsJson, takes_what_json_is) {
    for (const auto text : {"0", "-0", "10.5", "1e5", "1E+5", "-1.5e-3", "\"\"", "\"\\u00fF\\/\\b\"", "[1,[],{}]",
                            "{\"a\":1, \"b\" : [ ] }", "\t\r\n true ", "\"12345678901234567890\""})
        EXPECT_TRUE(is_json(text)) << text;
}

TEST(IsJson, refuses_what_only_looks_like_it) {
    for (const auto text :
         {"01",    "-",         "1.",       ".5",      "1e",          "+1",        "NaN",      "tru",
          "truee", "nul",       "\"",       "\"\\x\"", "\"\\u12g4\"", "\"\\u12\"", "[1,]",     "[,1]",
          "[1 2]", "{\"a\"}",   "{\"a\":}", "{a:1}",   "{\"a\":1,}",  "[1}",       "\"a\nb\"", "\"12345678\t\"",
          "1 1",   "\"abcdefgh"})
        EXPECT_FALSE(is_json(text)) << text;
    EXPECT_FALSE(is_json("\"a\0b\""s));
    EXPECT_FALSE(is_json("1\0"s));
}

/// Byte by byte: what a JSON string is, of strings without \u.
bool is_plain_string(std::string_view text) {
    for (size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"')
            return i + 1 == text.size();
        if (text[i] == '\\' && std::string_view("\"\\/bfnrt").find(text[++i]) == std::string_view::npos)
            return false;
        if (static_cast<unsigned char>(text[i]) < 0x20)
            return false;
    }
    return false;
}

TEST(IsJson, reads_long_strings_as_it_reads_short_ones) {
    std::mt19937 random(7);
    const std::vector<std::string> usual{"a=rtpmap:96 VP8/90000", "x", "\xc3\xa9", R"(\r\n)", R"(\n)"};
    const std::vector<std::string> odd{R"(\\)", R"(\")", R"(\t)", R"(\\\\)", R"(\q)", "\"", "\n", "\\", R"(\\r)"};
    int good = 0;
    constexpr int tries = 20000;
    for (int i = 0; i < tries; ++i) {
        std::string text = "\"";
        for (auto parts = random() % 30; parts > 0; --parts)
            text += random() % 20 == 0 ? odd[random() % odd.size()] : usual[random() % usual.size()];
        text += '"';
        const bool expected = is_plain_string(text);
        good += expected ? 1 : 0;
        ASSERT_EQ(is_json(text), expected) << text;
    }
    EXPECT_GT(std::min(good, tries - good), tries / 10);
}

TEST(IsJson, reads_strings_that_end_anywhere_in_a_word) {
    for (size_t size = 0; size < 40; ++size) {
        const std::string text(size, 'x');
        EXPECT_TRUE(is_json("\"" + text + "\""));
        EXPECT_TRUE(is_json("\"" + text + "\\\"\xc3\xa9" + text + "\""));
        EXPECT_FALSE(is_json("\"" + text + "\"\""));
        EXPECT_FALSE(is_json("\"" + text + "\x1f\""));
        EXPECT_FALSE(is_json("\"" + text));
    }
}
