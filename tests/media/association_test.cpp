// SPDX-License-Identifier: MIT
#include <atomic>
#include <chrono>

#include "media/test_booth.hpp"
#include <gtest/gtest.h>

namespace callbooth::test {
namespace {

using namespace std::chrono_literals;

std::atomic<bool> unlucky{false};

/// As long as it lives, webrtcbin draws the same number for each of its SCTP associations.
struct BadLuck {
    BadLuck() { unlucky = true; }
    ~BadLuck() { unlucky = false; }
    BadLuck(const BadLuck &) = delete;
    BadLuck &operator=(const BadLuck &) = delete;
};

} // namespace

TEST(Association, is_each_connections_own_even_if_webrtcbin_draws_the_same_number_again) {
    const BadLuck luck;
    LinkedSignaling::Net net;
    const auto data_alone = [] { return pipeline_file({"", "", "", "", "", ""}); };
    TestBooth a(net, "a", data_alone());
    TestBooth b(net, "b", data_alone());
    a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return a.channel && b.channel; }, 20s));
    // That one lives on, so that the number is certainly in use.
    TestBooth c(net, "c", data_alone());
    TestBooth d(net, "d", data_alone());
    c.booth.call("d");
    ASSERT_TRUE(run_until([&] { return c.channel && d.channel; }, 20s));
    a.channel->send({"to b", false});
    c.channel->send({"to d", false});
    EXPECT_TRUE(run_until([&] { return !b.messages.empty() && !d.messages.empty(); }));
    EXPECT_EQ(b.messages, std::vector<std::string>{"to b"});
    EXPECT_EQ(d.messages, std::vector<std::string>{"to d"});
}

} // namespace callbooth::test

/// In place of GLib's.
extern "C" gint32 g_random_int_range(gint32 begin, gint32 end) {
    if (callbooth::test::unlucky && begin == 0 && end == G_MAXUINT16)
        return 1;
    return begin + static_cast<gint32>(g_random_int() % static_cast<guint32>(end - begin));
}
