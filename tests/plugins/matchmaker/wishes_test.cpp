// SPDX-License-Identifier: MIT
#include "matchmaker/messages.hpp"
#include "matchmaker/wishes.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

namespace callbooth::matchmaker {
namespace {

using Texts = std::vector<std::string>;

/// What is wrong with the payload; empty when nothing is.
std::string trouble(const std::string &payload) {
    try {
        read_wishes(payload);
    } catch (const Error &e) {
        return e.what();
    }
    return {};
}

std::string list_of(size_t count, const std::string &item) {
    std::string list;
    for (size_t i = 0; i < count; ++i)
        list += (i > 0 ? ",\"" : "\"") + item + std::to_string(i) + '"';
    return "[" + list + "]";
}

} // namespace

TEST(Wishes, may_be_missing) {
    for (const auto *payload :
         {"", "null", "{}", R"({"tags":null,"language":null,"block":null})", R"({"language":""})"}) {
        const auto wishes = read_wishes(payload);
        EXPECT_FALSE(wishes.any()) << payload;
        EXPECT_TRUE(wishes.blocked.empty()) << payload;
    }
}

TEST(Wishes, are_read) {
    const auto wishes = read_wishes(R"({"tags":["music"],"language":"de","block":["b","a"],"more":{}})");
    EXPECT_EQ(wishes.tags, Texts{"music"});
    EXPECT_EQ(wishes.language, "de");
    EXPECT_TRUE(wishes.block("a"));
    EXPECT_FALSE(wishes.block("c"));
}

TEST(Wishes, are_the_same_when_they_look_the_same) {
    EXPECT_EQ(read_wishes(R"({"tags":[" Music\t","MUSIC","music","\u00a0Straße\u2003","STRASSE"]})").tags,
              (Texts{"music", "strasse"}));
    EXPECT_EQ(read_wishes(R"({"tags":["caf\u00e9","CAFE\u0301"]})").tags, Texts{"caf\xc3\xa9"});
}

TEST(Wishes, go_by_the_primary_subtag_of_a_language) {
    for (const auto *tag : {"de", "DE", "de-AT", "de-Latn-DE-1996"})
        EXPECT_EQ(read_wishes(std::string(R"({"language":")") + tag + "\"}").language, "de");
    EXPECT_EQ(read_wishes(R"({"language":"gsw"})").language, "gsw");
}

TEST(Wishes, have_limits) {
    EXPECT_EQ(trouble(R"({"tags":)" + list_of(8, "tag") + "}"), "");
    EXPECT_EQ(trouble(R"({"tags":)" + list_of(9, "tag") + "}"), "tags is a list of at most 8 texts");
    EXPECT_EQ(trouble(R"({"block":)" + list_of(64, "id") + "}"), "");
    EXPECT_EQ(trouble(R"({"block":)" + list_of(65, "id") + "}"), "block is a list of at most 64 texts");
    EXPECT_EQ(trouble(R"({"block":[")" + std::string(257, 'x') + "\"]}"), "a blocked id has at most 256 bytes");
    EXPECT_EQ(trouble(std::string(40000, ' ') + "{}"), "the payload has more than 32768 bytes");
    const std::string wrong_tag = "a tag has 1 to 32 characters, and none of them is a control character";
    std::string umlauts;
    for (int i = 0; i < 32; ++i)
        umlauts += "\xc3\xbc";
    EXPECT_EQ(trouble(R"({"tags":[")" + umlauts + "\"]}"), "");
    for (const std::string &tag : {umlauts + "x", std::string(" "), std::string(), std::string("a\\u0000b"),
                                   std::string("a\\nb"), std::string("\\u0000")})
        EXPECT_EQ(trouble(R"({"tags":[")" + tag + "\"]}"), wrong_tag) << tag;
}

TEST(Wishes, are_refused_when_they_are_none) {
    for (const auto *payload : {"1", "[]", "\"music\"", "{", R"({"tags":[[[["x"]]]]})", "\xff"})
        EXPECT_EQ(trouble(payload),
                  "the payload is an object with tags, language and block, each of which may be missing")
            << payload;
    EXPECT_EQ(trouble(R"({"tags":"music"})"), "tags is a list of at most 8 texts");
    EXPECT_EQ(trouble(R"({"tags":[1]})"), "tags is a list of at most 8 texts");
    for (const auto *language : {R"("d")", R"("german language")", R"("d3")", R"("de_AT")", "1", R"("*")",
                                 R"("de-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa")"})
        EXPECT_EQ(trouble(std::string(R"({"language":)") + language + "}"),
                  "language is a tag of BCP 47, as de or de-AT")
            << language;
}

TEST(Wishes, are_satisfied_by_who_shares_a_tag_and_the_language) {
    const Wishes both{{"art", "music"}, "de", {}};
    EXPECT_TRUE(satisfied({}, {}));
    EXPECT_TRUE(satisfied({}, both));
    EXPECT_FALSE(satisfied(both, {}));
    EXPECT_TRUE(satisfied(both, {{"music", "opera"}, "de", {}}));
    EXPECT_FALSE(satisfied(both, {{"music"}, "", {}}));
    EXPECT_FALSE(satisfied(both, {{"opera"}, "de", {}}));
}

TEST(Messages, say_who_calls) {
    const Pair pair{"a", "b", {"music"}, "de", Pair::Kind::wished, {}};
    EXPECT_EQ(match_message(pair, true, 12),
              R"({"type":"MATCH","payload":{"peer":"b","call":true,"tags":["music"],"language":"de","online":12}})");
    EXPECT_EQ(match_message({"a", "b", {}, "", Pair::Kind::plain, {}}, false, 2),
              R"({"type":"MATCH","payload":{"peer":"a","call":false,"online":2}})");
}

TEST(Messages, count_and_complain) {
    EXPECT_EQ(wait_message(12, 3), R"({"type":"WAIT","payload":{"online":12,"waiting":3}})");
    EXPECT_EQ(error_message("no"), R"({"type":"FIND-ERROR","payload":{"msg":"no"}})");
    EXPECT_EQ(error_message("no", std::chrono::milliseconds(250)),
              R"({"type":"FIND-ERROR","payload":{"msg":"no","retry":250}})");
}

} // namespace callbooth::matchmaker
