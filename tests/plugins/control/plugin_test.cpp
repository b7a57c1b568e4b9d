// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>
#include <memory>
#include <sys/stat.h>

#include "plugins/control/program.hpp"
#include "support/fake_booth.hpp"
#include "support/fake_devices.hpp"
#include "support/temp_folder.hpp"
#include "support/test_host.hpp"
#include <callbooth/services/chat.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using test::OtherProgram;

namespace {

class FakeChat final : public Chat {
public:
    void say(std::string_view text) override {
        if (text.empty())
            throw Error("there is nothing to say");
        said.emit(text);
    }
};

struct ControlPlugin : testing::Test {
    std::string path() const { return (folder.path() / "run" / "control").string(); }
    void start(Values values = {}) {
        values.try_emplace("path", path());
        plugin = host.create(values);
        plugin->start();
    }
    void offer_all() {
        host.offer<Booth>(booth);
        host.offer<Chat>(chat);
    }
    void stop() {
        plugin->stop();
        plugin.reset();
    }

    test::TempFolder folder;
    test::FakeBooth booth;
    FakeChat chat;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
};

std::string code_of(const Json &answer) { return answer.find<std::string>("code").value_or("none"); }

} // namespace

TEST_F(ControlPlugin, answers_each_request_with_its_id) {
    start();
    host.status.set("signaling.state", "ready");
    OtherProgram program(path());
    EXPECT_EQ(program.ask({{"id", "x"}, {"do", "status"}}).dump(),
              R"({"id":"x","result":{"signaling.state":"ready"}})");
    EXPECT_EQ(program.ask({{"do", "status"}, {"prefix", "call."}}).dump(), R"({"id":null,"result":{}})");
    program.write("{\"do\":\"status\"}\n{\"do\":\"status\"}\nrubbish\n");
    EXPECT_TRUE(program.answer().member("result"));
    EXPECT_TRUE(program.answer().member("result"));
    EXPECT_EQ(code_of(program.answer()), "bad-request");
}

TEST_F(ControlPlugin, takes_a_request_with_arguments_for_the_command_of_that_name) {
    start();
    OtherProgram program(path());
    const auto command = host.commands.add(
        {"status", "[PREFIX]", "Shows", [](std::string_view prefix) { return "of " + std::string(prefix); }});
    EXPECT_EQ(program.ask({{"do", "status"}, {"arguments", "a"}}).dump(), R"({"id":null,"result":{"text":"of a"}})");
    EXPECT_EQ(program.ask({{"do", "status"}}).dump(), R"({"id":null,"result":{}})");
}

TEST_F(ControlPlugin, runs_every_command_that_any_plugin_adds) {
    start();
    OtherProgram program(path());
    EXPECT_EQ(code_of(program.ask({{"do", "dance"}})), "unknown");
    const auto command = host.commands.add(
        {"dance", "[HOW]", "Dances", [](std::string_view how) { return "dances " + std::string(how); }});
    const auto failing =
        host.commands.add({"fly", "", "Flies", [](std::string_view) -> std::string { throw Error("no wings"); }});
    EXPECT_EQ(program.ask({{"do", "dance"}, {"arguments", "well"}}).get<std::string>("result.text"), "dances well");
    EXPECT_EQ(program.ask({{"do", "dance"}, {"words", std::vector<std::string>{"very", "well"}}})
                  .get<std::string>("result.text"),
              "dances very well");
    const Json error = program.ask({{"do", "fly"}});
    EXPECT_EQ(code_of(error), "failed");
    EXPECT_EQ(error.get<std::string>("error"), "no wings");
    EXPECT_EQ(program.ask({{"do", "list"}}).get<std::string>("result.commands[0].name"), "dance");
}

TEST_F(ControlPlugin, works_without_a_booth_and_says_what_is_missing) {
    start();
    OtherProgram program(path());
    const Json refused = program.ask({{"do", "call"}, {"peer", "ann"}});
    EXPECT_EQ(code_of(refused), "unavailable");
    EXPECT_EQ(refused.get<std::string>("error"),
              "call needs the service 'booth', which this pipeline file does not have");
    for (const char *name : {"accept", "end", "devices", "muted", "open", "send", "send-file", "receive-files"})
        EXPECT_EQ(code_of(program.ask({{"do", name}})), "unavailable") << name;
    const Json list = program.ask({{"do", "list"}});
    for (const Json &request : list.get<std::vector<Json>>("result.requests"))
        EXPECT_EQ(request.get<bool>("available"), !request.member("needs")) << request.dump();
    EXPECT_EQ(list.get<int>("result.protocol"), 1);
}

