// SPDX-License-Identifier: MIT
#include <algorithm>

#include <callbooth/util/data_chunks.hpp>
#include <gtest/gtest.h>

namespace callbooth::data {
namespace {

Value part(double id, double n, double total, std::string data) {
    return {Object{{"__peerData", {id}}, {"n", {n}}, {"data", {Bytes{std::move(data)}}}, {"total", {total}}}};
}

std::string long_message() {
    std::string message;
    while (message.size() < 3 * chunk_bytes + 7)
        message += static_cast<char>(message.size() % 251);
    return message;
}

TEST(Chunks, are_as_long_as_the_clients) {
    const auto packs = cut(std::string(2 * chunk_bytes + 1, 'x'), 9);
    ASSERT_EQ(packs.size(), 3U);
    const auto last = unpack(packs[2]);
    EXPECT_EQ(*last, part(9, 2, 3, "x"));
    EXPECT_EQ(unpack(packs[0])->member("data")->as<Bytes>()->data.size(), chunk_bytes);
}

TEST(Chunks, become_the_message_again) {
    const std::string message = long_message();
    Reassembly reassembly;
    const auto packs = cut(message, 1);
    for (size_t i = 0; i + 1 < packs.size(); ++i)
        EXPECT_EQ(reassembly.add(*unpack(packs[i])).message, std::nullopt);
    EXPECT_EQ(reassembly.add(*unpack(packs.back())).message, message);
}

TEST(Chunks, may_come_in_any_order_and_between_those_of_another_message) {
    Reassembly reassembly;
    EXPECT_EQ(reassembly.add(part(1, 1, 2, "b")).message, std::nullopt);
    EXPECT_EQ(reassembly.add(part(2, 0, 2, "c")).message, std::nullopt);
    EXPECT_EQ(reassembly.add(part(1, 0, 2, "a")).message, "ab");
    EXPECT_EQ(reassembly.add(part(2, 1, 2, "d")).message, "cd");
}

TEST(Chunks, count_once_when_they_come_twice) {
    Reassembly reassembly;
    EXPECT_EQ(reassembly.add(part(1, 0, 2, "a")).message, std::nullopt);
    EXPECT_EQ(reassembly.add(part(1, 0, 2, "x")).message, std::nullopt);
    EXPECT_EQ(reassembly.add(part(1, 1, 2, "b")).message, "ab");
}

TEST(Chunks, begin_anew_under_a_number_that_was_used_before) {
    Reassembly reassembly;
    EXPECT_EQ(reassembly.add(part(1, 0, 3, "a")).message, std::nullopt);
    EXPECT_EQ(reassembly.add(part(1, 0, 2, "b")).message, std::nullopt);
    EXPECT_EQ(reassembly.add(part(1, 1, 2, "c")).message, "bc");
    EXPECT_EQ(reassembly.add(part(1, 0, 1, "d")).message, "d");
}

TEST(Chunks, of_another_shape_are_dropped) {
    Reassembly reassembly;
    for (const Value &pack :
         {part(1, 2, 2, "n too large"), part(1, -1, 2, ""), part(1, 0.5, 2, ""), part(1, 0, 0, ""),
          part(1, 0, Limits().parts + 1, ""), Value{Null{}}, Value{Object{}},
          Value{Object{{"__peerData", {1.0}}, {"n", {0.0}}, {"total", {1.0}}}},
          Value{Object{{"__peerData", {true}}, {"n", {0.0}}, {"data", {Bytes{}}}, {"total", {1.0}}}}})
        EXPECT_EQ(reassembly.add(pack).message, std::nullopt);
    EXPECT_EQ(reassembly.add(part(1, 0, 1, "fine")).message, "fine");
}

TEST(Chunks, of_a_message_beyond_the_limit_are_dropped) {
    Reassembly reassembly;
    const size_t needed = Limits().message / chunk_bytes + 1;
    for (size_t n = 0; n < needed; ++n)
        EXPECT_EQ(
            reassembly.add(part(1, static_cast<double>(n), static_cast<double>(needed), std::string(chunk_bytes, 'x')))
                .message,
            std::nullopt);
    EXPECT_EQ(reassembly.add(part(1, 0, 1, "next")).message, "next");
}

TEST(Chunks, of_the_oldest_of_too_many_messages_are_dropped) {
    Reassembly reassembly;
    for (size_t id = 1; id <= Limits().open_messages + 1; ++id)
        EXPECT_EQ(reassembly.add(part(static_cast<double>(id), 0, 2, "a")).message, std::nullopt);
    EXPECT_EQ(reassembly.add(part(2, 1, 2, "b")).message, "ab");
    EXPECT_EQ(reassembly.add(part(1, 1, 2, "b")).message, std::nullopt);
}

TEST(Chunks, of_incomplete_messages_have_a_limit_together) {
    Reassembly reassembly({.open_bytes = 10});
    reassembly.add(part(1, 0, 2, "aaaaaa"));
    reassembly.add(part(2, 0, 2, "bbbbbb"));
    EXPECT_EQ(reassembly.add(part(1, 1, 2, "a")).message, std::nullopt) << "the older one went";
    EXPECT_EQ(reassembly.add(part(2, 1, 2, "b")).message, "bbbbbbb");
}

TEST(Chunks, tell_why_they_are_dropped) {
    Reassembly reassembly({.message = 5});
    EXPECT_EQ(reassembly.add(part(1, 0, 3, "abc")).problem, "");
    EXPECT_EQ(reassembly.add(part(1, 0, 3, "abc")).problem, "a part that came before");
    EXPECT_EQ(reassembly.add(part(1, 1, 3, "abc")).problem, "a message that is too long");
    EXPECT_EQ(reassembly.add(part(1, 7, 3, "")).problem, "a part of a message that has too many parts or is malformed");
}

TEST(BytesCutter, makes_the_messages_that_the_array_would_have_at_once) {
    for (const size_t size : {size_t{0}, size_t{1}, size_t{15}, size_t{16}, size_t{300}, chunk_bytes - 3,
                              chunk_bytes - 2, chunk_bytes, 2 * chunk_bytes - 3, size_t{70000}, size_t{1000000}}) {
        const std::string bytes = std::string(size, 'x');
        const std::string packed = pack({Bytes{bytes}});
        const auto expected = packed.size() <= chunk_bytes ? std::vector{packed} : cut(packed, 7);
        BytesCutter cutter(size, 7);
        std::vector<std::string> made;
        size_t at = 0;
        while (!cutter.done()) {
            const size_t next = cutter.next_size();
            made.push_back(cutter.next(std::string_view(bytes).substr(at, next)));
            at += next;
        }
        EXPECT_EQ(made, expected) << size;
        EXPECT_EQ(cutter.next_size(), 0U);
    }
}

TEST(ByteStreams, hand_on_arrays_of_any_length_in_pieces) {
    constexpr size_t size = 3 * chunk_bytes;
    const auto packs = cut(pack({Bytes{std::string(size, 'x')}}), 1);
    ByteStreams streams;
    uint64_t taken = 0;
    for (const auto &each : packs) {
        const auto fragment = streams.add(*unpack(each));
        ASSERT_TRUE(fragment);
        EXPECT_EQ(fragment->size, size);
        EXPECT_EQ(fragment->offset, taken);
        taken += fragment->bytes.size();
    }
    EXPECT_EQ(taken, size);
}

TEST(ByteStreams, leave_other_messages_alone) {
    ByteStreams streams;
    EXPECT_FALSE(streams.add(part(1, 0, 2, pack({std::string(300, 'x')}))));
    EXPECT_FALSE(streams.add(part(1, 1, 2, "x"))) << "of a message that did not begin as one";
    EXPECT_FALSE(streams.add(part(2, 0, 2, "\xdb"))) << "half of a head";
    EXPECT_TRUE(streams.add(part(3, 0, 3, std::string("\xdb\0\0\0\2x", 6))));
    EXPECT_FALSE(streams.add(part(3, 2, 3, "x"))) << "out of order";
    EXPECT_FALSE(streams.add(part(3, 1, 3, "xx"))) << "more than was announced";
    EXPECT_TRUE(streams.add(part(3, 1, 3, "x")));
}

} // namespace
} // namespace callbooth::data
