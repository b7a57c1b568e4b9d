// SPDX-License-Identifier: MIT
#include "cli/inspect_text.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using callbooth::host::Modules;
using testing::HasSubstr;

namespace {

TEST(InspectPlugin, prints_every_property_from_its_table) {
    Modules modules({TEST_MODULES});
    EXPECT_EQ(callbooth::cli::inspect_plugin(*modules.find("everything")),
              "everything: Has a property of every kind\n"
              "\n"
              "  file      " TEST_MODULES "/everything.so\n"
              "  provides  nothing\n"
              "  requires  nothing\n"
              "\n"
              "Properties:\n"
              "  shout     in capitals\n"
              "              boolean; default false\n"
              "  count     how often\n"
              "              integer, 0 to 10; default 3\n"
              "  gain      factor of the loudness\n"
              "              number, 0 to 2; default 1.5\n"
              "  greeting  what is said\n"
              "              string; default 'hello'\n"
              "  words     what else is said\n"
              "              list of strings; default []\n"
              "  fail      when it fails\n"
              "              string, one of 'never', 'construct', 'start', 'stop', 'post'; default 'never'\n"
              "  token     proves who we are\n"
              "              string; default ''; secret\n"
              "  post      posts a line when it starts\n"
              "              boolean; default false\n");
}

TEST(InspectPlugin, tells_services_and_required_properties) {
    Modules modules({TEST_MODULES});
    const auto talker = callbooth::cli::inspect_plugin(*modules.find("talker"));
    EXPECT_THAT(talker, HasSubstr("  provides  chat\n"));
    EXPECT_THAT(talker, HasSubstr("string; required\n"));
    const auto listener = callbooth::cli::inspect_plugin(*modules.find("listener"));
    EXPECT_THAT(listener, HasSubstr("  requires  chat, booth (version 3), http (version 3)\n"));
    EXPECT_THAT(listener, HasSubstr("It has no properties.\n"));
}

TEST(InspectSection, prints_every_key_from_its_table) {
    for (const auto &section : callbooth::config::described_sections())
        if (section.name == "http") {
            const auto text = callbooth::cli::inspect_section(section);
            EXPECT_THAT(text, HasSubstr("[http]: A server of HTTP and WebSockets\n\nKeys:\n"));
            EXPECT_THAT(text, HasSubstr("integer, 0 to 65535; default 8080\n"));
            EXPECT_THAT(text, HasSubstr("integer, 0 to 65535; default none\n"));
            return;
        }
    FAIL() << "[http] is not described";
}

TEST(InspectAll, tells_plugins_services_and_refusals) {
    Modules modules({TEST_MODULES});
    const auto text = callbooth::cli::inspect_all(modules.all(), modules.folders());
    EXPECT_THAT(text, HasSubstr("  [call]         Which calls are answered"));
    EXPECT_THAT(text, HasSubstr("  talker         Hears what it says\n"));
    EXPECT_THAT(text,
                HasSubstr("  old            REFUSED: built for plugin ABI 99, this is ABI 4: rebuild it with this "
                          "version's headers (" TEST_MODULES "/old.so)\n"));
    EXPECT_THAT(text, HasSubstr("  chat           plugin talker\n"));
    EXPECT_THAT(text, HasSubstr("  http           callbooth, for [http]\n"));
    EXPECT_THAT(text, HasSubstr("Plugins are looked for in: " TEST_MODULES "\n"));
}

TEST(Reference, has_a_table_for_each_section_and_plugin) {
    Modules modules({TEST_MODULES});
    const auto text = callbooth::cli::reference(modules.all());
    EXPECT_THAT(text, HasSubstr("\n## [http]\n\nA server of HTTP and WebSockets.\n\n| key | type |"));
    EXPECT_THAT(text, HasSubstr("| `redirect-port` | integer, 0 to 65535 | none |"));
    EXPECT_THAT(text, HasSubstr("\n## talker\n\nHears what it says. Provides `chat`; requires nothing.\n"));
    EXPECT_THAT(text, HasSubstr("| `count` | integer, 0 to 10 | `3` | how often |\n"));
    EXPECT_THAT(text, HasSubstr("| `peer` | string | required | whom it hears |\n"));
    EXPECT_THAT(text, HasSubstr("| `token` | string | `''` | proves who we are (secret: never printed) |\n"));
    EXPECT_THAT(text, testing::Not(HasSubstr("## old")));
}

} // namespace
