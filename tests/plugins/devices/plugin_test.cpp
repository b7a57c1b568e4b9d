// SPDX-License-Identifier: MIT
#include "support/fake_devices.hpp"
#include "support/temp_folder.hpp"
#include "support/test_host.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using test::run_pending;
using Texts = std::vector<std::string>;

namespace {

const Device one{DeviceKind::camera, "one", "Camera One", ""};
const Device two{DeviceKind::camera, "two", "Camera Two", ""};
const Device mic{DeviceKind::microphone, "mic", "Mic", ""};

struct Fixture {
    Fixture() {
        host.offer<Devices>(devices);
        devices.present = {one, two, mic};
    }
    void start(Values values = {}) {
        values.emplace("state", (folder.path() / "state.json").string());
        plugin = host.create(values);
        plugin->start();
    }
    std::string camera() const { return devices.chosen(DeviceKind::camera); }

    test::TempFolder folder;
    test::FakeDevices devices;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
};

} // namespace

TEST(DevicesPlugin, chooses_by_preference_when_it_starts) {
    Fixture f;
    f.start({{"camera", Texts{"*two", "*"}}});
    EXPECT_EQ(f.camera(), "two");
    EXPECT_EQ(f.devices.chosen(DeviceKind::microphone), "mic");
}

TEST(DevicesPlugin, leaves_everything_as_the_file_says_without_patterns) {
    Fixture f;
    f.start({{"camera", Texts{}}, {"microphone", Texts{}}});
    EXPECT_EQ(f.devices.choices, 0);
}

TEST(DevicesPlugin, has_nothing_to_choose_where_the_file_has_no_place) {
    Fixture f;
    f.devices.states.clear();
    f.start();
    EXPECT_EQ(f.devices.choices, 0);
}

TEST(DevicesPlugin, lists_and_changes_by_command) {
    Fixture f;
    f.start();
    EXPECT_EQ(f.host.commands.invoke("camera"), "* 1 Camera One (running)\n  2 Camera Two");
    EXPECT_EQ(f.host.commands.invoke("camera next"), "camera: Camera Two");
    EXPECT_EQ(f.camera(), "two");
    EXPECT_EQ(f.host.commands.invoke("camera 1"), "camera: Camera One");
    EXPECT_EQ(f.host.commands.invoke("camera two"), "camera: Camera Two");
    EXPECT_THROW(f.host.commands.invoke("camera three"), Error);
    EXPECT_EQ(f.host.commands.invoke("microphone list"), "* 1 Mic (running)");
    f.devices.present.clear();
    EXPECT_EQ(f.host.commands.invoke("camera"), "there is no camera");
    EXPECT_THROW(f.host.commands.invoke("camera next"), Error);
}

TEST(DevicesPlugin, changes_the_speaker_like_the_others) {
    Fixture f;
    f.devices.present.push_back({DeviceKind::speaker, "a", "Screen", ""});
    f.devices.present.push_back({DeviceKind::speaker, "b", "Headset", ""});
    f.devices.states[DeviceKind::speaker] = DeviceState::running;
    f.start({{"speaker", Texts{"head*", "*"}}});
    EXPECT_EQ(f.host.commands.invoke("speaker"), "  1 Screen\n* 2 Headset (running)");
    EXPECT_EQ(f.host.commands.invoke("speaker next"), "speaker: Screen");
    f.devices.unplug("a");
    run_pending();
    EXPECT_EQ(f.devices.chosen(DeviceKind::speaker), "b");
}

TEST(DevicesPlugin, remembers_the_choice) {
    Fixture f;
    f.start();
    f.host.commands.invoke("camera two");
    f.plugin.reset();
    f.devices.used.clear();
    f.start({{"camera", Texts{"*one"}}});
    EXPECT_EQ(f.camera(), "two");
}

TEST(DevicesPlugin, takes_another_one_when_it_is_unplugged_and_comes_back_to_it) {
    Fixture f;
    f.start();
    f.host.commands.invoke("camera two");
    f.devices.unplug("two");
    run_pending();
    EXPECT_EQ(f.camera(), "one");
    f.devices.plug(two);
    run_pending();
    EXPECT_EQ(f.camera(), "two");
}

TEST(DevicesPlugin, waits_for_the_only_one) {
    Fixture f;
    f.devices.present = {one};
    f.start();
    f.devices.unplug("one");
    run_pending();
    EXPECT_EQ(f.camera(), "one");
    EXPECT_EQ(f.devices.choices, 1);
    f.devices.plug(two);
    run_pending();
    EXPECT_EQ(f.camera(), "two");
}

TEST(DevicesPlugin, takes_another_one_for_one_that_fails) {
    Fixture f;
    f.start();
    f.devices.fail(DeviceKind::camera);
    run_pending();
    EXPECT_EQ(f.camera(), "two");
    EXPECT_EQ(f.host.commands.invoke("camera one"), "camera: Camera One");
    f.devices.refused.emit(DeviceKind::camera, "one", "busy");
    f.devices.used[DeviceKind::camera] = "two";
    run_pending();
    EXPECT_EQ(f.camera(), "two");
}

TEST(DevicesPlugin, goes_on_without_a_state_file_that_can_be_used) {
    Fixture f;
    f.start({{"state", std::string("/proc/no/such/place")}});
    EXPECT_EQ(f.host.commands.invoke("camera two"), "camera: Camera Two");
    EXPECT_TRUE(f.host.logged("the choice is forgotten", Level::warning));
}

TEST(DevicesPlugin, keeps_its_choice_when_the_device_gets_a_longer_id) {
    Fixture f;
    f.start();
    f.host.commands.invoke("camera two");
    f.devices.rename("two", "two@usb-1");
    f.devices.plug({DeviceKind::camera, "two@usb-2", "Camera Two", ""});
    run_pending();
    EXPECT_EQ(f.camera(), "two@usb-1");
    f.devices.choose(DeviceKind::camera, "one");
    f.plugin.reset();
    f.start();
    EXPECT_EQ(f.camera(), "two@usb-1");
}

TEST(DevicesPlugin, finds_its_choice_by_the_longer_id_that_it_had) {
    Fixture f;
    f.devices.present = {one, {DeviceKind::camera, "two@usb-1", "Camera Two", ""}};
    f.start();
    f.host.commands.invoke("camera two@usb-1");
    f.plugin.reset();
    f.devices.present = {one, two};
    f.devices.used.clear();
    f.start();
    EXPECT_EQ(f.camera(), "two");
    f.plugin.reset();
    f.devices.present = {one, {DeviceKind::camera, "two@usb-2", "", ""}, {DeviceKind::camera, "two@usb-1", "", ""}};
    f.start();
    EXPECT_EQ(f.camera(), "two@usb-1");
}
