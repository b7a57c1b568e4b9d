// SPDX-License-Identifier: MIT
/// How booths are prepared for packets that come late or never.
#include "media/element_spy.hpp"
#include "media/test_booth.hpp"
#include <gtest/gtest.h>

namespace callbooth::test {

using namespace std::chrono_literals;

namespace {

config::PipelineFile with_latency(int64_t milliseconds) {
    auto file = pipeline_file();
    config::Setting latency;
    latency.key.value = "latency";
    latency.value.value = milliseconds;
    file.transport = config::Section{{}, {latency}};
    return file;
}

template <class T> T property(const Ref<GstElement> &element, const char *name) {
    T value{};
    g_object_get(element.get(), name, &value, nullptr);
    return value;
}

} // namespace

TEST(Losses, have_a_jitter_buffer_as_long_as_the_file_says) { // M1
    for (const guint latency : {0U, 35U, 250U}) {
        LinkedSignaling::Net net;
        ElementSpy buffers("rtpjitterbuffer");
        TestBooth a(net, "a", with_latency(latency));
        TestBooth b(net, "b", with_latency(latency));
        a.booth.call("b");
        ASSERT_TRUE(run_until([&] { return media_flows(a) && media_flows(b); }, 20s));
        ASSERT_GE(buffers.found().size(), 4U);
        for (const auto &each : buffers.found())
            EXPECT_EQ(property<guint>(each, "latency"), latency);
    }
}

TEST(Losses, of_sound_are_concealed) { // M4
    LinkedSignaling::Net net;
    ElementSpy decoders("opusdec");
    TestBooth a(net, "a");
    TestBooth b(net, "b");
    a.booth.call("b");
    ASSERT_TRUE(run_until([&] { return media_flows(a) && media_flows(b); }, 20s));
    ASSERT_GE(decoders.found().size(), 2U);
    for (const auto &each : decoders.found()) {
        EXPECT_TRUE(property<gboolean>(each, "plc"));
        EXPECT_TRUE(property<gboolean>(each, "use-inband-fec"));
    }
}

} // namespace callbooth::test
