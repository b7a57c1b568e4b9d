// SPDX-License-Identifier: MIT
#include <regex>

#include "support/fake_booth.hpp"
#include "support/test_host.hpp"
#include <callbooth/services/chat.hpp>
#include <gtest/gtest.h>

using namespace callbooth;

namespace {

using Lines = std::vector<std::string>;

struct FakeChat final : Chat {
    void say(std::string_view text) override {
        if (!open)
            throw Error("there is no chat yet");
        lines.emplace_back(text);
        said.emit(text);
    }
    bool open = true;
    Lines lines;
};

const Values few_words = {
    {"hello", "Good day!"},
    {"answers", Lines{"who are you: A booth.", "time: It is {time}.", "Hello: Hello to you!", "hi: Hello to you!"}},
    {"otherwise", "Try hello or time."},
};

struct GreeterPlugin : testing::Test {
    GreeterPlugin() {
        host.offer<Booth>(booth);
        host.offer<Chat>(chat);
    }
    void start(const Values &values = few_words) {
        plugin = host.create(values);
        plugin->start();
    }
    void meet(std::string_view peer) {
        booth.end(EndReason::remote_hangup);
        booth.begin(peer);
        booth.connect();
        test::run_pending();
    }
    /// All that is said when the partner has written this.
    Lines hear(std::string_view text) {
        chat.lines.clear();
        chat.received.emit("ann", text);
        test::run_pending();
        return std::exchange(chat.lines, {});
    }

    test::FakeBooth booth;
    FakeChat chat;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
};

} // namespace

TEST_F(GreeterPlugin, greets_every_partner_once) {
    start();
    meet("ann");
    EXPECT_EQ(chat.lines, (Lines{"Good day!"}));
    booth.add_channel("chat", "json");
    test::run_pending();
    EXPECT_EQ(chat.lines, (Lines{"Good day!"}));
    meet("bob");
    EXPECT_EQ(chat.lines, (Lines{"Good day!", "Good day!"}));
}

TEST_F(GreeterPlugin, greets_as_soon_as_the_chat_is_open) {
    start();
    chat.open = false;
    meet("ann");
    auto &first = booth.add_channel("chat", "json", false);
    booth.add_channel("another", "json", false);
    test::run_pending();
    EXPECT_EQ(chat.lines, Lines{});
    chat.open = true;
    first.become_open();
    test::run_pending();
    EXPECT_EQ(chat.lines, (Lines{"Good day!"}));
}

TEST_F(GreeterPlugin, greets_nobody_before_the_call_is_connected) {
    start();
    booth.begin("ann");
    booth.add_channel("chat", "json");
    test::run_pending();
    EXPECT_EQ(chat.lines, Lines{});
    booth.connect();
    test::run_pending();
    EXPECT_EQ(chat.lines, (Lines{"Good day!"}));
}

TEST_F(GreeterPlugin, answers_words_however_they_are_written) {
    start();
    meet("ann");
    EXPECT_EQ(hear("HELLO!!"), (Lines{"Hello to you!"}));
    EXPECT_EQ(hear("so,  who...are you?"), (Lines{"A booth."}));
    EXPECT_TRUE(std::regex_match(hear("what time is it").at(0), std::regex("It is [0-2][0-9]:[0-5][0-9]\\.")));
    EXPECT_EQ(hear("this"), (Lines{"Try hello or time."}));
    EXPECT_EQ(hear("ß\xff"), (Lines{"Try hello or time."}));
}

TEST_F(GreeterPlugin, says_nothing_that_it_was_not_given) {
    start({{"hello", ""}});
    meet("ann");
    EXPECT_EQ(chat.lines, Lines{});
    EXPECT_EQ(hear("hello"), Lines{});
}

TEST_F(GreeterPlugin, answers_nobody_who_has_gone) {
    start();
    meet("ann");
    chat.lines.clear();
    chat.received.emit("ann", "hello");
    booth.end(EndReason::remote_hangup);
    booth.begin("bob");
    test::run_pending();
    EXPECT_EQ(chat.lines, Lines{});
}

TEST_F(GreeterPlugin, does_not_answer_another_greeter_for_ever) {
    auto values = few_words;
    values["limit"] = int64_t{3};
    start(values);
    meet("ann");
    EXPECT_EQ(hear("Good day!"), Lines{});
    EXPECT_EQ(hear("Try hello or time."), Lines{});
    EXPECT_EQ(hear("Hello to you!"), Lines{});
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(hear("hello"), (Lines{"Hello to you!"}));
    EXPECT_EQ(hear("hello"), Lines{});
    meet("bob");
    chat.received.emit("bob", "hello");
    test::run_pending();
    EXPECT_EQ(chat.lines.back(), "Hello to you!");
}

TEST_F(GreeterPlugin, answers_few_messages_of_a_flood) {
    start();
    meet("ann");
    size_t answers = 0;
    for (int i = 0; i < 50; ++i)
        answers += hear("hello").size();
    EXPECT_GE(answers, 5u);
    EXPECT_LT(answers, 20u);
}

TEST_F(GreeterPlugin, answers_after_everybody_has_seen_the_message) {
    start();
    meet("ann");
    Lines seen;
    const auto heard = chat.received.subscribe([&](auto, auto text) { seen.push_back("ann: " + std::string(text)); });
    const auto said = chat.said.subscribe([&](auto text) { seen.push_back("me: " + std::string(text)); });
    hear("hello");
    EXPECT_EQ(seen, (Lines{"ann: hello", "me: Hello to you!"}));
}

TEST_F(GreeterPlugin, shows_its_answers) {
    start();
    EXPECT_EQ(host.commands.invoke("answer oh, hi"), "Hello to you!");
}

TEST_F(GreeterPlugin, wants_words_and_an_answer_in_a_row) {
    for (const char *row : {"hello", "hello:", ": hello", "?!: hello", ""}) {
        try {
            start({{"answers", Lines{row}}});
            ADD_FAILURE() << row;
        } catch (const Error &e) {
            EXPECT_EQ(e.what(), "'" + std::string(row) +
                                    "' in answers lacks words or an answer: write 'thank you: You are welcome.'");
        }
    }
}
