// SPDX-License-Identifier: MIT
#include "chat/serialization.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

namespace callbooth::chat {
namespace {

/// What a message means, in words.
std::string meaning(Serialization &serialization, std::string_view bytes, bool binary) {
    const Decoded decoded = serialization.decode(bytes, binary);
    if (const auto *line = std::get_if<Line>(&decoded))
        return "line " + line->text;
    if (const auto *other = std::get_if<Other>(&decoded))
        return other->what;
    return "close";
}

std::string meaning(const char *name, std::string_view bytes, bool binary = true) {
    Serialization serialization(name);
    return meaning(serialization, bytes, binary);
}

TEST(JsonSerialization, writes_utf8_json_in_binary_messages) {
    const auto messages = Serialization("json").encode("say \"hü\"");
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].bytes, R"("say \"hü\"")");
    EXPECT_TRUE(messages[0].binary);
}

TEST(JsonSerialization, reads_strings_of_either_message_type) {
    EXPECT_EQ(meaning("json", R"("h\u00fc")", true), "line hü");
    EXPECT_EQ(meaning("json", R"("hi")", false), "line hi");
}

TEST(JsonSerialization, tells_what_is_no_text) {
    for (const char *bytes : {"{}", "[]", "7", "null", R"({"text":"hi"})"})
        EXPECT_EQ(meaning("json", bytes), "JSON that is no text") << bytes;
    for (const char *bytes : {"", "hi", "{", "\"\xff\""})
        EXPECT_EQ(meaning("json", bytes), "bytes that are no JSON") << bytes;
    EXPECT_EQ(meaning("json", std::string(100000, '[')), "bytes that are no JSON");
    EXPECT_EQ(meaning("json", R"({"__peerData":7})"), "an order of peerjs that is not known");
}

TEST(JsonSerialization, refuses_what_the_client_would_refuse) {
    Serialization json("json");
    EXPECT_EQ(json.encode(std::string(chunk_bytes - 3, 'x')).size(), 1U);
    EXPECT_THROW(json.encode(std::string(chunk_bytes - 2, 'x')), Error);
}

TEST(RawSerialization, passes_text_as_it_is) {
    const auto messages = Serialization("raw").encode("hü");
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].bytes, "hü");
    EXPECT_FALSE(messages[0].binary);
    EXPECT_EQ(meaning("raw", "\"hü\"", false), "line \"hü\"");
    EXPECT_EQ(meaning("raw", "bytes", true), "a binary message");
    EXPECT_EQ(meaning("of another client", "text", false), "line text");
}

TEST(BinarySerialization, packs_strings) {
    for (const char *name : {"binary", "binary-utf8"}) {
        const auto messages = Serialization(name).encode("hi");
        ASSERT_EQ(messages.size(), 1U);
        EXPECT_EQ(messages[0].bytes, "\xb2hi");
        EXPECT_TRUE(messages[0].binary);
        EXPECT_EQ(meaning(name, messages[0].bytes), "line hi");
    }
}

TEST(BinarySerialization, tells_what_is_no_text) {
    EXPECT_EQ(meaning("binary", "\x07"), "BinaryPack that is no text");
    EXPECT_EQ(meaning("binary", "\xa2hi"), "BinaryPack that is no text") << "bytes are no string";
    EXPECT_EQ(meaning("binary", "\xb2"), "bytes that are no BinaryPack");
    EXPECT_EQ(meaning("binary", pack({Object{{"__peerData", {std::string("close")}}}})), "BinaryPack that is no text");
}

TEST(BinarySerialization, divides_long_texts_and_puts_them_together_again) {
    const std::string text(3 * chunk_bytes, 'x');
    Serialization ours("binary"), theirs("binary");
    for (int round = 0; round < 2; ++round) {
        const auto messages = ours.encode(text);
        ASSERT_EQ(messages.size(), 4U);
        for (size_t i = 0; i < 3; ++i)
            EXPECT_EQ(meaning(theirs, messages[i].bytes, true), "a part of a message");
        EXPECT_EQ(meaning(theirs, messages[3].bytes, true), "line " + text);
    }
}

TEST(BinarySerialization, numbers_divided_messages_from_one) {
    Serialization binary("binary");
    const std::string text(chunk_bytes, 'x');
    EXPECT_EQ(*unpack(binary.encode(text)[0].bytes)->member("__peerData")->as<double>(), 1);
    EXPECT_EQ(*unpack(binary.encode(text)[0].bytes)->member("__peerData")->as<double>(), 2);
}

TEST(BinarySerialization, does_not_divide_what_fits) {
    Serialization binary("binary");
    EXPECT_EQ(binary.encode(std::string(chunk_bytes - 3, 'x')).size(), 1U);
    EXPECT_EQ(binary.encode(std::string(chunk_bytes - 2, 'x')).size(), 2U);
}

TEST(Serialization, understands_the_wish_to_close) {
    EXPECT_EQ(meaning("json", R"({"__peerData":{"type":"close"}})"), "close");
    EXPECT_EQ(meaning("binary", pack({Object{{"__peerData", {Object{{"type", {std::string("close")}}}}}}})), "close");
}

} // namespace
} // namespace callbooth::chat
