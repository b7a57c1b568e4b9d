// SPDX-License-Identifier: MIT
/// Connections whose webrtcbin takes its time.
#include <atomic>
#include <dlfcn.h>

#include "media/test_booth.hpp"
#include <gtest/gtest.h>

namespace callbooth::test {

using namespace std::chrono_literals;

namespace {

std::atomic<bool> slow = false;
std::atomic<int> turns = 0; ///< of the main context
std::atomic<int> waits = 0;
std::atomic<bool> held_up = false;

/// As long as it lives, whoever asks webrtcbin for a pad waits until the main context has turned; where that is the
/// main context itself, for ever.
class SlowWebRtc {
public:
    SlowWebRtc() {
        held_up = false;
        waits = 0;
        slow = true;
    }
    ~SlowWebRtc() { slow = false; }
    SlowWebRtc(const SlowWebRtc &) = delete;
    SlowWebRtc &operator=(const SlowWebRtc &) = delete;

private:
    const Source clock_ = Source::every(1ms, [] {
        ++turns;
        return true;
    });
};

void wait_for_the_main_context() {
    constexpr gint64 for_ever = 10 * G_USEC_PER_SEC;
    const gint64 deadline = g_get_monotonic_time() + for_ever;
    const int until = turns + 20;
    ++waits;
    while (turns < until && slow && g_get_monotonic_time() < deadline)
        g_usleep(1000);
    held_up = held_up || (turns < until && slow);
}

} // namespace

TEST(SlowWebRtc, keeps_nobody_waiting_on_the_main_context) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    const SlowWebRtc webrtc;
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return media_flows(a) && media_flows(b); }, 20s));
    EXPECT_GE(waits, 4);
    EXPECT_FALSE(held_up);
}

TEST(SlowWebRtc, may_be_given_up_while_it_is_being_made) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    {
        const SlowWebRtc webrtc;
        for (int i = 0; i < 6; ++i) {
            (i % 2 == 0 ? a : b).booth.call(i % 2 == 0 ? "b" : "a");
            const int before = turns + i * 10;
            ASSERT_TRUE(run_until([&] { return turns > before; }));
            for (TestBooth *booth : {&a, &b})
                if (Call *call = booth->booth.current())
                    call->hang_up(EndReason::local_next);
            ASSERT_TRUE(run_until([&] { return !a.booth.current() && !b.booth.current(); }));
        }
        EXPECT_FALSE(held_up);
    }
    a.booth.call("b");
    EXPECT_TRUE(run_until([&] { return media_flows(a) && media_flows(b); }, 20s));
}

TEST(SlowWebRtc, does_not_change_who_yields_when_both_call_at_once) {
    LinkedSignaling::Net net;
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    const SlowWebRtc webrtc;
    a.booth.call("b");
    b.booth.call("a");
    EXPECT_TRUE(run_until([&] { return media_flows(a) && media_flows(b); }, 20s));
    EXPECT_TRUE(a.booth.current()->outgoing());
    EXPECT_FALSE(b.booth.current()->outgoing());
    EXPECT_TRUE(a.ends.empty() && b.ends.empty());
}

} // namespace callbooth::test

/// In place of GStreamer's.
extern "C" GstPad *gst_element_request_pad(GstElement *element, GstPadTemplate *templ, const gchar *name,
                                           const GstCaps *caps) {
    static const auto original =
        reinterpret_cast<decltype(&gst_element_request_pad)>(dlsym(RTLD_NEXT, "gst_element_request_pad"));
    const GstElementFactory *factory = gst_element_get_factory(element);
    if (callbooth::test::slow && factory && std::string_view(GST_OBJECT_NAME(factory)) == "webrtcbin")
        callbooth::test::wait_for_the_main_context();
    return original(element, templ, name, caps);
}
