// SPDX-License-Identifier: MIT
#include <random>

#include "net/websocket/output_queue.hpp"
#include "support/raw_client.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using net::OutputQueue;

TEST(Frame, is_one_unmasked_message) {
    for (const size_t size : {0, 1, 125, 126, 65535, 65536}) {
        const std::string payload(size, 'p');
        EXPECT_EQ(Frame::text(payload).bytes(), test::encode({1, payload, true, false})) << size;
        EXPECT_EQ(Frame::binary(payload).bytes(), test::encode({2, payload, true, false})) << size;
        EXPECT_EQ(Frame::binary(payload).payload(), payload) << size;
    }
}

TEST(Frame, shares_its_bytes_with_its_copies) {
    const Frame frame = Frame::text("shared");
    const Frame copy = frame; // NOLINT(performance-unnecessary-copy-initialization): the copy is what is tested
    EXPECT_EQ(copy.bytes().data(), frame.bytes().data());
}

TEST(OutputQueue, does_not_copy_a_long_frame) {
    const Frame frame = Frame::binary(std::string(1000, 'f'));
    OutputQueue queue;
    queue.own() += "head";
    queue.add(frame);
    queue.own() += "tail";
    EXPECT_EQ(queue.next(), "head");
    queue.pop(4);
    EXPECT_EQ(queue.next().data(), frame.bytes().data());
    EXPECT_EQ(queue.next().size(), frame.bytes().size());
    queue.pop(frame.bytes().size());
    EXPECT_EQ(queue.next(), "tail");
}

TEST(OutputQueue, joins_short_frames_with_what_is_its_own) {
    OutputQueue queue;
    queue.own() += "a";
    queue.add(Frame::text("b"));
    EXPECT_EQ(queue.next(), "a" + test::encode({1, "b", true, false}));
}

TEST(OutputQueue, counts_what_waits_and_what_it_holds) {
    const Frame frame = Frame::text(std::string(1000, 'f'));
    OutputQueue queue;
    queue.add(frame);
    queue.own() += "own";
    EXPECT_EQ(queue.size(), frame.bytes().size() + 3);
    EXPECT_EQ(queue.held(), queue.size());
    queue.pop(10);
    EXPECT_EQ(queue.size(), frame.bytes().size() - 7);
    EXPECT_EQ(queue.held(), frame.bytes().size() + 3) << "a frame is held as a whole";
    queue.pop(queue.next().size());
    queue.pop(queue.next().size());
    EXPECT_TRUE(queue.empty());
}

TEST(OutputQueue, keeps_the_order_of_all_bytes_however_they_are_sent) {
    std::mt19937 random(11);
    OutputQueue queue;
    std::string model;
    for (int step = 0; step < 20000; ++step) {
        const std::string payload(random() % 3000, static_cast<char>('a' + step % 26));
        if (const auto kind = random() % 4; kind == 0) {
            queue.own() += payload;
            model += payload;
        } else if (kind == 1) {
            const Frame frame = Frame::text(payload);
            queue.add(frame);
            model += frame.bytes();
        } else if (!queue.empty()) {
            const auto sent = queue.next().substr(0, 1 + random() % 4000);
            ASSERT_TRUE(model.starts_with(sent)) << step;
            model.erase(0, sent.size());
            queue.pop(sent.size());
        }
        ASSERT_EQ(queue.size(), model.size()) << step;
    }
    EXPECT_EQ(queue.all(), model);
}

TEST(OutputQueue, forgets_what_is_sent_though_some_always_waits) {
    const Frame frame = Frame::text(std::string(1000, 'f'));
    OutputQueue queue;
    queue.own() += "never empty";
    for (int i = 0; i < 10000; ++i) {
        queue.own() += std::string(1000, 'o');
        queue.add(frame);
        queue.pop(queue.next().size());
        if (i > 0)
            queue.pop(queue.next().size());
    }
    EXPECT_FALSE(queue.empty());
    EXPECT_LT(queue.held(), 300000U);
}
