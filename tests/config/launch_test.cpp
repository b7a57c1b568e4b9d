// SPDX-License-Identifier: MIT
#include "config/check/check.hpp"
#include "config/launch.hpp"
#include "config/shell_words.hpp"
#include <gtest/gtest.h>

namespace callbooth::config {
namespace {

std::string errors(const LaunchOptions &options) {
    Diagnostics diagnostics;
    check(from_launch(options, diagnostics), diagnostics);
    return diagnostics.format();
}

PipelineFile launch(const LaunchOptions &options) {
    Diagnostics diagnostics;
    auto file = from_launch(options, diagnostics);
    check(file, diagnostics);
    EXPECT_EQ(diagnostics.format(), "");
    return file;
}

TEST(Launch, cuts_in_front_of_the_encoder) {
    const auto file = launch({.video = "videotestsrc ! videoconvert ! vp8enc deadline=1 ! rtpvp8pay"});
    EXPECT_EQ(file.capture->video->text, "videotestsrc ! videoconvert");
    EXPECT_EQ(file.encode->video->text, "vp8enc deadline=1 ! rtpvp8pay");
    EXPECT_EQ(describe(file.encode->video->at), "--video:1:31");
}

TEST(Launch, lets_the_camera_encode) {
    const auto file = launch({.video = "v4l2src ! video/x-h264 ! rtph264pay"});
    EXPECT_EQ(file.capture->video->text, "v4l2src ! video/x-h264");
    EXPECT_EQ(file.encode->video->text, "rtph264pay");
}

TEST(Launch, takes_everything_a_file_has) {
    const auto file =
        launch({.audio = "audiotestsrc ! opusenc ! rtpopuspay",
                .render_video = "fakesink",
                .render_audio = "fakesink",
                .transport = {"latency=40", "bundle-policy=max-bundle"},
                .plugins = {"peerjs url=ws://127.0.0.1/s", "lobby type=peerjs", "chat history=5 label='a b'"},
                .http = "0.0.0.0:9000"});
    EXPECT_TRUE(file.capture->audio && file.encode->audio && file.render->video && file.render->audio);
    ASSERT_EQ(file.transport->settings.size(), 2u);
    EXPECT_EQ(std::get<int64_t>(file.transport->settings[0].value.value), 40);
    EXPECT_EQ(std::get<std::string>(file.transport->settings[1].value.value), "max-bundle");
    ASSERT_EQ(file.plugins.size(), 3u);
    EXPECT_EQ(std::get<std::string>(file.plugins[0].settings[0].value.value), "ws://127.0.0.1/s");
    EXPECT_EQ(file.plugins[1].name.value, "lobby");
    EXPECT_EQ(file.plugins[1].type.value, "peerjs");
    EXPECT_EQ(std::get<int64_t>(file.plugins[2].settings[0].value.value), 5);
    EXPECT_EQ(std::get<std::string>(file.plugins[2].settings[1].value.value), "a b");
    EXPECT_EQ(file.http->address, "0.0.0.0");
    EXPECT_EQ(file.http->port, 9000);
}

TEST(Launch, understands_ports_with_and_without_an_address) {
    EXPECT_EQ(launch({.http = "0"}).http->port, 0);
    const auto v6 = launch({.http = "[::1]:81"});
    EXPECT_EQ(v6.http->address, "::1");
    EXPECT_EQ(v6.http->port, 81);
}

TEST(Launch, is_a_booth_without_media_but_a_server_with_http_alone) {
    EXPECT_TRUE(launch({.plugins = {"chat"}}).has_booth());
    EXPECT_FALSE(launch({.http = "0"}).has_booth());
}

TEST(Launch, points_into_the_argument) {
    EXPECT_EQ(errors({.video = "videotestsrc ! vp8enc dedline=1 ! rtpvp8pay"}),
              "--video:1:23: error: 'vp8enc' has no property 'dedline'\n"
              "videotestsrc ! vp8enc dedline=1 ! rtpvp8pay\n"
              "                      ^\n"
              "hint: did you mean 'deadline'?\n");
    EXPECT_EQ(errors({.render_video = "fakesnk"}), "--render-video:1:1: error: there is no element 'fakesnk'\n"
                                                   "fakesnk\n"
                                                   "^\n"
                                                   "hint: did you mean 'fakesink'?\n");
}

TEST(Launch, wants_source_encoder_and_payloader) {
    EXPECT_EQ(errors({.video = "videotestsrc"}),
              "--video:1:1: error: --video needs a source, an encoder and an RTP payloader\n"
              "videotestsrc\n"
              "^\n"
              "hint: videotestsrc ! vp8enc deadline=1 ! rtpvp8pay\n");
    EXPECT_EQ(errors({.audio = "audiotestsrc ! opusenc"}),
              "--audio:1:16: error: [encode] audio must end with an RTP payloader, not with 'opusenc'\n"
              "audiotestsrc ! opusenc\n"
              "               ^\n"
              "hint: add '! rtpopuspay'\n");
    EXPECT_EQ(errors({.video = "videotestsrc !"}), "--video:1:14: error: nothing follows this '!'\n"
                                                   "videotestsrc !\n"
                                                   "             ^\n"
                                                   "hint: the link to what comes next is made by the program\n");
}

TEST(Launch, says_what_is_wrong_with_a_plugin) {
    EXPECT_EQ(errors({.plugins = {"chat label='a"}}), "--plugin:1:1: error: a quote is not closed\n"
                                                      "chat label='a\n"
                                                      "^\n"
                                                      "hint: write --plugin 'NAME key=value'\n");
    EXPECT_EQ(errors({.plugins = {"chat", "chat"}}), "--plugin:1:1: error: a second plugin with the name 'chat'\n"
                                                     "chat\n"
                                                     "^\n"
                                                     "hint: give it another name: --plugin 'NAME type=chat'\n");
    EXPECT_EQ(errors({.plugins = {"chat history"}}), "--plugin:1:6: error: 'history' is not KEY=VALUE\n"
                                                     "chat history\n"
                                                     "     ^\n");
}

TEST(Launch, says_what_is_wrong_with_an_address) {
    EXPECT_EQ(errors({.http = "localhost:80"}),
              "--http:1:1: error: 'address' must be a string with an IP address of this "
              "machine, not the string 'localhost'\n"
              "localhost:80\n"
              "^\n"
              "hint: '127.0.0.1' serves this machine alone, '0.0.0.0' or '::' "
              "everybody\n");
    EXPECT_EQ(errors({.http = "127.0.0.1:http"}),
              "--http:1:11: error: 'port' must be an integer from 0 to 65535, not the "
              "string 'http'\n"
              "127.0.0.1:http\n"
              "          ^\n"
              "hint: 0 takes any free port\n");
}

TEST(SplitWords, quotes_as_a_shell_does) {
    const auto words = split_words(" a  b='c d' \"e \\\" f\" g\\ h ''");
    ASSERT_TRUE(words);
    ASSERT_EQ(words->size(), 5u);
    EXPECT_EQ((*words)[0].text, "a");
    EXPECT_EQ((*words)[0].offset, 1u);
    EXPECT_EQ((*words)[1].text, "b=c d");
    EXPECT_EQ((*words)[1].offset, 4u);
    EXPECT_EQ((*words)[2].text, "e \" f");
    EXPECT_EQ((*words)[3].text, "g h");
    EXPECT_EQ((*words)[4].text, "");
    EXPECT_FALSE(split_words("a 'b"));
}

} // namespace
} // namespace callbooth::config
