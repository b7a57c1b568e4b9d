// SPDX-License-Identifier: MIT
#include <chrono>
#include <string>

#include <callbooth/util/event_arguments.hpp>
#include <callbooth/util/json_scanner.hpp>
#include <gtest/gtest.h>

using callbooth::EventArguments;

namespace {

template <class Act> std::chrono::duration<double> time_of(Act act) {
    const auto begin = std::chrono::steady_clock::now();
    act();
    return std::chrono::steady_clock::now() - begin;
}

std::string many_objects() {
    std::string list = "[{}";
    while (list.size() < 900000)
        list += ",{}";
    return list + ']';
}

} // namespace

TEST(EventArguments, reads_scalars) {
    EventArguments arguments{"text", 7, 2.5, true};
    EXPECT_EQ(arguments.find<std::string>(0), "text");
    EXPECT_EQ(arguments.find<int>(1), 7);
    EXPECT_EQ(arguments.find<double>(2), 2.5);
    EXPECT_EQ(arguments.find<bool>(3), true);
    EXPECT_EQ(arguments.find<std::string>(1), std::nullopt);
    EXPECT_EQ(arguments.find<std::string>(4), std::nullopt);
}

TEST(EventArguments, does_not_read_a_long_list_where_a_text_is_wanted) {
    const auto list = many_objects();
    EventArguments arguments;
    arguments.add_text(list);
    arguments.set_attachments({"bytes"});
    const auto scan = time_of([&] { EXPECT_TRUE(callbooth::scan_json(list, callbooth::JsonVisitor())); });
    EXPECT_LT(time_of([&] { EXPECT_EQ(arguments.find<std::string>(0), std::nullopt); }), scan);
    EXPECT_LT(time_of([&] { EXPECT_EQ(arguments.binary(0), nullptr); }), scan);
}

TEST(EventArguments, finds_the_bytes_of_an_argument) {
    EventArguments arguments{"text"};
    arguments.add_binary("bytes");
    EXPECT_EQ(arguments.binary(0), nullptr);
    ASSERT_NE(arguments.binary(1), nullptr);
    EXPECT_EQ(*arguments.binary(1), "bytes");
}
