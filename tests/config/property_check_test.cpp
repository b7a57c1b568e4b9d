// SPDX-License-Identifier: MIT
#include "config/check/property_check.hpp"
#include <gtest/gtest.h>

namespace callbooth::config {
namespace {

/// What is wrong with `element property=value`: the permitted values, or nothing.
std::string wrong(const char *element, const char *property, const char *value) {
    const auto klass = element_class(element);
    if (!klass)
        return "no such element";
    GParamSpec *spec = g_object_class_find_property(klass.get(), property);
    if (!spec)
        return "no such property";
    const auto bad = check_value(spec, value);
    return bad ? bad->expected : "";
}

TEST(CheckValue, takes_what_gst_launch_takes) {
    EXPECT_EQ(wrong("videotestsrc", "pattern", "ball"), "");
    EXPECT_EQ(wrong("videotestsrc", "pattern", "18"), "");
    EXPECT_EQ(wrong("videotestsrc", "is-live", "true"), "");
    EXPECT_EQ(wrong("videotestsrc", "num-buffers", "0x10"), "");
    EXPECT_EQ(wrong("audiotestsrc", "volume", "0.5"), "");
    EXPECT_EQ(wrong("audiotestsrc", "volume", "1"), "");
    EXPECT_EQ(wrong("capsfilter", "caps", "video/x-raw, width=3"), "");
    EXPECT_EQ(wrong("identity", "name", "anything at all"), "");
    EXPECT_EQ(wrong("autovideosink", "filter-caps", "video/x-raw"), "");
    EXPECT_EQ(wrong("x264enc", "tune", "zerolatency"), "");
    EXPECT_EQ(wrong("x264enc", "tune", "zerolatency+fastdecode"), "");
    EXPECT_EQ(wrong("playsink", "video-sink", "fakesink"), "");
    EXPECT_EQ(wrong("videorate", "max-rate", "30"), "");
}

TEST(CheckValue, tells_the_permitted_values) {
    EXPECT_EQ(wrong("videotestsrc", "is-live", "maybe"), "true or false");
    EXPECT_EQ(wrong("videotestsrc", "num-buffers", "many"), "an integer, at least -1");
    EXPECT_EQ(wrong("videotestsrc", "num-buffers", "-2"), "an integer, at least -1");
    EXPECT_EQ(wrong("audiotestsrc", "volume", "1.5"), "a number from 0 to 1");
    EXPECT_EQ(wrong("audiotestsrc", "volume", "nan"), "a number from 0 to 1");
    EXPECT_EQ(wrong("vp8enc", "cpu-used", "17"), "an integer from -16 to 16");
    EXPECT_EQ(wrong("vp8enc", "end-usage", "none"), "'vbr', 'cbr' or 'cq'");
    EXPECT_EQ(wrong("capsfilter", "caps", "video/x-raw,width=(bogus)3"), "caps like video/x-raw,width=640");
}

TEST(PackageHint, knows_where_debian_keeps_well_known_elements) {
    EXPECT_EQ(package_hint("x264enc"), "apt install gstreamer1.0-plugins-ugly");
    EXPECT_EQ(package_hint("vp8enc"), "apt install gstreamer1.0-plugins-good");
    EXPECT_EQ(package_hint("avdec_h264"), "apt install gstreamer1.0-libav");
    EXPECT_EQ(package_hint("webrtcbin"), "apt install gstreamer1.0-plugins-bad");
    EXPECT_EQ(package_hint("nicesrc"), "apt install gstreamer1.0-nice");
    EXPECT_EQ(package_hint("mysterious"), "");
    EXPECT_TRUE(is_well_known("x264enc"));
    EXPECT_FALSE(is_well_known("videoconvet"));
}

} // namespace
} // namespace callbooth::config
