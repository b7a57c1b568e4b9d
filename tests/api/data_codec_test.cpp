// SPDX-License-Identifier: MIT
#include <callbooth/error.hpp>
#include <callbooth/util/data_codec.hpp>
#include <gtest/gtest.h>

namespace callbooth::data {
namespace {

Value text(std::string value) { return {std::move(value)}; }
Value bytes(std::string value) { return {Bytes{std::move(value)}}; }

std::string meaning(const Received &received) {
    if (const auto *value = std::get_if<Value>(&received))
        return value->as<Bytes>() ? "bytes " + value->as<Bytes>()->data : to_json(*value).dump();
    if (const auto *fragment = std::get_if<Fragment>(&received))
        return "fragment of " + std::to_string(fragment->size);
    if (const auto *unreadable = std::get_if<Unreadable>(&received))
        return unreadable->what;
    return "close";
}

/// What a message means, in words.
std::string meaning(MessageCodec &codec, std::string_view bytes, bool binary) {
    std::string all;
    for (const auto &received : codec.decode(bytes, binary))
        all += (all.empty() ? "" : ", ") + meaning(received);
    return all;
}

std::string meaning(const char *name, std::string_view bytes, bool binary = true) {
    MessageCodec codec(name);
    return meaning(codec, bytes, binary);
}

const Value everything{
    Object{{"text", text("hü")}, {"list", {Array{{1.0}, {0.5}, {true}, {Null{}}}}}, {"inner", {Object{}}}}};

TEST(JsonCodec, writes_utf8_json_in_binary_messages) {
    const auto messages = MessageCodec("json").encode(text("say \"hü\""));
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].bytes, R"("say \"hü\"")");
    EXPECT_TRUE(messages[0].binary);
}

TEST(JsonCodec, reads_values_of_either_message_type) {
    EXPECT_EQ(meaning("json", R"("h\u00fc")", true), "\"hü\"");
    EXPECT_EQ(meaning("json", R"({"a":[1,null]})", false), R"({"a":[1,null]})");
}

TEST(JsonCodec, answers_texts_with_texts) {
    MessageCodec json("json");
    json.decode("1", false);
    EXPECT_FALSE(json.encode(text("x"))[0].binary);
    json.decode("1", true);
    EXPECT_TRUE(json.encode(text("x"))[0].binary);
}

TEST(JsonCodec, tells_what_is_not_JSON) {
    for (const char *bytes : {"", "hi", "{", "\"\xff\""})
        EXPECT_EQ(meaning("json", bytes), "bytes that are not JSON") << bytes;
    EXPECT_EQ(meaning("json", std::string(100000, '[')), "bytes that are not JSON");
}

TEST(JsonCodec, refuses_what_the_client_would_refuse) {
    MessageCodec json("json");
    EXPECT_EQ(json.encode(text(std::string(chunk_bytes - 3, 'x'))).size(), 1U);
    EXPECT_THROW(json.encode(text(std::string(chunk_bytes - 2, 'x'))), Error);
    EXPECT_THROW(json.encode({Array{bytes("x")}}), Error);
}

TEST(RawCodec, passes_texts_and_bytes_as_they_are) {
    const auto messages = MessageCodec("raw").encode(text("hü"));
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].bytes, "hü");
    EXPECT_FALSE(messages[0].binary);
    EXPECT_TRUE(MessageCodec("raw").encode(bytes("x"))[0].binary);
    EXPECT_EQ(meaning("raw", "\"hü\"", false), R"("\"hü\"")");
    EXPECT_EQ(meaning("raw", "x", true), "bytes x");
    EXPECT_EQ(meaning("raw", "", true), "bytes ");
    EXPECT_EQ(meaning("of another client", "text", false), "\"text\"");
    EXPECT_THROW(MessageCodec("raw").encode({7.0}), Error);
}

TEST(BinaryCodec, packs_values) {
    for (const char *name : {"binary", "binary-utf8"}) {
        const auto messages = MessageCodec(name).encode(text("hi"));
        ASSERT_EQ(messages.size(), 1U);
        EXPECT_EQ(messages[0].bytes, "\xb2hi");
        EXPECT_TRUE(messages[0].binary);
        EXPECT_EQ(meaning(name, messages[0].bytes), "\"hi\"");
    }
    EXPECT_EQ(meaning("binary", "\xb2"), "bytes that are not BinaryPack");
}

TEST(BinaryCodec, divides_long_messages_and_puts_them_together_again) {
    const std::string content(3 * chunk_bytes, 'x');
    MessageCodec ours("binary"), theirs("binary");
    for (int round = 0; round < 2; ++round) {
        const auto messages = ours.encode(text(content));
        ASSERT_EQ(messages.size(), 4U);
        for (size_t i = 0; i < 3; ++i)
            EXPECT_EQ(meaning(theirs, messages[i].bytes, true), "");
        EXPECT_EQ(meaning(theirs, messages[3].bytes, true), '"' + content + '"');
    }
}

