// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <fstream>

#include "config/parse.hpp"
#include "support/temp_folder.hpp"
#include <gtest/gtest.h>

namespace callbooth::config {
namespace {

struct Parsed {
    PipelineFile file;
    std::string errors;
};

Parsed parse_text(const std::string &text, const std::vector<Override> &overrides = {}) {
    Diagnostics diagnostics;
    auto file = parse(std::make_shared<const Source>(Source{"booth.toml", text}), overrides, diagnostics);
    return {std::move(file), diagnostics.format()};
}

template <class T> T value(const Setting &setting) { return std::get<T>(setting.value.value); }

TEST(ParsePipeline, reads_every_section) {
    const auto [file, errors] = parse_text(R"(
[capture]
video = 'v4l2src'
audio = 'pulsesrc'
[encode]
video = 'vp8enc ! rtpvp8pay'
[render]
audio = 'pulsesink'
[transport]
latency = 60
[call]
answer = 'ask'
answer-timeout = 15
connect-timeout = 12
silence = 2.5
[http]
address = '::'
port = 9000
trusted-proxies = ['127.0.0.1', 'fd00::/8']
client-header = 'Forwarded'
drain = 2.5
access-log = true
)");
    EXPECT_EQ(errors, "");
    EXPECT_EQ(file.capture->video->text, "v4l2src");
    EXPECT_EQ(file.capture->audio->text, "pulsesrc");
    EXPECT_FALSE(file.encode->audio);
    EXPECT_FALSE(file.render->video);
    EXPECT_EQ(value<int64_t>(file.transport->settings[0]), 60);
    EXPECT_EQ(file.call.answer, "ask");
    EXPECT_EQ(file.call.answer_timeout, 15);
    EXPECT_EQ(file.call.connect_timeout, 12);
    EXPECT_EQ(file.call.silence, 2.5);
    EXPECT_EQ(file.http->address, "::");
    EXPECT_EQ(file.http->port, 9000);
    EXPECT_EQ(file.http->trusted_proxies, (std::vector<std::string>{"127.0.0.1", "fd00::/8"}));
    EXPECT_EQ(file.http->client_header, "Forwarded");
    EXPECT_EQ(file.http->drain, 2.5);
    EXPECT_TRUE(file.http->access_log);
}

TEST(ParsePipeline, keeps_plugins_and_their_properties_in_the_order_of_the_file) {
    const auto [file, errors] = parse_text("[plugin.zebra]\n[plugin.ape]\nz = 1\na = true\nm = ['x', 'y']\nf = 0.5\n");
    EXPECT_EQ(errors, "");
    ASSERT_EQ(file.plugins.size(), 2u);
    EXPECT_EQ(file.plugins[0].name.value, "zebra");
    const auto &ape = file.plugins[1];
    EXPECT_EQ(describe(ape.name.at), "booth.toml:2:9");
    EXPECT_EQ(ape.settings[0].key.value, "z");
    EXPECT_EQ(value<int64_t>(ape.settings[0]), 1);
    EXPECT_TRUE(value<bool>(ape.settings[1]));
    EXPECT_EQ(value<std::vector<std::string>>(ape.settings[2]), (std::vector<std::string>{"x", "y"}));
    EXPECT_EQ(value<double>(ape.settings[3]), 0.5);
    EXPECT_EQ(describe(ape.settings[1].value.at), "booth.toml:4:5");
}

TEST(ParsePipeline, lets_a_plugin_have_another_name_than_its_type) {
    const auto file = parse_text("[plugin.lobby]\ntype = 'peerjs'\n").file;
    EXPECT_EQ(file.plugins[0].name.value, "lobby");
    EXPECT_EQ(file.plugins[0].type.value, "peerjs");
    EXPECT_TRUE(file.plugins[0].settings.empty());
    EXPECT_EQ(describe(file.plugins[0].type.at), "booth.toml:2:8");
}

TEST(ParsePipeline, reads_what_a_server_is_to_say_and_to_bear) {
    const auto [file, errors] = parse_text(R"([http]
certificate = 'tls/chain.pem'
private-key = '/etc/key.pem'
self-signed = false
hsts = 60
redirect-port = 80
connections = 5
connections-per-address = 4
messages-per-second = 3
response-memory = 2
bytes-per-second = 5000
message-timeout = 7
stall-timeout = 8.5
websocket-memory = 2000000
websocket-memory-per-address = 1500000
)");
    EXPECT_EQ(errors, "");
    EXPECT_EQ(file.http->certificate, "tls/chain.pem");
    EXPECT_EQ(file.http->key_file(), "/etc/key.pem");
    EXPECT_TRUE(file.http->secure());
    EXPECT_EQ(file.http->hsts, 60);
    EXPECT_EQ(file.http->redirect_port, 80);
    EXPECT_EQ(file.http->connections, 5);
    EXPECT_EQ(file.http->connections_per_address, 4);
    EXPECT_EQ(file.http->messages_per_second, 3);
    EXPECT_EQ(file.http->response_memory, 2);
    EXPECT_EQ(file.http->bytes_per_second, 5000);
    EXPECT_EQ(file.http->message_timeout, 7);
    EXPECT_EQ(file.http->stall_timeout, 8.5);
    EXPECT_EQ(file.http->websocket_memory, 2000000);
    EXPECT_EQ(file.http->websocket_memory_per_address, 1500000);
}

TEST(ParsePipeline, looks_for_certificates_beside_the_file) {
    Diagnostics diagnostics;
    const auto source =
        std::make_shared<const Source>(Source{"/etc/callbooth/site.toml", "[http]\ncertificate = 'tls/chain.pem'\n"});
    const auto file = parse(source, {}, diagnostics);
    EXPECT_EQ(file.http->certificate, "/etc/callbooth/tls/chain.pem");
    EXPECT_EQ(file.http->key_file(), "/etc/callbooth/tls/chain.pem");
}

TEST(ParsePipeline, uses_the_defaults_of_what_is_not_said) {
    const auto file = parse_text("[http]\n").file;
    EXPECT_EQ(file.http->address, "127.0.0.1");
    EXPECT_EQ(file.http->port, 8080);
    EXPECT_EQ(file.http->drain, 10);
    EXPECT_FALSE(file.http->access_log);
    EXPECT_FALSE(file.http->secure());
    EXPECT_EQ(file.http->redirect_port, HttpSection::no_port);
    EXPECT_EQ(file.call.silence, 6);
    EXPECT_FALSE(file.has_booth());
}

/// The character of the source that byte `i` of the fragment stands for.
char source_byte(const Fragment &fragment, size_t i) { return fragment.at.source->text[fragment.at.offset + i]; }

TEST(FragmentPosition, is_exact_in_all_kinds_of_strings_without_escapes) {
    const auto file = parse_text("[capture]\nvideo = '''\n a\n ! b'''\naudio = '''c'''\n[render]\nvideo = \"d\"\n"
                                 "audio = \"\"\"\ne\"\"\"\n")
                          .file;
    for (const auto *fragment :
         {&*file.capture->video, &*file.capture->audio, &*file.render->video, &*file.render->audio}) {
        ASSERT_TRUE(fragment->exact);
        for (size_t i = 0; i < fragment->text.size(); ++i)
            EXPECT_EQ(source_byte(*fragment, i), fragment->text[i]);
    }
    EXPECT_EQ(describe(file.capture->video->at), "booth.toml:3:1");
}

TEST(FragmentPosition, is_exact_with_carriage_returns) {
    const auto file = parse_text("[capture]\r\nvideo = '''\r\n a\r\n ! b\r\n'''\r\n").file;
    ASSERT_TRUE(file.capture->video->exact);
    EXPECT_EQ(source_byte(*file.capture->video, file.capture->video->text.find('b')), 'b');
}

TEST(FragmentPosition, is_the_beginning_of_a_string_with_escapes) {
    const auto file = parse_text("[capture]\nvideo = \"a\\t! b\"\n").file;
    EXPECT_FALSE(file.capture->video->exact);
    EXPECT_EQ(file.capture->video->text, "a\t! b");
    EXPECT_EQ(describe(file.capture->video->at), "booth.toml:2:9");
}

TEST(Secret, comes_from_the_environment_or_a_file) {
    const callbooth::test::TempFolder folder;
    const auto path = folder.path() / "secret";
    std::ofstream(path) << "from a file\n";
    ::setenv("CALLBOOTH_TEST_SECRET", "from the environment", 1);
    const auto [file, errors] = parse_text("[plugin.a]\ne = '${CALLBOOTH_TEST_SECRET}'\nf = '@" + path.string() +
                                           "'\nlist = ['x', '${CALLBOOTH_TEST_SECRET}']\nplain = 'a ${HOME} @/b'\n"
                                           "[transport]\nturn-server = '${CALLBOOTH_TEST_SECRET}'\n");
    EXPECT_EQ(errors, "");
    const auto &settings = file.plugins[0].settings;
    EXPECT_EQ(value<std::string>(settings[0]), "from the environment");
    EXPECT_TRUE(settings[0].secret);
    EXPECT_EQ(value<std::string>(settings[1]), "from a file");
    EXPECT_TRUE(settings[1].secret);
    EXPECT_EQ(value<std::vector<std::string>>(settings[2])[1], "from the environment");
    EXPECT_TRUE(settings[2].secret);
    EXPECT_EQ(value<std::string>(settings[3]), "a ${HOME} @/b");
    EXPECT_FALSE(settings[3].secret);
    EXPECT_EQ(value<std::string>(file.transport->settings[0]), "from the environment");
    EXPECT_TRUE(file.transport->settings[0].secret);
}

TEST(Secret, comes_from_a_file_beside_the_pipeline_file) {
    const callbooth::test::TempFolder folder;
    std::ofstream(folder.path() / "token") << "from a file\n";
    Diagnostics diagnostics;
    const auto source = std::make_shared<const Source>(
        Source{(folder.path() / "booth.toml").string(), "[plugin.a]\nt = '@token'\nu = '@@home'\nv = '@none'\n"});
    const auto file = parse(source, {}, diagnostics);
    const auto &settings = file.plugins[0].settings;
    EXPECT_EQ(value<std::string>(settings[0]), "from a file");
    EXPECT_TRUE(settings[0].secret);
    EXPECT_EQ(value<std::string>(settings[1]), "@home");
    EXPECT_NE(diagnostics.format().find("booth.toml:4:5: error: cannot read the file"), std::string::npos);
}

TEST(Override, stands_for_what_the_file_says) {
    const auto [file, errors] =
        parse_text("[encode]\nvideo = 'vp8enc ! rtpvp8pay'\n[plugin.chat]\nhistory = 50\nlabel = 'chat'\n",
                   {{"encode.video", "x264enc ! rtph264pay"}, {"plugin.chat.history", "5"}});
    EXPECT_EQ(errors, "");
    EXPECT_EQ(file.encode->video->text, "x264enc ! rtph264pay");
    EXPECT_EQ(describe(file.encode->video->at), "--encode.video:1:1");
    EXPECT_EQ(value<int64_t>(file.plugins[0].settings[0]), 5);
    EXPECT_EQ(value<std::string>(file.plugins[0].settings[1]), "chat");
}

TEST(Override, makes_the_section_that_is_not_there) {
    const auto [file, errors] = parse_text("", {{"render.audio", "fakesink"},
                                                {"plugin.find.url", "http://x/find"},
                                                {"http.port", "0"},
                                                {"plugin.a.b.key", "1"}});
    EXPECT_EQ(errors, "");
    EXPECT_EQ(file.render->audio->text, "fakesink");
    EXPECT_EQ(file.plugins[0].type.value, "find");
    EXPECT_EQ(value<std::string>(file.plugins[0].settings[0]), "http://x/find");
    EXPECT_EQ(file.http->port, 0);
    EXPECT_EQ(file.plugins[1].name.value, "a.b");
}

TEST(Override, reads_values_as_the_file_does_and_takes_the_rest_as_text) {
    const auto settings = parse_text("", {{"plugin.a.t", "true"},
                                          {"plugin.a.i", "5"},
                                          {"plugin.a.f", "0.5"},
                                          {"plugin.a.l", "['a','b']"},
                                          {"plugin.a.q", "'5'"},
                                          {"plugin.a.s", "some words"},
                                          {"plugin.a.e", ""},
                                          {"plugin.a.n", "1\nb = 2"},
                                          {"plugin.a.d", "1979-05-27"},
                                          {"plugin.a.o", "{a = 1}"}})
                              .file.plugins[0]
                              .settings;
    EXPECT_EQ(settings[0].value.value, Value(true));
    EXPECT_EQ(settings[1].value.value, Value(int64_t{5}));
    EXPECT_EQ(settings[2].value.value, Value(0.5));
    EXPECT_EQ(settings[3].value.value, Value(std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(settings[4].value.value, Value(std::string("5")));
    EXPECT_EQ(settings[5].value.value, Value(std::string("some words")));
    EXPECT_EQ(settings[6].value.value, Value(std::string()));
    EXPECT_EQ(settings[7].value.value, Value(std::string("1\nb = 2")));
    EXPECT_EQ(settings[8].value.value, Value(std::string("1979-05-27")));
    EXPECT_EQ(settings[9].value.value, Value(std::string("{a = 1}")));
}

TEST(Override, counts_when_it_is_given_last) {
    EXPECT_EQ(parse_text("", {{"http.port", "1"}, {"http.port", "2"}}).file.http->port, 2);
}

TEST(ReadFile, skips_a_byte_order_mark) {
    const callbooth::test::TempFolder folder;
    const auto path = folder.path() / "booth.toml";
    std::ofstream(path) << "\xEF\xBB\xBF[http]\n";
    Diagnostics diagnostics;
    const auto source = read_file(path.string(), diagnostics);
    ASSERT_TRUE(source);
    EXPECT_EQ(source->text, "[http]\n");
    EXPECT_EQ(source->name, path.string());
}

TEST(ReadFile, says_why_it_cannot) {
    Diagnostics diagnostics;
    EXPECT_EQ(read_file("/nonexistent/booth.toml", diagnostics), nullptr);
    EXPECT_EQ(diagnostics.format(),
              "error: cannot read the pipeline file '/nonexistent/booth.toml': No such file or directory\n");
}

} // namespace
} // namespace callbooth::config
