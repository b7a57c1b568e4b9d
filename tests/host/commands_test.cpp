// SPDX-License-Identifier: MIT
#include "host/commands.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

using callbooth::Command;
using callbooth::Error;
using callbooth::Subscription;
using callbooth::host::CommandTable;

namespace {

Command say(std::string &heard) {
    return {"say", "TEXT", "Says something", [&heard](std::string_view text) {
                heard = text;
                return "said " + std::string(text);
            }};
}

std::string error_of(CommandTable &table, std::string_view line) {
    try {
        return "no error but: " + table.invoke(line);
    } catch (const Error &e) {
        return e.what();
    }
}

TEST(Commands, get_the_rest_of_the_line_trimmed) {
    CommandTable table;
    std::string heard;
    const auto command = table.add(say(heard));
    EXPECT_EQ(table.invoke("  say \t hello  world \n"), "said hello  world");
    EXPECT_EQ(heard, "hello  world");
    table.invoke("say");
    EXPECT_EQ(heard, "");
}

TEST(Commands, are_listed_by_name) {
    CommandTable table;
    std::string heard;
    const auto first = table.add(say(heard));
    const auto second = table.add({"next", "", "Next", [](std::string_view) { return std::string(); }});
    ASSERT_EQ(table.list().size(), 2u);
    EXPECT_EQ(table.list().front().name, "next");
    EXPECT_EQ(table.list().back().usage, "TEXT");
}

TEST(Commands, last_as_long_as_their_subscription) {
    CommandTable table;
    std::string heard;
    {
        const auto command = table.add(say(heard));
        EXPECT_EQ(error_of(table, "say x"), "no error but: said x");
    }
    EXPECT_EQ(error_of(table, "say x"), "there is no command 'say'");
}

TEST(Commands, may_remove_themselves) {
    CommandTable table;
    Subscription command;
    const std::string marker = "a text that is too long for the small string";
    command = table.add({"once", "", "Once", [&command, marker](std::string_view) {
                             command = Subscription();
                             return marker;
                         }});
    EXPECT_EQ(table.invoke("once"), marker);
    EXPECT_TRUE(table.list().empty());
}

TEST(Commands, have_one_owner_a_name) {
    CommandTable table;
    std::string heard;
    const auto command = table.add(say(heard));
    EXPECT_THROW(static_cast<void>(table.add(say(heard))), Error);
    EXPECT_EQ(table.list().size(), 1u);
}

TEST(Commands, suggest_the_nearest_name) {
    CommandTable table;
    std::string heard;
    const auto command = table.add(say(heard));
    EXPECT_EQ(error_of(table, "sai hello"), "there is no command 'sai'; did you mean 'say'?");
    EXPECT_EQ(error_of(table, ""), "there is no command ''");
}

TEST(Commands, may_go_before_their_subscriptions) {
    std::string heard;
    Subscription command;
    {
        CommandTable table;
        command = table.add(say(heard));
    }
    command = Subscription();
    SUCCEED();
}

} // namespace
