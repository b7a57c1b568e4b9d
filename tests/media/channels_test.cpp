// SPDX-License-Identifier: MIT
/// Data channels that anybody opens, and to whom they belong.
#include <chrono>

#include "media/test_booth.hpp"
#include <gtest/gtest.h>

namespace callbooth::test {

using namespace std::chrono_literals;

namespace {

/// Two booths without media in a call, over either kind of signaling.
struct Channels : testing::TestWithParam<bool> {
    Channels()
        : a(net, "a", data_alone(), Abilities{.separate_data = GetParam()}),
          b(net, "b", data_alone(), Abilities{.separate_data = GetParam()}) {
        kept.push_back(b.booth.channel_added.subscribe([this](Call &, DataChannel &channel) {
            if (channel.label() == "files")
                watch(channel);
        }));
    }
    static config::PipelineFile data_alone() { return pipeline_file({"", "", "", "", "", ""}); }

    void watch(DataChannel &channel) {
        theirs = &channel;
        kept.push_back(channel.message.subscribe([this](const Message &m) { received.emplace_back(m.bytes); }));
        kept.push_back(channel.closed.subscribe([this] { theirs_closed = true; }));
    }
    void connect() {
        a.booth.call("b");
        ASSERT_TRUE(run_until([&] { return a.channel && b.channel; }, 20s));
        chat = a.channel;
    }
    void open(ChannelOptions options = {"files", "x-files"}) {
        connect();
        ours = &a.booth.current()->open_channel(options);
        kept.push_back(ours->closed.subscribe([this] { ours_closed = true; }));
        kept.push_back(ours->drained.subscribe([this] { ++drained; }));
        ASSERT_TRUE(run_until([&] { return ours->open() && theirs && theirs->open(); }, 20s));
    }