TEST_F(ControlPlugin, calls_accepts_refuses_and_ends) {
    offer_all();
    start();
    OtherProgram program(path());
    EXPECT_EQ(program.ask({{"do", "call"}, {"peer", "ann"}}).at("result").dump(),
              R"({"peer":"ann","outgoing":true,"state":"connecting"})");
    EXPECT_EQ(booth.metadata, "");
    EXPECT_EQ(code_of(program.ask({{"do", "call"}, {"peer", "bob"}, {"metadata", Json::Object{{"of", "ann"}}}})),
              "failed");
    EXPECT_EQ(booth.metadata, R"({"of":"ann"})");
    EXPECT_EQ(program.ask({{"do", "end"}}).get<std::string>("result.peer"), "ann");
    EXPECT_EQ(booth.ends.back(), EndReason::local_hangup);
    EXPECT_EQ(code_of(program.ask({{"do", "end"}})), "failed");
    booth.let_wait("bob");
    EXPECT_EQ(program.ask({{"do", "refuse"}}).get<std::string>("result.peer"), "bob");
    booth.let_wait("cyd");
    EXPECT_EQ(program.ask({{"do", "accept"}}).get<std::string>("result.peer"), "cyd");
    EXPECT_EQ(booth.current()->peer(), "cyd");
}

TEST_F(ControlPlugin, sends_events_to_those_who_listen) {
    offer_all();
    start();
    OtherProgram all(path());
    OtherProgram some(path());
    OtherProgram none(path());
    EXPECT_TRUE(all.ask({{"do", "events"}}).get<bool>("result.goes-on"));
    some.ask({{"do", "events"}, {"names", std::vector<std::string>{"chat", "status"}}});
    none.ask({{"do", "status"}});
    booth.begin("ann");
    booth.connect();
    chat.received.emit("ann", "hello");
    host.status.set("call.peer", "ann");
    booth.end(EndReason::remote_hangup);
    EXPECT_EQ(all.read().get<std::string>("event"), "call-added");
    EXPECT_EQ(all.read().dump(), R"({"event":"call-connected","peer":"ann","outgoing":false,"state":"connected"})");
    EXPECT_EQ(all.read().dump(), R"({"event":"chat","peer":"ann","text":"hello"})");
    EXPECT_EQ(all.read().dump(), R"({"event":"call-ended","peer":"ann","reason":"remote-hangup"})");
    EXPECT_EQ(some.read().get<std::string>("event"), "chat");
    EXPECT_EQ(some.read().dump(), R"({"event":"status","key":"call.peer","value":"ann"})");
    EXPECT_TRUE(none.quiet());
    EXPECT_EQ(code_of(none.ask({{"do", "events"}, {"names", std::vector<std::string>{"chatt"}}})), "bad-request");
}

TEST_F(ControlPlugin, chats_both_ways) {
    offer_all();
    start();
    OtherProgram program(path());
    program.ask({{"do", "events"}});
    program.write(Json::Object{{"do", "chat"}, {"text", "good day"}}.dump() + "\n");
    EXPECT_EQ(program.read().dump(), R"({"event":"chat-sent","text":"good day"})");
    EXPECT_TRUE(program.read().member("result"));
    EXPECT_EQ(code_of(program.ask({{"do", "chat"}, {"text", ""}})), "failed");
    booth.let_wait("eve");
    EXPECT_EQ(program.read().get<std::string>("event"), "caller-waits");
}

