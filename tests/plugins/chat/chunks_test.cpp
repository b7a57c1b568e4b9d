// SPDX-License-Identifier: MIT
#include <algorithm>

#include "chat/chunks.hpp"
#include <gtest/gtest.h>

namespace callbooth::chat {
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
        EXPECT_EQ(reassembly.add(*unpack(packs[i])), std::nullopt);
    EXPECT_EQ(reassembly.add(*unpack(packs.back())), message);
}

TEST(Chunks, may_come_in_any_order_and_between_those_of_another_message) {
    Reassembly reassembly;
    EXPECT_EQ(reassembly.add(part(1, 1, 2, "b")), std::nullopt);
    EXPECT_EQ(reassembly.add(part(2, 0, 2, "c")), std::nullopt);
    EXPECT_EQ(reassembly.add(part(1, 0, 2, "a")), "ab");
    EXPECT_EQ(reassembly.add(part(2, 1, 2, "d")), "cd");
}

TEST(Chunks, count_once_when_they_come_twice) {
    Reassembly reassembly;
    EXPECT_EQ(reassembly.add(part(1, 0, 2, "a")), std::nullopt);
    EXPECT_EQ(reassembly.add(part(1, 0, 2, "x")), std::nullopt);
    EXPECT_EQ(reassembly.add(part(1, 1, 2, "b")), "ab");
}

TEST(Chunks, begin_anew_under_a_number_that_was_used_before) {
    Reassembly reassembly;
    EXPECT_EQ(reassembly.add(part(1, 0, 3, "a")), std::nullopt);
    EXPECT_EQ(reassembly.add(part(1, 0, 2, "b")), std::nullopt);
    EXPECT_EQ(reassembly.add(part(1, 1, 2, "c")), "bc");
    EXPECT_EQ(reassembly.add(part(1, 0, 1, "d")), "d");
}

TEST(Chunks, of_another_shape_are_dropped) {
    Reassembly reassembly;
    for (const Value &pack :
         {part(1, 2, 2, "n too large"), part(1, -1, 2, ""), part(1, 0.5, 2, ""), part(1, 0, 0, ""),
          part(1, 0, Reassembly::max_parts + 1, ""), Value{Null{}}, Value{Object{}},
          Value{Object{{"__peerData", {1.0}}, {"n", {0.0}}, {"total", {1.0}}}},
          Value{Object{{"__peerData", {true}}, {"n", {0.0}}, {"data", {Bytes{}}}, {"total", {1.0}}}}})
        EXPECT_EQ(reassembly.add(pack), std::nullopt);
    EXPECT_EQ(reassembly.add(part(1, 0, 1, "fine")), "fine");
}

TEST(Chunks, of_a_message_beyond_the_limit_are_dropped) {
    Reassembly reassembly;
    const size_t needed = Reassembly::max_bytes / chunk_bytes + 1;
    for (size_t n = 0; n < needed; ++n)
        EXPECT_EQ(
            reassembly.add(part(1, static_cast<double>(n), static_cast<double>(needed), std::string(chunk_bytes, 'x'))),
            std::nullopt);
    EXPECT_EQ(reassembly.add(part(1, 0, 1, "next")), "next");
}

TEST(Chunks, of_the_oldest_of_too_many_messages_are_dropped) {
    Reassembly reassembly;
    for (size_t id = 1; id <= Reassembly::max_messages + 1; ++id)
        EXPECT_EQ(reassembly.add(part(static_cast<double>(id), 0, 2, "a")), std::nullopt);
    EXPECT_EQ(reassembly.add(part(2, 1, 2, "b")), "ab");
    EXPECT_EQ(reassembly.add(part(1, 1, 2, "b")), std::nullopt);
}

} // namespace
} // namespace callbooth::chat