    LinkedSignaling::Net net;
    TestBooth a;
    TestBooth b;
    DataChannel *chat = nullptr; ///< of a, wanted in every call
    DataChannel *ours = nullptr;
    DataChannel *theirs = nullptr;
    bool ours_closed = false;
    bool theirs_closed = false;
    int drained = 0;
    std::vector<std::string> received;
    std::vector<Subscription> kept;
};

std::string complaint(Call &call, const ChannelOptions &options) {
    try {
        call.open_channel(options);
    } catch (const Error &e) {
        return e.what();
    }
    return "opened";
}

} // namespace

TEST_P(Channels, are_opened_and_closed_in_a_running_call) {
    open();
    EXPECT_EQ(theirs->protocol(), "x-files");
    ours->send({"text", false});
    EXPECT_TRUE(run_until([&] { return received == std::vector<std::string>{"text"}; }));
    ours->close();
    ours->close();
    EXPECT_TRUE(run_until([&] { return ours_closed && theirs_closed; }, 20s));
    EXPECT_TRUE(a.connected() && b.connected());
    chat->send({"still here", false});
    EXPECT_TRUE(run_until([&] { return b.messages == std::vector<std::string>{"text", "still here"}; }));
}

TEST_P(Channels, carry_the_longest_message_and_say_when_all_is_sent) {
    open();
    ASSERT_GE(ours->max_message(), 65536U);
    EXPECT_THROW(ours->send({std::string(ours->max_message() + 1, 'x'), true}), Error);
    const std::string longest(ours->max_message(), 'x');
    ours->send({longest, true});
    ASSERT_TRUE(run_until([&] { return !received.empty() && drained > 0; }, 20s));
    EXPECT_EQ(received.front().size(), longest.size());
    EXPECT_EQ(ours->buffered(), 0U);
}

TEST_P(Channels, carry_empty_messages_and_refuse_texts_that_would_be_cut) {
    open();
    std::vector<std::pair<std::string, bool>> got;
    kept.push_back(theirs->message.subscribe([&](const Message &m) { got.emplace_back(m.bytes, m.binary); }));
    ours->send({"", false});
    ours->send({"", true});
    ours->send({std::string_view("a\0b", 3), true});
    EXPECT_THROW(ours->send({std::string_view("a\0b", 3), false}), Error);
    ours->send({"end", false});
    ASSERT_TRUE(run_until([&] { return got.size() == 4; }));
    EXPECT_EQ(got, (std::vector<std::pair<std::string, bool>>{
                       {"", false}, {"", true}, {std::string("a\0b", 3), true}, {"end", false}}));
    EXPECT_TRUE(a.connected() && b.connected());
}

/// What a held channel keeps, and what its sender still has.
TEST_P(Channels, slow_the_sender_down_while_they_are_held) {
    open();
    theirs->hold(true);
    const std::string piece(64 * 1024, 'x');
    size_t sent = 0;
    const auto send_more = [&] {
        while (sent < 256 && ours->buffered() < 1024 * 1024) {
            ours->send({piece, true});
            ++sent;
        }
    };
    size_t last = 0;
    const auto stands = [&] {
        send_more();
        return std::exchange(last, sent) == sent && sent > 64;
    };
    for (int still = 0; still < 50; still = stands() ? still + 1 : 0)
        run_until([] { return false; }, 10ms);
    EXPECT_LT(sent, 256U) << "all of it went";
    EXPECT_TRUE(received.empty());
    theirs->hold(false);
    EXPECT_TRUE(run_until(
        [&] {
            send_more();
            return received.size() == 256;
        },
        60s));
    EXPECT_TRUE(a.connected() && b.connected());
}

TEST_P(Channels, belong_to_the_first_that_claims_them_or_to_their_opener) {
    std::vector<std::string> asked;
    const auto claim = [&](const char *name, const char *label) {
        return b.booth.claim_channel([&asked, name, label](Call &, DataChannel &channel) {
            asked.push_back(name + (": " + channel.label()));
            return channel.label() == label;
        });
    };
    const auto opener = a.booth.claim_channel([&](Call &, DataChannel &channel) {
        asked.push_back("opener: " + channel.label());
        return false;
    });
    const auto first = claim("first", "files");
    const auto second = claim("second", "chat");
    open();
    std::sort(asked.begin(), asked.end());
    EXPECT_EQ(asked, (std::vector<std::string>{"first: chat", "first: files", "opener: chat", "second: chat"}));
}

TEST_P(Channels, are_limited) {
    Call &call = a.booth.call("b");
    EXPECT_EQ(complaint(call, {"files"}), "the call is not connected");
    ASSERT_TRUE(run_until([&] { return a.channel && b.channel; }, 20s));
    EXPECT_EQ(complaint(call, {.label = "x", .max_retransmits = 1, .max_lifetime = 1ms}),
              "a data channel has a limit of retransmissions or of lifetime, not both");
    EXPECT_EQ(complaint(call, {.label = "x", .max_lifetime = 65536ms}),
              "a data channel's max_lifetime is from 0 to 65535 ms");
    if (GetParam()) {
        EXPECT_EQ(complaint(call, {.label = "x", .negotiated = 7}),
                  "this signaling makes a connection for each data channel and cannot carry negotiated ids");
    }
    std::string last;
    for (int i = 0; i < 20 && last.find("too many") == std::string::npos; ++i)
        last = complaint(call, {"files"});
    EXPECT_EQ(last, GetParam() ? "the call has too many connections" : "the connection has too many data channels");
    EXPECT_TRUE(a.connected());
}

TEST_P(Channels, refuse_a_ninth_connection_alone) {
    if (!GetParam())
        return;
    connect();
    for (int i = 0; i < 7; ++i)
        a.booth.current()->open_channel({"of a", "x"});
    b.booth.current()->open_channel({"of b", "x"}); // the offers meet: each side gets one too many
    EXPECT_TRUE(run_until([&] { return !a.signaling.refused.empty() && !b.signaling.refused.empty(); }));
    using Refused = std::vector<std::pair<std::string, RefusalReason>>;
    EXPECT_EQ(a.signaling.refused, (Refused{{"b", RefusalReason::too_many}}));
    EXPECT_EQ(b.signaling.refused, (Refused{{"a", RefusalReason::too_many}}));
    chat->send({"still here", false});
    EXPECT_TRUE(run_until([&] { return b.messages == std::vector<std::string>{"still here"}; }));
}

TEST_P(Channels, may_lose_messages_where_that_is_wanted) {
    open({.label = "files", .protocol = "x", .ordered = false, .max_retransmits = 0});
    ours->send({"now or never", true});
    EXPECT_TRUE(run_until([&] { return !received.empty(); }));
}

TEST_P(Channels, say_that_webrtcbin_cannot_make_them) {
    if (GetParam())
        return;
    connect();
    std::vector<std::string> events;
    DataChannel &impossible = a.booth.current()->open_channel({.label = "files", .negotiated = 65534});
    kept.push_back(impossible.failed.subscribe([&](const std::string &why) { events.push_back(why); }));
    kept.push_back(impossible.closed.subscribe([&] { events.emplace_back("closed"); }));
    EXPECT_TRUE(run_until([&] { return events.size() == 2; }));
    EXPECT_EQ(events, (std::vector<std::string>{"webrtcbin made no data channel", "closed"}));
    EXPECT_TRUE(a.connected());
}

INSTANTIATE_TEST_SUITE_P(All, Channels, testing::Bool(), [](const auto &each) {
    return each.param ? "in_connections_of_their_own" : "in_one_connection";
});

} // namespace callbooth::test
