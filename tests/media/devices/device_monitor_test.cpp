// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>

#include "media/base/gst.hpp"
#include "media/devices/device_identity.hpp"
#include "media/devices/device_monitor.hpp"
#include "media/devices/fake_provider.hpp"
#include "support/loop.hpp"
#include "support/temp_folder.hpp"
#include <gtest/gtest.h>

using callbooth::Device;
using callbooth::DeviceKind;
using callbooth::Handle;
using callbooth::media::caps_summary;
using callbooth::media::device_id;
using callbooth::media::DeviceMonitor;
using callbooth::test::FakeProvider;
using callbooth::test::run_until;
using Texts = std::vector<std::string>;

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

/// A webcam of which all that were made have one serial number, at a port.
std::string webcam_at(const std::string &port) {
    return "device.vendor.id=(string)046d, device.product.id=(string)0825, device.serial=(string)0001, "
           "device.bus_path=(string)" +
           port;
}

/// Those that the monitor lists, and what it tells.
class EqualDevices : public testing::Test {
protected:
    static void SetUpTestSuite() { gst_init(nullptr, nullptr); }

    Texts ids() const {
        Texts ids;
        for (const auto &device : monitor->list())
            ids.push_back(device.id);
        return ids;
    }
    bool become(const Texts &wanted) const {
        return run_until([&] { return ids() == wanted; });
    }
    std::string recognized(const char *id) const {
        const auto device = monitor->recognize(DeviceKind::camera, id);
        return device ? device->id : "";
    }

    FakeProvider provider;
    std::unique_ptr<DeviceMonitor> monitor;
};

TEST_F(EqualDevices, are_told_apart_by_their_ports) {
    provider.plug(webcam_at("usb-1"));
    provider.plug(webcam_at("usb-2"));
    monitor = std::make_unique<DeviceMonitor>();
    EXPECT_EQ(ids(), (Texts{"046d:0825:0001@usb-1", "046d:0825:0001@usb-2"}));
    EXPECT_NE(monitor->find(DeviceKind::camera, "046d:0825:0001@usb-1").get(),
              monitor->find(DeviceKind::camera, "046d:0825:0001@usb-2").get());
}

TEST_F(EqualDevices, have_short_ids_while_they_are_alone) {
    provider.plug(webcam_at("usb-1"));
    provider.plug("device.bus_path=(string)usb-3");
    monitor = std::make_unique<DeviceMonitor>();
    EXPECT_EQ(ids(), (Texts{"046d:0825:0001", "usb-3"}));
}

TEST_F(EqualDevices, get_longer_ids_when_the_second_one_comes_and_keep_them) {
    provider.plug(webcam_at("usb-1"));
    monitor = std::make_unique<DeviceMonitor>();
    Texts renamed;
    const auto listener = monitor->renamed.subscribe(
        [&](const Device &before, const Device &device) { renamed.push_back(before.id + " " + device.id); });
    const auto second = provider.plug(webcam_at("usb-2"));
    EXPECT_TRUE(become({"046d:0825:0001@usb-1", "046d:0825:0001@usb-2"}));
    EXPECT_EQ(renamed, Texts{"046d:0825:0001 046d:0825:0001@usb-1"});
    provider.unplug(second);
    EXPECT_TRUE(become({"046d:0825:0001@usb-1"}));
    EXPECT_EQ(renamed.size(), 1U);
}

TEST_F(EqualDevices, are_found_by_the_ids_that_they_had) {
    provider.plug(webcam_at("usb-2"));
    monitor = std::make_unique<DeviceMonitor>();
    EXPECT_EQ(recognized("046d:0825:0001@usb-2"), "046d:0825:0001"); // saved while two were there
    EXPECT_EQ(recognized("046d:0825:0001@usb-1"), "");
    provider.plug(webcam_at("usb-1"));
    EXPECT_TRUE(become({"046d:0825:0001@usb-1", "046d:0825:0001@usb-2"}));
    EXPECT_EQ(recognized("046d:0825:0001"), "046d:0825:0001@usb-2"); // saved while it was alone
    EXPECT_EQ(recognized("046d:0825:0001@usb-1"), "046d:0825:0001@usb-1");
}

TEST_F(EqualDevices, of_one_sound_card_are_told_apart_by_their_nodes) {
    const std::string card = "device.bus_path=(string)pci-1, node.name=(string)";
    provider.plug(card + "hdmi-1");
    provider.plug(card + "hdmi-2");
    monitor = std::make_unique<DeviceMonitor>();
    EXPECT_EQ(ids(), (Texts{"pci-1@hdmi-1", "pci-1@hdmi-2"}));
}

TEST_F(EqualDevices, of_one_camera_are_told_apart_by_their_number) {
    const callbooth::test::TempFolder folder;
    for (const char *index : {"0", "2"}) {
        const auto node = folder.path() / (std::string("video") + index);
        std::filesystem::create_directory(node);
        std::ofstream(node / "index") << index << '\n';
        provider.plug(webcam_at("usb-1") + ", sysfs.path=(string)" + node.string());
    }
    monitor = std::make_unique<DeviceMonitor>();
    EXPECT_EQ(ids(), (Texts{"046d:0825:0001@usb-1@fake@0", "046d:0825:0001@usb-1@fake@2"}));
}

TEST_F(EqualDevices, that_are_one_listed_twice_share_its_id_and_outlive_each_other) {
    provider.plug(webcam_at("usb-1"));
    const auto twin = provider.plug(webcam_at("usb-1"));
    monitor = std::make_unique<DeviceMonitor>();
    Texts told;
    const auto added = monitor->added.subscribe([&](const Device &device) { told.push_back("+" + device.id); });
    const auto removed = monitor->removed.subscribe([&](const Device &device) { told.push_back("-" + device.id); });
    EXPECT_EQ(ids(), (Texts{"046d:0825:0001", "046d:0825:0001"}));
    provider.unplug(twin);
    EXPECT_TRUE(become({"046d:0825:0001"}));
    EXPECT_EQ(told, (Texts{"-046d:0825:0001", "+046d:0825:0001"}));
}

/// The server behind it starts after the booth.
TEST_F(EqualDevices, of_a_list_that_starts_late_are_listed_then) {
    FakeProvider::available() = false;
    bool looked = false;
    const callbooth::media::Worker worker(callbooth::media::Worker::unlimited);
    monitor = std::make_unique<DeviceMonitor>(worker, [&](const std::string &) { looked = true; });
    EXPECT_TRUE(run_until([&] { return looked; }));
    EXPECT_EQ(ids(), Texts{});
    FakeProvider::available() = true;
    provider.plug(webcam_at("usb-1"));
    EXPECT_TRUE(become({"046d:0825:0001"}));
    monitor.reset();
}

} // namespace
