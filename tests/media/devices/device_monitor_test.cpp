// SPDX-License-Identifier: MIT
#include "media/base/gst.hpp"
#include "media/devices/device_monitor.hpp"
#include <gtest/gtest.h>

using callbooth::Handle;
using callbooth::media::caps_summary;
using callbooth::media::device_id;

namespace {

class Devices : public testing::Test {
protected:
    static void SetUpTestSuite() { gst_init(nullptr, nullptr); }

    static std::string id_of(const char *properties) {
        const Handle<GstStructure> structure(gst_structure_from_string(properties, nullptr));
        EXPECT_NE(structure, nullptr) << properties;
        return device_id(structure.get(), "fallback");
    }
    static std::string summary_of(const char *text) {
        const Handle<GstCaps> caps(gst_caps_from_string(text));
        return caps_summary(caps.get());
    }
};

TEST_F(Devices, are_known_by_vendor_product_and_serial) {
    EXPECT_EQ(id_of("p, device.vendor.id=(string)046d, device.product.id=(string)0825, device.serial=(string)ABC, "
                    "device.bus_path=(string)pci-1, node.name=(string)n"),
              "046d:0825:ABC");
}

TEST_F(Devices, without_a_serial_are_known_by_their_path_by_id) {
    EXPECT_EQ(id_of("p, device.vendor.id=(string)046d, device.product.id=(string)0825, "
                    "device.path=(string)/dev/v4l/by-id/usb-cam-index0, device.bus_path=(string)pci-1"),
              "/dev/v4l/by-id/usb-cam-index0");
}

TEST_F(Devices, without_a_stable_path_are_known_by_their_port) {
    EXPECT_EQ(id_of("p, device.path=(string)/dev/video0, device.bus_path=(string)pci-0000:00:14.0-usb-0:1:1.0, "
                    "node.name=(string)n"),
              "pci-0000:00:14.0-usb-0:1:1.0");
}

TEST_F(Devices, of_software_are_known_by_their_node) {
    EXPECT_EQ(id_of("p, device.path=(string)/dev/video0, node.name=(string)camera-one"), "camera-one");
}

TEST_F(Devices, that_say_nothing_are_known_by_their_name) {
    EXPECT_EQ(id_of("p, device.class=(string)abstract"), "fallback");
    EXPECT_EQ(device_id(nullptr, "fallback"), "fallback");
}

TEST_F(Devices, show_their_sizes_the_largest_first) {
    EXPECT_EQ(summary_of("video/x-raw,width=640,height=480; video/x-raw,width=1280,height=720,framerate=10/1; "
                         "video/x-raw,width=1280,height=720,framerate=30/1; image/jpeg,width=1920,height=1080"),
              "video/x-raw 1280x720 640x480; image/jpeg 1920x1080");
}

TEST_F(Devices, with_many_sizes_show_the_first_four) {
    EXPECT_EQ(summary_of("image/jpeg,width=1,height=1; image/jpeg,width=2,height=2; image/jpeg,width=3,height=3; "
                         "image/jpeg,width=4,height=4; image/jpeg,width=5,height=5; image/jpeg,width=6,height=6"),
              "image/jpeg 6x6 5x5 4x4 3x3 and 2 smaller");
}

TEST_F(Devices, show_rate_and_channels_of_sound) {
    EXPECT_EQ(summary_of("audio/x-raw,rate=48000,channels=2"), "audio/x-raw 48000 Hz 2 ch");
    EXPECT_EQ(summary_of("audio/x-raw,rate=[1,384000],channels=[1,32]"), "audio/x-raw 1..384000 Hz 1..32 ch");
}

} // namespace
