// SPDX-License-Identifier: MIT
#include "support/loop.hpp"
#include <callbooth/util/glib.hpp>
#include <gtest/gtest.h>

using namespace std::chrono_literals;
using callbooth::Connection;
using callbooth::Handle;
using callbooth::Out;
using callbooth::Ref;
using callbooth::Source;
using callbooth::test::run_pending;
using callbooth::test::run_until;

namespace {

Ref<GSimpleAction> make_action() { return Ref<GSimpleAction>::adopt(g_simple_action_new("test", nullptr)); }

guint references(const Ref<GSimpleAction> &object) { return object.as<GObject>()->ref_count; }

TEST(Ref, counts_its_copies_and_gives_its_reference_back) {
    const auto first = make_action();
    EXPECT_EQ(references(first), 1u);
    {
        const auto second = first;
        EXPECT_EQ(references(first), 2u);
    }
    EXPECT_EQ(references(first), 1u);
    const auto shared = Ref<GSimpleAction>::share(first.get());
    EXPECT_EQ(references(first), 2u);
}

TEST(Out, hands_the_result_to_the_handle) {
    Handle<GError> error;
    Handle<char> text;
    EXPECT_FALSE(g_file_get_contents("/does/not/exist", Out(text), nullptr, Out(error)));
    ASSERT_NE(error, nullptr);
    EXPECT_EQ(error->code, G_FILE_ERROR_NOENT);
    EXPECT_EQ(text, nullptr);
}

TEST(Connection, disconnects_itself) {
    const auto action = make_action();
    int calls = 0;
    {
        const auto connection = Connection::make<void(GSimpleAction *, GVariant *)>(
            action.get(), "activate", [&](GSimpleAction *, GVariant *) { ++calls; });
        g_action_activate(action.as<GAction>(), nullptr);
    }
    g_action_activate(action.as<GAction>(), nullptr);
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(references(action), 1u);
}

TEST(ConnectionDeathTest, turns_an_exception_at_the_c_frame_into_a_critical_log_line) {
    EXPECT_DEATH(
        {
            g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL);
            const auto action = make_action();
            const auto connection = Connection::make<void(GSimpleAction *, GVariant *)>(
                action.get(), "activate", [](GSimpleAction *, GVariant *) { throw std::runtime_error("the reason"); });
            g_action_activate(action.as<GAction>(), nullptr);
        },
        "unexpected: the reason");
}

TEST(Source, repeats_until_its_function_says_no) {
    int calls = 0;
    const Source source = Source::every(1ms, [&] { return ++calls < 3; });
    EXPECT_TRUE(run_until([&] { return !source.active(); }));
    EXPECT_EQ(calls, 3);
}

TEST(Source, does_nothing_after_it_was_cancelled) {
    int calls = 0;
    Source source = Source::soon([&] { ++calls; });
    source.cancel();
    run_pending();
    EXPECT_EQ(calls, 0);
    EXPECT_FALSE(source.active());
}

TEST(Post, runs_later_and_never_at_once) {
    int calls = 0;
    callbooth::post(nullptr, [&] { ++calls; });
    EXPECT_EQ(calls, 0);
    EXPECT_TRUE(run_until([&] { return calls == 1; }));
}

} // namespace
