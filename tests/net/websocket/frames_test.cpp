// SPDX-License-Identifier: MIT
#include "net/websocket/frames.hpp"
#include "support/raw_client.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using test::encode;

namespace {

struct Fixture {
    std::vector<std::string> messages;
    net::BufferPool buffers{};
    net::Frames frames{1000, buffers,
                       [this](std::string_view message, WebSocket::Kind) { messages.emplace_back(message); }};

    /// The code of the close frame that is the whole output; 1005 when it holds none.
    int close_code() {
        const auto out = frames.output().all();
        if (out == std::string("\x88\0", 2))
            return 1005;
        if (out.size() < 4 || static_cast<uint8_t>(out[0]) != 0x88)
            return 0;
        return static_cast<uint8_t>(out[2]) << 8 | static_cast<uint8_t>(out[3]);
    }
};

} // namespace

TEST(Frames, gives_whole_messages_however_the_bytes_are_cut) {
    const auto bytes = encode({1, "hello"}) + encode({2, std::string(300, 'x')}) + encode({1, ""});
    for (size_t cut = 1; cut <= bytes.size(); ++cut) {
        Fixture f;
        for (size_t i = 0; i < bytes.size(); i += cut)
            f.frames.feed(std::string_view(bytes).substr(i, cut));
        EXPECT_EQ(f.messages, (std::vector<std::string>{"hello", std::string(300, 'x'), ""})) << cut;
    }
}

TEST(Frames, joins_fragments_around_control_frames) {
    Fixture f;
    f.frames.feed(encode({1, "one ", false}) + encode({9, "are you there"}) + encode({0, "two ", false}) +
                  encode({0, "three", true}));
    EXPECT_EQ(f.messages, std::vector<std::string>{"one two three"});
    EXPECT_EQ(f.frames.output().all(), encode({10, "are you there", true, false}));
}

TEST(Frames, sends_unmasked_frames) {
    Fixture f;
    f.frames.send("hi", WebSocket::Kind::text);
    f.frames.send(std::string(70000, 'y'), WebSocket::Kind::text);
    EXPECT_EQ(f.frames.output().all(),
              encode({1, "hi", true, false}) + encode({1, std::string(70000, 'y'), true, false}));
}

TEST(Frames, refuses_a_frame_that_is_too_long) {
    Fixture f;
    f.frames.feed(encode({1, std::string(1001, 'x')}));
    EXPECT_EQ(f.close_code(), 1009);
    EXPECT_TRUE(f.frames.finished_reading());
    EXPECT_TRUE(f.messages.empty());
}

TEST(Frames, refuses_a_message_whose_fragments_are_too_long_together) {
    Fixture f;
    f.frames.feed(encode({1, std::string(600, 'x'), false}) + encode({0, std::string(600, 'x'), true}));
    EXPECT_EQ(f.close_code(), 1009);
    EXPECT_TRUE(f.messages.empty());
}

TEST(Frames, refuses_what_breaks_the_protocol) {
    const std::vector<std::pair<std::string, int>> broken = {
        {encode({1, "unmasked", true, false}), 1002},
        {encode({0, "continues nothing"}), 1002},
        {encode({1, "a", false}) + encode({1, "b"}), 1002},
        {encode({3, "reserved opcode"}), 1002},
        {encode({9, std::string(126, 'p')}), 1002},
        {encode({9, "fragmented ping", false}), 1002},
        {"\xc1\x80" + std::string(4, '\0'), 1002},
        {encode({1, "\xff\xfe"}), 1007},
        {encode({1, "half a letter \xc3"}), 1007},
        {encode({8, "x"}), 1002},
        {encode({8, "\x03\xee"}), 1002},
        {encode({8, "\x03\xe8\xff"}), 1007},
        {std::string("\x81\xfe\x00\x01\0\0\0\0x", 9), 1002},
    };
    for (const auto &[bytes, code] : broken) {
        Fixture f;
        f.frames.feed(bytes);
        f.frames.feed(encode({1, "too late"}));
        EXPECT_TRUE(f.frames.finished_reading()) << testing::PrintToString(bytes);
        EXPECT_TRUE(f.messages.empty()) << testing::PrintToString(bytes);
        EXPECT_EQ(f.close_code(), code) << testing::PrintToString(bytes);
    }
}

TEST(Frames, counts_all_frames_that_complete_no_message) {
    Fixture f;
    f.frames.feed(encode({1, "a", false}) + encode({0, "", false}) + encode({9, "?"}) + encode({0, "", false}));
    EXPECT_EQ(f.frames.other_frames(), 4U);
    EXPECT_TRUE(f.frames.in_message());
    f.frames.feed(encode({0, "b"}) + encode({1, "c"}));
    EXPECT_EQ(f.frames.other_frames(), 4U);
    EXPECT_FALSE(f.frames.in_message());
}

TEST(Frames, forgets_the_message_when_it_refuses_more) {
    Fixture f;
    f.frames.feed(encode({1, std::string(900, 'a'), false}));
    f.frames.refuse(1008, "enough");
    EXPECT_EQ(f.close_code(), 1008);
    EXPECT_FALSE(f.frames.in_message());
    EXPECT_EQ(f.frames.held(), f.frames.output().all().size());
    f.frames.feed(encode({0, "b"}) + encode({1, "c"}));
    EXPECT_TRUE(f.messages.empty());
}

TEST(Frames, answers_a_close_frame_with_its_code_and_ignores_what_follows) {
    Fixture f;
    f.frames.feed(encode({8, "\x03\xe8"}) + encode({1, "too late"}));
    EXPECT_TRUE(f.frames.close_received());
    EXPECT_TRUE(f.frames.close_sent());
    EXPECT_EQ(f.close_code(), 1000);
    EXPECT_TRUE(f.messages.empty());
}

TEST(Frames, answers_a_close_frame_without_a_code_alike) {
    Fixture f;
    f.frames.feed(encode({8, ""}));
    EXPECT_TRUE(f.frames.close_received());
    EXPECT_EQ(f.close_code(), 1005);
}

TEST(Frames, unmasks_every_byte_wherever_a_frame_is_cut) {
    std::string text;
    for (int i = 0; i < 100; ++i)
        text += std::to_string(i);
    const auto bytes = encode({1, text});
    for (size_t cut = 1; cut < bytes.size(); ++cut) {
        Fixture f;
        f.frames.feed(std::string_view(bytes).substr(0, cut));
        f.frames.feed(std::string_view(bytes).substr(cut));
        EXPECT_EQ(f.messages, std::vector<std::string>{text}) << cut;
    }
}

TEST(Frames, says_nothing_behind_its_close_frame) {
    Fixture f;
    f.frames.close(1001, "bye");
    const auto size = f.frames.output().all().size();
    f.frames.close(1000, "again");
    f.frames.send("more", WebSocket::Kind::text);
    EXPECT_EQ(f.frames.output().all().size(), size);
}

TEST(Frames, lets_the_listener_answer) {
    std::string output;
    net::Frames *self = nullptr;
    net::BufferPool buffers;
    net::Frames frames(1000, buffers, [&](std::string_view message, WebSocket::Kind kind) {
        self->send(std::string(message) + "!", kind);
    });
    self = &frames;
    frames.feed(encode({1, "a"}) + encode({1, "b"}));
    EXPECT_EQ(frames.output().all(), encode({1, "a!", true, false}) + encode({1, "b!", true, false}));
}