TEST_F(ControlPlugin, sends_and_receives_over_channels_that_it_opens) {
    offer_all();
    start();
    OtherProgram program(path());
    EXPECT_EQ(code_of(program.ask({{"do", "open"}, {"label", "robot"}})), "failed");
    booth.begin("ann");
    test::FakeChannel *opened = nullptr;
    const auto watch = booth.channel_added.subscribe(
        [&](Call &, DataChannel &channel) { opened = static_cast<test::FakeChannel *>(&channel); });
    const Json answer = program.ask({{"do", "open"}, {"label", "robot"}, {"protocol", "raw"}});
    const auto id = answer.get<int64_t>("result.channel");
    EXPECT_EQ(code_of(program.ask({{"do", "send"}, {"channel", id}, {"text", "early"}})), "failed");
    opened->become_open();
    EXPECT_EQ(program.event("channel-opened").get<std::string>("label"), "robot");
    program.ask({{"do", "send"}, {"channel", id}, {"text", "left"}});
    program.ask({{"do", "send"}, {"channel", id}, {"base64", "AP8K"}});
    EXPECT_EQ(opened->sent,
              (std::vector<test::FakeChannel::Sent>{{"left", false}, {std::string("\0\xff\n", 3), true}}));
    EXPECT_EQ(code_of(program.ask({{"do", "send"}, {"channel", id}})), "bad-request");
    EXPECT_EQ(code_of(program.ask({{"do", "send"}, {"channel", id}, {"base64", "?"}})), "bad-request");
    opened->receive("right", false);
    EXPECT_EQ(program.event("message").get<std::string>("text"), "right");
    opened->receive("\xff", true);
    EXPECT_EQ(program.event("message").get<std::string>("base64"), "/w==");
    booth.end(EndReason::remote_hangup);
    EXPECT_EQ(program.event("channel-closed").get<int64_t>("channel"), id);
    EXPECT_EQ(code_of(program.ask({{"do", "send"}, {"channel", id}, {"text", "late"}})), "failed");
}

TEST_F(ControlPlugin, reads_and_writes_the_values_of_a_channel) {
    offer_all();
    start();
    OtherProgram program(path());
    program.ask({{"do", "claim"}, {"labels", std::vector<std::string>{"robot"}}, {"values", true}});
    booth.begin("ann");
    auto &channel = booth.add_channel("robot", "binary");
    program.event("channel-opened");
    channel.receive("\x81\xb1x\xa2\1\2", true);
    EXPECT_EQ(program.event("value").at("value").dump(), R"({"x":{"base64":"AQI="}})");
    channel.receive("\xb2", true);
    EXPECT_EQ(program.event("unreadable").get<std::string>("what"), "bytes that are not BinaryPack");
    program.ask({{"do", "send"}, {"channel", 1}, {"value", Json::parse(R"({"x":{"base64":"AQI="}})")}});
    ASSERT_EQ(channel.sent.size(), 1u);
    EXPECT_EQ(channel.sent[0].bytes, "\x81\xb1x\xa2\1\2");
    EXPECT_EQ(code_of(program.ask({{"do", "send"}, {"channel", 1}, {"value", 1}, {"text", "x"}})), "bad-request");
    channel.receive("\x81\xba__peerData\x81\xb4type\xb5"
                    "close",
                    true);
    EXPECT_FALSE(channel.is_open) << "the page leaves the closing to us";
}

TEST_F(ControlPlugin, gives_a_channel_to_the_one_that_claimed_its_label) {
    offer_all();
    start();
    OtherProgram claimer(path());
    OtherProgram other(path());
    claimer.ask({{"do", "claim"}, {"labels", std::vector<std::string>{"robot"}}});
    other.ask({{"do", "status"}});
    booth.begin("ann");
    auto &ours = booth.add_channel("robot", "raw");
    auto &chats = booth.add_channel("chat", "json");
    const auto id = claimer.event("channel-opened").get<int64_t>("channel");
    ours.receive("hi", false);
    chats.receive("for the chat", false);
    EXPECT_EQ(claimer.read().get<std::string>("text"), "hi");
    EXPECT_TRUE(claimer.quiet());
    EXPECT_TRUE(other.quiet());
    EXPECT_EQ(code_of(other.ask({{"do", "send"}, {"channel", id}, {"text", "not mine"}})), "failed");
    EXPECT_EQ(other.ask({{"do", "channels"}}).at("result").size(), 0u);
    EXPECT_EQ(claimer.ask({{"do", "channels"}}).at("result").size(), 1u);
    claimer.leave();
    EXPECT_TRUE(test::run_until([&] { return !ours.is_open; }));
    EXPECT_TRUE(chats.is_open);
    other.ask({{"do", "claim"}, {"labels", std::vector<std::string>{"robot"}}});
    booth.add_channel("robot", "raw");
    EXPECT_EQ(other.event("channel-opened").get<std::string>("peer"), "ann");
}