TEST(BinaryCodec, numbers_divided_messages_from_one) {
    MessageCodec binary("binary");
    const Value value = text(std::string(chunk_bytes, 'x'));
    EXPECT_EQ(*unpack(binary.encode(value)[0].bytes)->member("__peerData")->as<double>(), 1);
    EXPECT_EQ(*unpack(binary.encode(value)[0].bytes)->member("__peerData")->as<double>(), 2);
}

TEST(BinaryCodec, does_not_divide_what_fits) {
    MessageCodec binary("binary");
    EXPECT_EQ(binary.encode(text(std::string(chunk_bytes - 3, 'x'))).size(), 1U);
    EXPECT_EQ(binary.encode(text(std::string(chunk_bytes - 2, 'x'))).size(), 2U);
}

TEST(BinaryCodec, hands_on_long_arrays_in_fragments_where_it_may) {
    MessageCodec ours("binary"), theirs("binary", {.limits = {.message = 20000}, .fragments = true});
    MessageCodec strict("binary", {.limits = {.message = 20000}});
    std::string strict_meaning;
    for (const auto &message : ours.encode(bytes(std::string(40000, 'x')))) {
        EXPECT_EQ(meaning(theirs, message.bytes, true), "fragment of 40000");
        strict_meaning += meaning(strict, message.bytes, true);
    }
    EXPECT_EQ(strict_meaning, "a message that is too long");
    for (const auto &message : ours.encode(text(std::string(17000, 'x'))))
        strict_meaning = meaning(theirs, message.bytes, true);
    EXPECT_EQ(strict_meaning.size(), 17002U) << "a text is put together";
}

TEST(MsgPackCodec, reads_a_stream_of_values_however_it_is_cut) {
    const auto messages = MessageCodec("MsgPack").encode(everything);
    ASSERT_EQ(messages.size(), 1U);
    const std::string two = messages[0].bytes + messages[0].bytes;
    const std::string shown = to_json(everything).dump();
    for (size_t at = 0; at <= two.size(); ++at) {
        MessageCodec codec("MsgPack");
        const auto first = meaning(codec, two.substr(0, at), true);
        const auto second = meaning(codec, two.substr(at), true);
        EXPECT_EQ(first + (first.empty() || second.empty() ? "" : ", ") + second, shown + ", " + shown) << at;
    }
}

TEST(MsgPackCodec, divides_long_messages) {
    MessageCodec ours("MsgPack"), theirs("MsgPack");
    const auto messages = ours.encode(bytes(std::string(100000, 'x')));
    ASSERT_EQ(messages.size(), 4U);
    for (size_t i = 0; i < 3; ++i)
        EXPECT_EQ(meaning(theirs, messages[i].bytes, true), "");
    EXPECT_EQ(meaning(theirs, messages[3].bytes, true).size(), 100006U);
}

TEST(MsgPackCodec, reads_nothing_more_behind_what_it_does_not_know) {
    MessageCodec codec("MsgPack");
    const std::string refusal = "bytes that are not MessagePack, or too many; nothing more is read";
    EXPECT_EQ(meaning(codec, "\x05\xc1", true), "5, " + refusal);
    EXPECT_EQ(meaning(codec, "\x05", true), "");
    EXPECT_EQ(meaning("MsgPack", std::string("\xc6\x7f\xff\xff\xff", 5)), refusal);
}

TEST(MsgPackCodec, reads_a_limited_number_of_values_in_one_message) {
    MessageCodec codec("MsgPack");
    EXPECT_EQ(codec.decode(std::string(1000, '\x01'), true).size(), 1000);
    const auto received = codec.decode(std::string(60'000, '\x01'), true);
    EXPECT_LT(received.size(), 1100);
    EXPECT_TRUE(std::holds_alternative<Unreadable>(received.back()));
}

TEST(MsgPackCodec, looks_at_no_byte_too_often) {
    MessageCodec codec("MsgPack");
    std::string pieces = "\xdc\x30";
    pieces.append(1, '\0');
    for (int i = 0; i < 12288; ++i)
        pieces += "\xa1x";
    std::string last;
    for (const char piece : pieces)
        if (last.empty())
            last = meaning(codec, std::string(1, piece), true);
    EXPECT_EQ(last, "bytes that are not MessagePack, or too many; nothing more is read");
}

TEST(Codecs, carry_values_both_ways) {
    for (const char *name : {"json", "binary", "binary-utf8", "MsgPack"}) {
        MessageCodec codec(name);
        for (const auto &message : codec.encode(everything))
            EXPECT_EQ(meaning(codec, message.bytes, message.binary), to_json(everything).dump()) << name;
    }
}

TEST(Codecs, understand_the_wish_to_close) {
    const Value order{Object{{"__peerData", {Object{{"type", text("close")}}}}}};
    for (const char *name : {"json", "binary", "MsgPack"})
        EXPECT_EQ(meaning(name, MessageCodec(name).encode(order)[0].bytes), "close") << name;
    EXPECT_EQ(meaning("json", R"({"__peerData":7})"), R"({"__peerData":7})");
}

} // namespace
} // namespace callbooth::data
