// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "control/file_wire.hpp"
#include "plugins/control/program.hpp"
#include "support/fake_booth.hpp"
#include "support/temp_folder.hpp"
#include "support/test_host.hpp"
#include <callbooth/util/data_codec.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using namespace callbooth::control;
using test::OtherProgram;

namespace {

std::string content_of(const std::filesystem::path &path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct ControlFileTransfers : testing::Test {
    ControlFileTransfers() {
        host.offer<Booth>(booth);
        plugin = host.create({{"path", at("control")}, {"max-file", int64_t{1}}});
        plugin->start();
        program = std::make_unique<OtherProgram>(at("control"));
        std::filesystem::create_directory(at("inbox"));
        watch = booth.channel_added.subscribe(
            [this](Call &, DataChannel &added) { channel = static_cast<test::FakeChannel *>(&added); });
        booth.begin("ann");
    }
    ~ControlFileTransfers() override {
        plugin->stop();
        plugin.reset();
    }
    std::string at(const char *name) const { return (folder.path() / name).string(); }
    void write(const char *name, const std::string &content) { std::ofstream(at(name)) << content; }

    void send(const char *name) {
        program->write(Json::Object{{"id", 1}, {"do", "send-file"}, {"path", at(name)}}.dump() + "\n");
        ASSERT_TRUE(test::run_until([&] { return channel != nullptr; }));
        channel->become_open();
        ASSERT_TRUE(test::run_until([&] { return !channel->sent.empty(); }));
    }
    void receive_into(const char *name) { program->ask({{"do", "receive-files"}, {"folder", at(name)}}); }
    test::FakeChannel &offer(const std::string &name, int64_t size) {
        auto &added = booth.add_channel("file", "raw");
        added.receive(offer_text({name, size}), false);
        return added;
    }
    bool accepted(const test::FakeChannel &by) {
        return test::run_until([&] { return !by.sent.empty() && by.sent.front().bytes == accept_text(); });
    }
    size_t bytes_sent() const {
        size_t bytes = 0;
        for (const auto &each : channel->sent)
            bytes += each.binary ? each.bytes.size() : 0;
        return bytes;
    }

    test::TempFolder folder;
    test::FakeBooth booth;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    std::unique_ptr<OtherProgram> program;
    test::FakeChannel *channel = nullptr;
    Subscription watch;
};

} // namespace

TEST_F(ControlFileTransfers, send_what_the_partner_accepts_and_answer_when_it_has_all) {
    const std::string content(200000, 'a');
    write("photo.jpg", content);
    send("photo.jpg");
    EXPECT_EQ(channel->label(), "file");
    EXPECT_EQ(channel->sent[0].bytes, offer_text({"photo.jpg", 200000}));
    test::run_pending();
    EXPECT_EQ(channel->sent.size(), 1u);
    channel->receive(accept_text(), false);
    ASSERT_TRUE(test::run_until([&] { return bytes_sent() == content.size(); }));
    EXPECT_TRUE(program->quiet());
    channel->receive(received_text(200000), false);
    EXPECT_EQ(program->answer().dump(), R"({"id":1,"result":{"name":"photo.jpg","size":200000}})");
    EXPECT_FALSE(channel->is_open);
}

TEST_F(ControlFileTransfers, keep_a_limited_part_under_way) {
    write("large", std::string(3 * file_window, 'a'));
    send("large");
    channel->receive(accept_text(), false);
    ASSERT_TRUE(test::run_until([&] { return bytes_sent() >= static_cast<size_t>(file_window); }));
    for (int i = 0; i < 20; ++i)
        test::run_pending();
    EXPECT_LT(bytes_sent(), static_cast<size_t>(file_window) + file_chunk);
    channel->receive(received_text(file_window), false);
    EXPECT_TRUE(test::run_until([&] { return bytes_sent() >= 2 * static_cast<size_t>(file_window); }));
}

TEST_F(ControlFileTransfers, fail_with_the_partners_reason) {
    write("photo.jpg", "x");
    send("photo.jpg");
    channel->receive(refuse_text("no room"), false);
    EXPECT_EQ(program->answer().get<std::string>("error"), "photo.jpg was not sent: the partner refuses it: no room");
}

TEST_F(ControlFileTransfers, fail_with_the_call) {
    write("photo.jpg", "x");
    send("photo.jpg");
    channel = nullptr;
    booth.end(EndReason::remote_hangup);
    EXPECT_EQ(program->answer().get<std::string>("error"), "photo.jpg was not sent: the call ended");
    const Json answer = program->ask({{"do", "send-file"}, {"path", at("photo.jpg")}});
    EXPECT_EQ(answer.get<std::string>("error"), "there is no call");
}

TEST_F(ControlFileTransfers, are_of_files_with_an_absolute_path) {
    EXPECT_EQ(program->ask({{"do", "send-file"}, {"path", "photo.jpg"}}).get<std::string>("code"), "bad-request");
    EXPECT_EQ(program->ask({{"do", "send-file"}, {"path", at("missing")}}).get<std::string>("code"), "failed");
    EXPECT_EQ(program->ask({{"do", "send-file"}, {"path", at("inbox")}}).get<std::string>("code"), "failed");
    EXPECT_EQ(program->ask({{"do", "receive-files"}, {"folder", at("missing")}}).get<std::string>("code"), "failed");
}

TEST_F(ControlFileTransfers, go_over_a_channel_as_one_byte_array) {
    const std::string content(300000, 'a');
    write("photo.jpg", content);
    program->ask({{"do", "open"}, {"label", "mine"}, {"protocol", "binary"}});
    channel->become_open();
    program->write(Json::Object{{"id", 1}, {"do", "send-file"}, {"path", at("photo.jpg")}, {"channel", 1}}.dump() +
                   "\n");
    EXPECT_EQ(program->answer().dump(), R"({"id":1,"result":{"name":"photo.jpg","size":300000}})");
    data::MessageCodec partner("binary");
    std::vector<data::Received> received;
    for (const auto &message : channel->sent)
        for (auto &one : partner.decode(message.bytes, message.binary))
            received.push_back(std::move(one));
    ASSERT_EQ(received.size(), 1u);
    EXPECT_EQ(std::get<data::Value>(received[0]), data::Value{data::Bytes{content}});
    EXPECT_TRUE(channel->is_open);
}

TEST_F(ControlFileTransfers, go_over_channels_of_byte_arrays_alone) {
    write("photo.jpg", "x");
    program->ask({{"do", "open"}, {"label", "mine"}, {"protocol", "json"}});
    channel->become_open();
    const Json answer = program->ask({{"do", "send-file"}, {"path", at("photo.jpg")}, {"channel", 1}});
    EXPECT_EQ(answer.get<std::string>("error"), "files go over channels whose protocol is binary");
    EXPECT_EQ(program->ask({{"do", "send-file"}, {"path", at("photo.jpg")}, {"channel", 7}}).get<std::string>("error"),
              "this client has no such channel");
}

TEST_F(ControlFileTransfers, store_byte_arrays_of_any_length) {
    receive_into("inbox");
    for (const size_t size : {size_t{5}, size_t{1000000}}) {
        const std::string content(size, 'b');
        auto &from = booth.add_channel("file", "binary");
        data::MessageCodec partner("binary");
        for (const auto &message : partner.encode({data::Bytes{content}}))
            from.receive(message.bytes, message.binary);
        const Json done = program->event("file-received");
        EXPECT_EQ(done.get<size_t>("size"), size);
        EXPECT_EQ(content_of(done.get<std::string>("path")), content);
        EXPECT_EQ(data::to_json(*data::unpack(from.sent.front().bytes)).dump(), R"({"accept":true})");
        EXPECT_EQ(data::to_json(*data::unpack(from.sent.back().bytes)).get<size_t>("received"), size);
    }
}

TEST_F(ControlFileTransfers, refuse_byte_arrays_that_are_too_long_and_what_is_not_a_file) {
    receive_into("inbox");
    auto &large = booth.add_channel("file", "binary");
    data::MessageCodec partner("binary");
    large.receive(partner.encode({data::Bytes{std::string(1024 * 1024 + 1, 'b')}}).front().bytes, true);
    EXPECT_EQ(program->event("file-failed").get<std::string>("why"), "it has 1048577 bytes, and 1048576 are allowed");
    EXPECT_FALSE(large.is_open);
    auto &text = booth.add_channel("file", "binary");
    text.receive(partner.encode({std::string("x")}).front().bytes, true);
    EXPECT_EQ(program->event("file-failed").get<std::string>("why"),
              "the partner did not send a file but a text of 1 bytes");
}

TEST_F(ControlFileTransfers, store_what_comes_and_report_it) {
    receive_into("inbox");
    auto &from = offer("../photo.jpg", 6);
    ASSERT_TRUE(accepted(from));
    EXPECT_EQ(program->event("file-offered").get<std::string>("name"), "photo.jpg");
    from.receive("abc", true);
    from.receive("def", true);
    const Json event = program->event("file-received");
    EXPECT_EQ(event.get<std::string>("path"), at("inbox/photo.jpg"));
    EXPECT_EQ(content_of(at("inbox/photo.jpg")), "abcdef");
    EXPECT_EQ(from.sent.back().bytes, received_text(6));
}

TEST_F(ControlFileTransfers, never_replace_a_file) {
    receive_into("inbox");
    write("inbox/photo.jpg", "old");
    auto &from = offer("photo.jpg", 3);
    ASSERT_TRUE(accepted(from));
    from.receive("new", true);
    EXPECT_EQ(program->event("file-received").get<std::string>("path"), at("inbox/photo (2).jpg"));
    EXPECT_EQ(content_of(at("inbox/photo.jpg")), "old");
}

TEST_F(ControlFileTransfers, store_an_empty_file) {
    receive_into("inbox");
    offer("empty", 0);
    EXPECT_EQ(program->event("file-received").get<int64_t>("size"), 0);
    EXPECT_TRUE(std::filesystem::exists(at("inbox/empty")));
}

TEST_F(ControlFileTransfers, leave_nothing_of_a_file_that_is_incomplete) {
    receive_into("inbox");
    auto &from = offer("photo.jpg", 6);
    ASSERT_TRUE(accepted(from));
    from.receive("abc", true);
    from.become_closed();
    EXPECT_EQ(program->event("file-failed").get<std::string>("why"), "the partner closed the data channel");
    EXPECT_TRUE(test::run_until([&] { return std::filesystem::is_empty(at("inbox")); }));
}

TEST_F(ControlFileTransfers, end_when_more_comes_than_was_offered) {
    receive_into("inbox");
    auto &large = offer("large", 2 * 1024 * 1024);
    EXPECT_EQ(program->event("file-failed").get<std::string>("why"), "it has 2097152 bytes, and 1048576 are allowed");
    EXPECT_TRUE(large.sent.back().bytes.starts_with("{\"refuse\""));
    auto &longer = offer("photo.jpg", 3);
    ASSERT_TRUE(accepted(longer));
    longer.receive("abcd", true);
    EXPECT_EQ(program->event("file-failed").get<std::string>("why"), "the partner sent more than was agreed on");
    auto &hasty = offer("photo.jpg", 3);
    hasty.receive("abc", true);
    EXPECT_EQ(program->event("file-failed").get<std::string>("name"), "photo.jpg");
    auto &odd = booth.add_channel("file", "raw");
    odd.receive("hello", false);
    EXPECT_EQ(program->event("file-failed").get<std::string>("why"), "the partner did not offer a file");
    EXPECT_TRUE(test::run_until([&] { return std::filesystem::is_empty(at("inbox")); }));
}

TEST_F(ControlFileTransfers, are_nobodys_when_no_program_receives) {
    const auto &before = offer("photo.jpg", 3);
    EXPECT_TRUE(before.sent.empty());
    receive_into("inbox");
    OtherProgram second(at("control"));
    EXPECT_EQ(second.ask({{"do", "receive-files"}, {"folder", at("inbox")}}).get<std::string>("error"),
              "another program receives the files");
    program->leave();
    EXPECT_TRUE(test::run_until([&] {
        return second.ask({{"do", "receive-files"}, {"folder", at("inbox")}}).member("result").has_value();
    }));
}
