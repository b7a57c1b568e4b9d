// SPDX-License-Identifier: MIT
#include "support/fake_booth.hpp"
#include "support/test_host.hpp"
#include <callbooth/services/chat.hpp>
#include <gtest/gtest.h>

namespace callbooth::chat {
namespace {

struct ChatPlugin : testing::Test {
    ChatPlugin() { host.offer<Booth>(booth); }
    void start(const Values &values = {}) {
        plugin = host.create(values);
        plugin->start();
        chat = host.find<callbooth::Chat>();
        kept.push_back(chat->received.subscribe([this](std::string_view peer, std::string_view text) {
            heard.push_back(std::string(peer) + ": " + std::string(text));
        }));
        kept.push_back(chat->said.subscribe([this](std::string_view text) { said.emplace_back(text); }));
    }
    std::string refusal(std::string_view text) {
        try {
            chat->say(text);
        } catch (const Error &e) {
            return e.what();
        }
        return "said";
    }

    test::TestHost host;
    test::FakeBooth booth;
    std::unique_ptr<Plugin> plugin;
    callbooth::Chat *chat = nullptr;
    std::vector<Subscription> kept;
    std::vector<std::string> heard;
    std::vector<std::string> said;
};

using Sent = std::vector<test::FakeChannel::Sent>;

TEST_F(ChatPlugin, wants_a_channel_in_every_call) {
    start({{"label", "talk"}, {"serialization", "binary"}});
    ASSERT_EQ(booth.wanted.size(), 1U);
    EXPECT_EQ(booth.wanted[0].label, "talk");
    EXPECT_EQ(booth.wanted[0].protocol, "binary");
    EXPECT_TRUE(booth.wanted[0].ordered);
}

TEST_F(ChatPlugin, says_and_hears_in_the_channels_own_serialization) {
    start();
    booth.begin("ann");
    auto &channel = booth.add_channel("chat", "json");
    chat->say("hü");
    EXPECT_EQ(channel.sent, (Sent{{"\"hü\"", true}}));
    EXPECT_EQ(said, std::vector<std::string>{"hü"});
    channel.receive("\"hello\"", true);
    EXPECT_EQ(heard, std::vector<std::string>{"ann: hello"});
}

TEST_F(ChatPlugin, uses_the_channel_that_a_page_opened_without_a_label) {
    start();
    booth.begin("ann");
    auto &channel = booth.add_channel("", "binary");
    host.commands.invoke("say hi");
    EXPECT_EQ(channel.sent, (Sent{{"\xb2hi", true}}));
    channel.receive("\xb2yo", true);
    EXPECT_EQ(heard, std::vector<std::string>{"ann: yo"});
}

TEST_F(ChatPlugin, listens_to_all_channels_of_its_own_and_talks_on_the_latest_that_is_open) {
    start();
    booth.begin("ann");
    auto &first = booth.add_channel("", "raw");
    auto &second = booth.add_channel("", "raw", false);
    chat->say("one");
    second.become_open();
    chat->say("two");
    first.receive("x", false);
    second.receive("y", false);
    second.become_closed();
    chat->say("three");
    EXPECT_EQ(first.sent, (Sent{{"one", false}, {"three", false}}));
    EXPECT_EQ(second.sent, (Sent{{"two", false}}));
    EXPECT_EQ(heard, (std::vector<std::string>{"ann: x", "ann: y"}));
}

TEST_F(ChatPlugin, a_channel_that_opens_later_counts_as_later) {
    start();
    booth.begin("ann");
    auto &first = booth.add_channel("", "raw", false);
    auto &second = booth.add_channel("", "raw");
    first.become_open();
    chat->say("hi");
    EXPECT_EQ(first.sent.size(), 1U);
    EXPECT_TRUE(second.sent.empty());
}

TEST_F(ChatPlugin, prefers_its_own_label_to_channels_of_others) {
    start();
    booth.begin("ann");
    auto &own = booth.add_channel("chat", "raw");
    auto &other = booth.add_channel("pointer", "json");
    chat->say("hi");
    EXPECT_EQ(own.sent.size(), 1U);
    EXPECT_TRUE(other.sent.empty());
}

TEST_F(ChatPlugin, takes_a_channel_of_any_label_where_it_may) {
    start({{"any-label", true}});
    booth.begin("ann");
    auto &channel = booth.add_channel("4b1d", "");
    chat->say("hi");
    channel.receive("yo", false);
    EXPECT_EQ(channel.sent, (Sent{{"hi", false}}));
    EXPECT_EQ(heard, std::vector<std::string>{"ann: yo"});
}

TEST_F(ChatPlugin, leaves_channels_of_others_alone) {
    start();
    booth.begin("ann");
    auto &other = booth.add_channel("pointer", "json");
    other.receive("\"no chat\"", true);
    EXPECT_TRUE(heard.empty());
    EXPECT_EQ(refusal("hi"), "there is no chat with ann yet");
    EXPECT_TRUE(other.sent.empty());
}

TEST_F(ChatPlugin, forgets_a_channel_that_was_closed) {
    start();
    booth.begin("ann");
    booth.add_channel("chat", "raw").become_closed();
    EXPECT_EQ(refusal("hi"), "there is no chat with ann yet");
    auto &next = booth.add_channel("chat", "raw");
    chat->say("hi");
    EXPECT_EQ(next.sent.size(), 1U);
}

TEST_F(ChatPlugin, explains_why_nothing_can_be_said) {
    start({{"max-length", int64_t{5}}});
    EXPECT_EQ(refusal("hi"), "there is no partner to talk to");
    booth.begin("ann");
    EXPECT_EQ(refusal("hi"), "there is no chat with ann yet");
    auto &channel = booth.add_channel("chat", "json", false);
    EXPECT_EQ(refusal("hi"), "there is no chat with ann yet");
    channel.become_open();
    EXPECT_EQ(refusal("123456"), "the text has 6 characters; 5 are possible");
    EXPECT_EQ(refusal("äöüßé"), "said");
    EXPECT_EQ(refusal(" \n "), "there is nothing to say");
    EXPECT_EQ(channel.sent.size(), 1U);
}

TEST_F(ChatPlugin, cleans_and_cuts_what_comes) {
    start({{"max-length", int64_t{5}}});
    booth.begin("ann");
    auto &channel = booth.add_channel("chat", "raw");
    channel.receive("\x1b[31mred alert\n", false);
    channel.receive("\n\a", false);
    EXPECT_EQ(heard, std::vector<std::string>{"ann: [31mr"});
}

TEST_F(ChatPlugin, logs_what_is_not_a_text_and_answers_once) {
    start();
    booth.begin("ann");
    auto &channel = booth.add_channel("chat", "json");
    channel.receive("{\"x\":1}", true);
    channel.receive("7", true);
    EXPECT_TRUE(heard.empty());
    EXPECT_TRUE(host.logged("ann sent an object over the chat, which takes only texts", Level::info));
    EXPECT_FALSE(host.logged("ann sent a number", Level::info));
    EXPECT_EQ(channel.sent, (Sent{{"\"This chat takes only texts, and it was sent an object.\"", true}}));
}

TEST_F(ChatPlugin, logs_what_cannot_be_read) {
    start();
    booth.begin("ann");
    auto &channel = booth.add_channel("chat", "binary");
    channel.receive("\xb2", true);
    EXPECT_TRUE(host.logged("ann sent bytes that are not BinaryPack over the chat", Level::info));
    EXPECT_EQ(channel.sent.size(), 1U);
}

TEST_F(ChatPlugin, does_not_talk_on_a_channel_that_the_partner_wants_closed) {
    start();
    booth.begin("ann");
    auto &channel = booth.add_channel("chat", "json");
    channel.receive(R"({"__peerData":{"type":"close"}})", true);
    EXPECT_EQ(refusal("hi"), "there is no chat with ann yet");
    EXPECT_FALSE(channel.is_open) << "the partner leaves the closing to us";
}

TEST_F(ChatPlugin, forgets_the_channels_of_a_call_that_ended) {
    start();
    booth.begin("ann");
    booth.add_channel("chat", "json");
    booth.end(EndReason::remote_hangup);
    EXPECT_EQ(refusal("hi"), "there is no partner to talk to");
    booth.begin("bob");
    EXPECT_EQ(refusal("hi"), "there is no chat with bob yet");
    auto &channel = booth.add_channel("chat", "json");
    EXPECT_EQ(refusal("hi"), "said");
    EXPECT_EQ(channel.sent.size(), 1U);
}

TEST_F(ChatPlugin, keeps_the_last_lines_until_the_next_call) {
    start({{"history", int64_t{2}}});
    EXPECT_EQ(host.commands.invoke("history"), "nothing was said yet");
    booth.begin("ann");
    auto &channel = booth.add_channel("chat", "raw");
    channel.receive("one", false);
    chat->say("two");
    channel.receive("three", false);
    booth.end(EndReason::remote_hangup);
    EXPECT_EQ(host.commands.invoke("history"), "me: two\nann: three");
    booth.begin("bob");
    EXPECT_EQ(host.commands.invoke("history"), "nothing was said yet");
}

TEST_F(ChatPlugin, survives_a_listener_that_hangs_up) {
    start();
    kept.push_back(chat->received.subscribe([this](auto, auto) { booth.end(EndReason::local_next); }));
    booth.begin("ann");
    booth.add_channel("chat", "raw").receive("bye", false);
    EXPECT_EQ(heard, std::vector<std::string>{"ann: bye"});
    EXPECT_EQ(refusal("hi"), "there is no partner to talk to");
}

} // namespace
} // namespace callbooth::chat
