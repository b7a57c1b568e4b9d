// SPDX-License-Identifier: MIT
// Every tests/data/host/bad/NAME.toml must be told exactly as NAME.expected says. `{modules}` there stands for the
// folder of the test modules. CALLBOOTH_WRITE_EXPECTED=1 writes the files instead, for a look at the difference.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "config/parse.hpp"
#include "host/check.hpp"
#include <gtest/gtest.h>

using callbooth::host::Modules;
namespace fs = std::filesystem;
namespace config = callbooth::config;

namespace {

std::string read(const fs::path &path) {
    std::ifstream stream(path);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::string check(const std::string &name, const std::string &text, std::vector<config::Override> overrides = {}) {
    config::Diagnostics diagnostics;
    Modules modules({TEST_MODULES});
    const auto source = std::make_shared<const config::Source>(config::Source{name, text});
    const auto file = config::parse(source, overrides, diagnostics);
    callbooth::host::check_plugins(file, modules, diagnostics);
    std::string told = diagnostics.format();
    const std::string folder = TEST_MODULES;
    for (size_t at = told.find(folder); at != std::string::npos; at = told.find(folder))
        told.replace(at, folder.size(), "{modules}");
    return told;
}

std::vector<std::string> bad_files() {
    std::vector<std::string> names;
    for (const auto &entry : fs::directory_iterator(TEST_DATA "/host/bad"))
        if (entry.path().extension() == ".toml")
            names.push_back(entry.path().stem());
    std::sort(names.begin(), names.end());
    return names;
}

class BadPlugins : public testing::TestWithParam<std::string> {};

TEST_P(BadPlugins, are_told_as_expected) {
    const fs::path base = fs::path(TEST_DATA "/host/bad") / GetParam();
    const auto told = check(GetParam() + ".toml", read(base.string() + ".toml"));
    if (std::getenv("CALLBOOTH_WRITE_EXPECTED") != nullptr)
        std::ofstream(base.string() + ".expected") << told;
    EXPECT_FALSE(told.empty());
    EXPECT_EQ(told, read(base.string() + ".expected"));
}

INSTANTIATE_TEST_SUITE_P(Files, BadPlugins, testing::ValuesIn(bad_files()), [](const auto &file) {
    std::string name = file.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST(CheckPlugins, is_content_with_a_good_file) {
    EXPECT_EQ(check("good.toml", R"(
[capture]
video = 'videotestsrc'
[http]
[plugin.everything]
gain = 2
count = 10
words = ['a', 'b']
fail = 'stop'
x-note = 'ignored'
[plugin.one]
type = 'talker'
peer = 'bob'
[plugin.listener]
)"),
              "");
}

TEST(CheckPlugins, needs_no_address_of_the_own_server) {
    EXPECT_EQ(check("own.toml", "[http]\n[plugin.front]\ntype = 'door'\n[plugin.guest]\n"), "");
    const std::string missing = "error: plugin 'guest' needs the property 'url'\n[plugin.guest]\n        ^\n"
                                "hint: url: where the door is; not needed beside [http] and [plugin.door]\n";
    EXPECT_EQ(check("own.toml", "[plugin.door]\n[plugin.guest]\n"), "own.toml:2:9: " + missing);
    EXPECT_EQ(check("own.toml", "[http]\n[plugin.guest]\n"), "own.toml:2:9: " + missing);
}

TEST(CheckPlugins, takes_origins_as_browsers_send_them) {
    const std::string origins = "['https://chat.example', 'http://localhost:8080', 'https://[2001:db8::1]:8443', "
                                "'https://xn--bcher-kva.example', 'capacitor://localhost', 'null', 'file://']";
    EXPECT_EQ(check("good.toml", "[plugin.pages]\norigins = " + origins + "\nreaders = ['*', 'https://a.example']\n"),
              "");
}

TEST(CheckPlugins, says_what_to_write_instead_of_a_text_that_is_no_origin) {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"chat.example", "write 'https://chat.example': "},
        {"https://chat.example/", "write 'https://chat.example': "},
        {"https://chat.example/page?a=b#c", "write 'https://chat.example': "},
        {"HTTPS://Chat.Example:443", "write 'https://chat.example': "},
        {"http://localhost:80", "write 'http://localhost': "},
        {"https://ann@chat.example:8443", "write 'https://chat.example:8443': "},
        {"https://bücher.example", "write 'https://xn--bcher-kva.example': "},
        {"localhost:8080", "write 'https://localhost:8080': "},
        {"https://*.example", "patterns are not possible"},
        {"https://", "an origin is a scheme and a host"},
        {"", "an origin is a scheme and a host"},
        {"*", "an empty list, [], is for all pages"},
    };
    for (const auto &[text, hint] : cases) {
        const auto told = check("bad.toml", "[plugin.pages]\norigins = ['" + text + "']\n");
        EXPECT_TRUE(told.starts_with("bad.toml:2:11: error: 'origins' must be a page's origin as in "
                                     "'https://chat.example', not '" +
                                     text + "'"))
            << told;
        EXPECT_NE(told.find(hint), std::string::npos) << told;
    }
}

TEST(CheckPlugins, wants_a_value_of_its_own_for_each_plugin_of_a_type) {
    EXPECT_EQ(check("good.toml", "[plugin.pages]\n[plugin.more]\ntype = 'pages'\nplace = '/more'\n"), "");
    EXPECT_EQ(check("twice.toml", "[plugin.pages]\n[plugin.more]\ntype = 'pages'\nplace = '/pages'\n"),
              "twice.toml:4:9: error: [plugin.more] has the same place as [plugin.pages]\nplace = '/pages'\n        ^\n"
              "hint: each 'pages' needs one of its own; the other is at twice.toml:1:9\n");
    EXPECT_TRUE(check("twice.toml", "[plugin.pages]\n[plugin.more]\ntype = 'pages'\n")
                    .starts_with("twice.toml:2:9: error: [plugin.more] has the same place as [plugin.pages]\n"));
}

TEST(CheckPlugins, limits_texts_to_their_form) {
    EXPECT_EQ(check("good.toml", "[http]\n[plugin.pages]\nlist = '/all'\nnear = ['10.0.0.0/8']\nspace = '/a'\n"), "");
    EXPECT_EQ(check("bad.toml", "[plugin.pages]\nlist = 'all'\n"),
              "bad.toml:2:8: error: 'list' must be a path that begins with '/', without a query, or empty, not 'all'\n"
              "list = 'all'\n       ^\nhint: write '/all'\n");
    const auto network = check("bad.toml", "[plugin.pages]\nnear = ['localhost']\n");
    EXPECT_TRUE(network.starts_with("bad.toml:2:8: error: 'near' must be an IP address, or a network")) << network;
    const auto space = check("bad.toml", "[plugin.pages]\nspace = 'chat,all'\n");
    EXPECT_TRUE(space.starts_with("bad.toml:2:9: error: 'space' must be the name of a namespace")) << space;
    EXPECT_EQ(space.find("hint"), std::string::npos) << space;
}

TEST(CheckPlugins, lets_the_plugin_judge_its_values_at_their_positions) {
    const auto folder = fs::current_path().string();
    EXPECT_EQ(
        check("bad.toml", "[plugin.pages]\nfolder = 'none'\n"),
        "bad.toml:2:10: error: folder: 'none' is not a folder\nfolder = 'none'\n         ^\nhint: name another one "
        "than " +
            folder + "/none\n");
    EXPECT_EQ(check("bad.toml", "[plugin.pages]\nlist = '/a'\n"),
              "bad.toml:2:8: error: list needs [http]\nlist = '/a'\n       ^\n");
    EXPECT_EQ(check("bad.toml", "[plugin.pages]\nplace = '/nowhere'\n"),
              "bad.toml:1:9: error: folder: it is missing\n[plugin.pages]\n        ^\nhint: name one\n");
    EXPECT_EQ(check("bad.toml", "[plugin.pages]\nlist = 'a'\nfolder = 'none'\n").find("not a folder"),
              std::string::npos);
}

TEST(CheckPlugins, never_shows_a_secret_that_a_plugin_judges) {
    EXPECT_EQ(check("bad.toml", "[plugin.pages]\nkey = 'short'\n"),
              "bad.toml:2:7: error: key: it has to have more characters\nkey = (secret)\n      ^\n");
    setenv("CALLBOOTH_TEST_FOLDER", "none", 1);
    EXPECT_EQ(check("bad.toml", "[plugin.pages]\nfolder = '${CALLBOOTH_TEST_FOLDER}'\n"),
              "bad.toml:2:10: error: 'folder' has a value that cannot work\nfolder = (secret)\n         ^\n");
}

TEST(CheckPlugins, points_into_the_argument_that_overrides) {
    EXPECT_EQ(check("good.toml", "[plugin.everything]\n", {{"plugin.everything.count", "11"}}),
              "--plugin.everything.count:1:1: error: 'count' must be 0 to 10, not 11\n11\n^\n");
}

TEST(CheckPlugins, never_shows_a_secret) {
    setenv("CALLBOOTH_TEST_SECRET", "hunter2", 1);
    for (const std::string setting :
         {"token = ['hunter2']", "tokn = 'hunter2'", "fail = '${CALLBOOTH_TEST_SECRET}'", "token = 427"}) {
        const auto told = check("bad.toml", "[plugin.everything]\n" + setting + "\n");
        EXPECT_NE(told, "") << setting;
        EXPECT_EQ(told.find("hunter2"), std::string::npos) << told;
        EXPECT_EQ(told.find("427"), std::string::npos) << told;
    }
    const auto told = check("bad.toml", "[plugin.everything]\n", {{"plugin.everything.token", "427"}});
    EXPECT_NE(told.find("'token' must be a string"), std::string::npos) << told;
    EXPECT_EQ(told.find("427"), std::string::npos) << told;
}

} // namespace
