// SPDX-License-Identifier: MIT
#include <optional>

#include "host/plugin_host.hpp"
#include "support/loop.hpp"
#include <callbooth/services/chat.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using callbooth::Error;
using callbooth::Level;
using callbooth::host::Modules;
using callbooth::host::PluginHost;
using callbooth::test::run_pending;
using testing::ElementsAre;

namespace {

callbooth::config::PluginSection section(std::string name, std::string type,
                                         std::vector<std::pair<std::string, callbooth::Value>> settings = {}) {
    callbooth::config::PluginSection plugin;
    plugin.name.value = std::move(name);
    plugin.type.value = std::move(type);
    for (auto &[key, value] : settings)
        plugin.settings.push_back({{key, {}}, {value, {}}, false});
    return plugin;
}

class TestedHost : public testing::Test {
protected:
    TestedHost() {
        callbooth::host::Environment environment;
        environment.log = [this](Level, std::string_view who, std::string_view text) {
            lines.push_back(std::string(who) + ": " + std::string(text));
        };
        environment.quit = [this](std::string_view why) { lines.push_back("quit: " + std::string(why)); };
        environment.folder = "/etc/booth";
        host.emplace(std::move(environment));
    }

    void construct(std::vector<callbooth::config::PluginSection> plugins) {
        callbooth::config::PipelineFile file;
        file.plugins = std::move(plugins);
        host->construct(file, modules);
    }

    void construct_with_server(std::vector<callbooth::config::PluginSection> plugins,
                               const callbooth::host::OwnAddress &own) {
        callbooth::config::PipelineFile file;
        file.http.emplace();
        file.plugins = std::move(plugins);
        host->construct(file, modules, own);
    }

    template <class F> static std::string error_of(F &&function) {
        try {
            function();
        } catch (const Error &e) {
            return e.what();
        }
        return "no error";
    }

    Modules modules{{TEST_MODULES}};
    std::vector<std::string> lines;
    std::optional<PluginHost> host;
};

TEST_F(TestedHost, starts_in_the_order_of_the_file_and_ends_in_reverse) {
    construct({section("a", "everything"), section("b", "everything", {{"gain", int64_t{2}}})});
    host->start();
    host->stop();
    host.reset();
    EXPECT_THAT(lines, ElementsAre("a: constructed, gain 1.500000", "b: constructed, gain 2.000000",
                                   "a: started in /etc/booth/folder", "b: started in /etc/booth/folder", "b: stopped",
                                   "a: stopped", "b: destroyed", "a: destroyed"));
}

TEST_F(TestedHost, gives_the_address_of_the_own_server) {
    construct_with_server({section("door", "door"), section("guest", "guest")}, {"http://127.0.0.1:4711", ""});
    EXPECT_THAT(lines, ElementsAre("guest: goes to ws://127.0.0.1:4711/door trusting ''"));
}

TEST_F(TestedHost, gives_the_certificate_with_it) {
    construct_with_server({section("front", "door", {{"path", "/in"}}), section("guest", "guest")},
                          {"https://[::1]:443", "/tls/own.pem"});
    EXPECT_THAT(lines, ElementsAre("guest: goes to wss://[::1]:443/in trusting '/tls/own.pem'"));
}

TEST_F(TestedHost, leaves_addresses_of_other_servers_alone) {
    construct_with_server({section("door", "door"), section("guest", "guest", {{"url", "ws://other"}})},
                          {"https://127.0.0.1:443", "/tls/own.pem"});
    EXPECT_THAT(lines, ElementsAre("guest: goes to ws://other trusting ''"));
}

TEST_F(TestedHost, names_the_plugin_whose_constructor_failed) {
    EXPECT_EQ(error_of([&] {
                  construct({section("a", "everything"), section("b", "everything", {{"fail", "construct"}})});
              }),
              "plugin 'b': told to fail");
    host.reset();
    EXPECT_THAT(lines, ElementsAre("a: constructed, gain 1.500000", "a: destroyed"));
}

TEST_F(TestedHost, stops_only_what_was_started) {
    construct(
        {section("a", "everything"), section("b", "everything", {{"fail", "start"}}), section("c", "everything")});
    lines.clear();
    EXPECT_EQ(error_of([&] { host->start(); }), "plugin 'b': told to fail");
    host.reset();
    EXPECT_THAT(lines, ElementsAre("a: started in /etc/booth/folder", "a: stopped", "c: destroyed", "b: destroyed",
                                   "a: destroyed"));
}

TEST_F(TestedHost, goes_on_stopping_when_one_fails_to) {
    construct({section("a", "everything"), section("b", "everything", {{"fail", "stop"}})});
    host->start();
    lines.clear();
    host->stop();
    EXPECT_THAT(lines, ElementsAre("b: while stopping: told to fail", "a: stopped"));
}

TEST_F(TestedHost, runs_what_was_posted_later) {
    construct({section("a", "everything", {{"post", true}})});
    host->start();
    lines.clear();
    run_pending();
    EXPECT_THAT(lines, ElementsAre("a: posted"));
}

TEST_F(TestedHost, drops_what_was_posted_by_a_plugin_that_is_gone) {
    construct({section("a", "everything", {{"post", true}})});
    host->start();
    host.reset();
    lines.clear();
    run_pending();
    EXPECT_THAT(lines, ElementsAre());
}

TEST_F(TestedHost, logs_the_error_of_what_was_posted) {
    construct({section("a", "everything", {{"post", true}, {"fail", "post"}})});
    host->start();
    lines.clear();
    run_pending();
    EXPECT_THAT(lines, ElementsAre("a: told to fail"));
}

TEST_F(TestedHost, brings_plugins_together_whatever_their_order) {
    construct({section("l", "listener"), section("t", "talker", {{"peer", "bob"}})});
    EXPECT_NE(host->find<callbooth::Chat>(), nullptr);
    host->start();
    EXPECT_THAT(lines, ElementsAre("l: bob says hello"));
}

TEST_F(TestedHost, says_which_service_is_missing) {
    construct({section("l", "listener")});
    EXPECT_EQ(error_of([&] { host->start(); }), "plugin 'l': no plugin provides the service 'chat'");
}

TEST_F(TestedHost, refuses_a_second_provider) {
    EXPECT_EQ(error_of([&] {
                  construct({section("s", "talker", {{"peer", "a"}}), section("t", "talker", {{"peer", "b"}})});
              }),
              "plugin 't': the service 'chat' is provided already");
    EXPECT_NE(host->find<callbooth::Chat>(), nullptr);
}

TEST_F(TestedHost, gives_no_service_of_a_wrong_version_and_warns_once) {
    construct({section("t", "talker", {{"peer", "ann"}}), section("c", "curious")});
    host->start();
    EXPECT_THAT(lines, ElementsAre("c: the service 'chat' is left out: it is there in version 1, and version 7 is "
                                   "needed: build the plugin that provides it, or Callbooth, with newer headers",
                                   "c: no chat", "c: no chat"));
}

TEST_F(TestedHost, repeats_why_a_module_is_refused) {
    EXPECT_EQ(error_of([&] { construct({section("o", "old")}); }),
              "plugin 'o': built for plugin ABI 99, this is ABI 4: rebuild it with this version's headers");
    EXPECT_EQ(error_of([&] { construct({section("m", "missing")}); }), "plugin 'm': there is no such module");
}

} // namespace