TEST_F(ControlPlugin, makes_a_socket_for_its_own_user_alone_and_removes_it) {
    start();
    struct stat found {};
    ASSERT_EQ(lstat(path().c_str(), &found), 0);
    EXPECT_TRUE(S_ISSOCK(found.st_mode));
    EXPECT_EQ(found.st_mode & 0777, 0600u);
    OtherProgram program(path());
    program.ask({{"do", "status"}});
    stop();
    EXPECT_EQ(program.read().dump(), R"({"event":"dropped","why":"the program ends"})");
    EXPECT_TRUE(program.ended());
    EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(ControlPlugin, replaces_a_stale_socket_but_neither_a_living_one_nor_anything_else) {
    start();
    Values values{{"path", path()}};
    EXPECT_THROW(host.create(values), Error);
    EXPECT_TRUE(OtherProgram(path()).connected);
    std::filesystem::rename(path(), path() + ".moved");
    stop();
    std::filesystem::rename(path() + ".moved", path()); // as a killed program leaves it
    EXPECT_FALSE(OtherProgram(path()).connected);
    start();
    EXPECT_TRUE(OtherProgram(path()).connected);
    stop();
    std::ofstream(path()) << "a file";
    EXPECT_THROW(host.create(values), Error);
    EXPECT_TRUE(std::filesystem::is_regular_file(path()));
}

TEST_F(ControlPlugin, refuses_a_path_that_is_too_long) {
    EXPECT_THROW(host.create({{"path", "/tmp/" + std::string(200, 'x')}}), Error);
}

TEST_F(ControlPlugin, drops_a_program_whose_line_never_ends) {
    start();
    OtherProgram program(path());
    program.write(std::string(600 * 1024, 'x'));
    EXPECT_EQ(program.read().dump(), R"({"event":"dropped","why":"a request exceeds 524288 bytes"})");
    EXPECT_TRUE(program.ended());
    EXPECT_TRUE(host.logged("a request exceeds", Level::warning));
}

TEST_F(ControlPlugin, drops_a_program_that_reads_too_slowly_and_says_why) {
    offer_all();
    start({{"max-queue", int64_t{64}}});
    OtherProgram slow(path());
    OtherProgram quick(path());
    slow.ask({{"do", "events"}});
    quick.ask({{"do", "events"}});
    const std::string text(10000, 'x');
    for (int i = 0; i < 200 && !host.logged("reads too slowly", Level::warning); ++i) {
        chat.received.emit("ann", text);
        EXPECT_TRUE(quick.read().member("text"));
    }
    EXPECT_TRUE(host.logged("reads too slowly", Level::warning));
    EXPECT_EQ(slow.event("dropped").get<std::string>("why"), "it reads too slowly");
    EXPECT_TRUE(slow.ended());
    EXPECT_TRUE(quick.ask({{"do", "status"}}).member("result"));
}

TEST_F(ControlPlugin, drops_those_who_are_too_many) {
    start({{"max-clients", int64_t{1}}});
    OtherProgram first(path());
    first.ask({{"do", "status"}});
    OtherProgram second(path());
    EXPECT_EQ(second.read().get<std::string>("why"), "1 programs are connected already");
    EXPECT_TRUE(second.ended());
    EXPECT_TRUE(first.ask({{"do", "status"}}).member("result"));
    first.leave();
    EXPECT_TRUE(test::run_until([&] {
        OtherProgram third(path());
        return third.ask({{"do", "status"}}).member("result").has_value();
    }));
}

TEST_F(ControlPlugin, refuses_requests_that_are_too_many_a_second) {
    start({{"requests-per-second", int64_t{2}}});
    OtherProgram program(path());
    for (int i = 0; i < 4; ++i)
        EXPECT_TRUE(program.ask({{"do", "status"}}).member("result"));
    EXPECT_EQ(code_of(program.ask({{"do", "status"}})), "too-many");
}

TEST_F(ControlPlugin, answers_a_program_that_has_closed_its_side) {
    start();
    OtherProgram program(path());
    program.write("{\"do\":\"status\"}\n");
    program.finish();
    EXPECT_TRUE(program.read().member("result"));
    EXPECT_TRUE(program.ended());
}

TEST_F(ControlPlugin, lists_devices) {
    test::FakeDevices devices;
    host.offer<Devices>(devices);
    start();
    OtherProgram program(path());
    EXPECT_TRUE(program.ask({{"do", "devices"}}).at("result").is(Json::Kind::array));
    EXPECT_EQ(code_of(program.ask({{"do", "choose"}, {"kind", "door"}})), "bad-request");
    stop();
}
