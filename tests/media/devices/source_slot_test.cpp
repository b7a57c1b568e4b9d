// SPDX-License-Identifier: MIT
/// The place of a camera, with cameras that come, go and fall silent as a test wants it.
#include <algorithm>
#include <mutex>
#include <vector>

#include "media/devices/fake_device.hpp"
#include "media/devices/source_slot.hpp"
#include "support/loop.hpp"
#include <gtest/gtest.h>

namespace callbooth::test {

using namespace std::chrono_literals;
using media::SourceSlot;

namespace {

constexpr auto camera_caps = "video/x-raw,width=[16,1000],height=[16,1000],framerate=[1/1,60/1]";

/// Brightness of what can be seen.
constexpr int own = 16;
constexpr int placeholder = 57;
constexpr int grey = 126;
constexpr int white = 235;

Ref<GstDevice> camera(const char *picture) {
    return FakeDevice::make(std::string("videotestsrc is-live=true pattern=") + picture, camera_caps);
}
Ref<GstDevice> white_camera() { return camera("white"); }
Ref<GstDevice> grey_camera() { return camera("solid-color foreground-color=0xff808080"); }

/// A capture pipeline that is nothing but a place, and notes what comes out of it.
class DeviceSlot {
public:
    explicit DeviceSlot(const std::string &element = "videotestsrc pattern=black") {
        pipeline_ =
            media::parse_pipeline("appsrc name=in format=time is-live=true max-buffers=4 leaky-type=downstream ! "
                                  "video/x-raw,width=64,height=48,framerate=20/1 ! fakesink name=out sync=false "
                                  "async=false signal-handoffs=true");
        timeline_.apply(pipeline_.get());
        const auto sink = media::child(pipeline_.get(), "out");
        const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(sink.get(), "sink"));
        gst_pad_add_probe(pad.get(),
                          static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM),
                          &DeviceSlot::note, this, nullptr);
        input = std::make_unique<SourceSlot>(
            DeviceKind::camera, media::child(pipeline_.get(), "in"), nullptr,
            [element] { return media::parse_pipeline(element); }, timeline_, worker_,
            [this](Level level, const std::string &text) {
                (level >= Level::warning ? warnings : notes).push_back(text);
            });
        gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
    }
    ~DeviceSlot() {
        input.reset();
        gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
    }

    /// From now on this can be seen within the limit.
    bool shows(int brightness, std::chrono::milliseconds limit = 20s) {
        return run_until([&] { return !seen().empty() && seen().back() == brightness; }, limit);
    }
    /// The changes of brightness so far.
    std::vector<int> seen() const {
        const std::lock_guard lock(mutex_);
        return seen_;
    }
    int formats() const {
        const std::lock_guard lock(mutex_);
        return formats_;
    }
    bool times_grow() const {
        const std::lock_guard lock(mutex_);
        return times_grow_;
    }

    std::vector<std::string> warnings;
    std::vector<std::string> notes;
    std::unique_ptr<SourceSlot> input;

private:
    static GstPadProbeReturn note(GstPad *, GstPadProbeInfo *info, gpointer data) {
        auto *place = static_cast<DeviceSlot *>(data);
        const std::lock_guard lock(place->mutex_);
        if (GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM) {
            place->formats_ += GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_CAPS ? 1 : 0;
            return GST_PAD_PROBE_OK;
        }
        GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
        guint8 brightness = 0;
        gst_buffer_extract(buffer, 100, &brightness, 1);
        if (place->seen_.empty() || place->seen_.back() != brightness)
            place->seen_.push_back(brightness);
        place->times_grow_ = place->times_grow_ && (place->last_ == GST_CLOCK_TIME_NONE || buffer->pts > place->last_);
        place->last_ = buffer->pts;
        return GST_PAD_PROBE_OK;
    }

    media::Timeline timeline_ = media::Timeline::start_now();
    media::Worker worker_{media::Worker::unlimited};
    Ref<GstElement> pipeline_;
    mutable std::mutex mutex_;
    std::vector<int> seen_;
    int formats_ = 0;
    bool times_grow_ = true;
    GstClockTime last_ = GST_CLOCK_TIME_NONE;
};

struct InputWithADevice : testing::Test {
    void SetUp() override {
        place.input->choose("white", white_camera());
        place.input->start();
        ASSERT_TRUE(place.shows(white));
    }

    DeviceSlot place;
};

} // namespace

TEST(SourceSlot, uses_what_the_pipeline_file_names) {
    DeviceSlot place;
    place.input->start();
    EXPECT_TRUE(place.shows(own));
    EXPECT_TRUE(run_until([&] { return place.input->state() == DeviceState::running; }));
    EXPECT_EQ(place.input->chosen(), "");
}

TEST_F(InputWithADevice, changes_from_one_device_to_another_in_one_stream) {
    place.input->choose("grey", grey_camera());
    EXPECT_EQ(place.input->chosen(), "grey");
    EXPECT_TRUE(place.shows(grey));
    place.input->choose("", {});
    EXPECT_TRUE(place.shows(own));
    EXPECT_EQ(place.formats(), 1);
    EXPECT_TRUE(place.times_grow());
}

TEST_F(InputWithADevice, stays_with_its_device_when_the_chosen_one_fails) {
    std::string refused;
    const auto listener =
        place.input->refused.subscribe([&](const std::string &id, const std::string &) { refused = id; });
    place.input->choose("broken", FakeDevice::make("filesrc location=/nowhere/at/all", camera_caps));
    EXPECT_TRUE(run_until([&] { return refused == "broken"; }));
    EXPECT_EQ(place.input->chosen(), "white");
    EXPECT_EQ(place.input->state(), DeviceState::running);
    EXPECT_EQ(place.seen().back(), white);
    EXPECT_EQ(place.warnings.size(), 1U);
}

TEST_F(InputWithADevice, shows_a_placeholder_while_its_device_is_unplugged) {
    place.input->unplugged("white");
    EXPECT_EQ(place.input->state(), DeviceState::missing);
    EXPECT_TRUE(place.shows(placeholder));
    place.input->plugged("white", white_camera());
    EXPECT_TRUE(place.shows(white));
    EXPECT_EQ(place.input->state(), DeviceState::running);
    EXPECT_EQ(place.formats(), 1);
    EXPECT_TRUE(place.times_grow());
    EXPECT_EQ(place.warnings.size(), 1U);
}

TEST_F(InputWithADevice, goes_on_with_its_device_when_that_gets_another_id) {
    place.input->renamed("white", "white@usb-1");
    EXPECT_EQ(place.input->chosen(), "white@usb-1");
    EXPECT_EQ(place.input->state(), DeviceState::running);
    place.input->unplugged("white");
    EXPECT_EQ(place.input->state(), DeviceState::running);
    place.input->unplugged("white@usb-1");
    EXPECT_EQ(place.input->state(), DeviceState::missing);
    EXPECT_EQ(place.warnings, std::vector<std::string>{"camera white@usb-1 is lost: it was unplugged"});
}

TEST_F(InputWithADevice, takes_another_device_for_one_that_is_gone) {
    place.input->unplugged("white");
    place.input->choose("grey", grey_camera());
    EXPECT_TRUE(place.shows(grey));
    place.input->plugged("white", white_camera());
    EXPECT_EQ(place.input->chosen(), "grey");
}

TEST(SourceSlot, opens_again_what_came_to_its_end) {
    DeviceSlot place("videotestsrc pattern=black num-buffers=20");
    place.input->start();
    EXPECT_TRUE(run_until(
        [&] {
            const auto seen = place.seen();
            return std::count(seen.begin(), seen.end(), own) >= 2;
        },
        20s));
    EXPECT_TRUE(place.times_grow());
}

TEST(SourceSlot, loses_a_device_that_fails_and_tries_it_again) {
    DeviceSlot place;
    place.input->choose("white", camera("white num-buffers=20"));
    place.input->start();
    bool was_refused = false;
    const auto listener =
        place.input->refused.subscribe([&](const std::string &, const std::string &) { was_refused = true; });
    ASSERT_TRUE(place.shows(white));
    EXPECT_TRUE(run_until([&] { return place.input->state() == DeviceState::missing; }));
    EXPECT_EQ(place.warnings, std::vector<std::string>{"camera white is lost: it came to its end"});
    EXPECT_FALSE(was_refused);
    EXPECT_TRUE(place.shows(placeholder));
    EXPECT_TRUE(place.shows(white));
}

TEST(SourceSlot, goes_on_to_the_chosen_device_when_the_one_before_fails) {
    DeviceSlot place;
    place.input->choose("white", camera("white num-buffers=20"));
    place.input->start();
    ASSERT_TRUE(place.shows(white));
    const auto slow = grey_camera();
    FakeDevice::set_silent(slow, true);
    place.input->choose("slow", slow);
    EXPECT_TRUE(run_until([&] { return !place.warnings.empty(); }));
    EXPECT_EQ(place.warnings, std::vector<std::string>{"camera white is lost: it came to its end"});
    EXPECT_EQ(place.input->chosen(), "slow");
    FakeDevice::set_silent(slow, false);
    EXPECT_TRUE(place.shows(grey));
}

TEST(SourceSlot, shows_a_camera_whose_pictures_are_rare) {
    DeviceSlot place;
    place.input->choose("rare", FakeDevice::make("videotestsrc is-live=true pattern=white",
                                                 "video/x-raw,width=64,height=48,framerate=2/1"));
    place.input->start();
    EXPECT_TRUE(place.shows(white));
}

TEST(SourceSlot, counts_a_device_as_gone_that_falls_silent_and_tries_it_again) {
    DeviceSlot place;
    const auto device = white_camera();
    place.input->choose("white", device);
    place.input->start();
    ASSERT_TRUE(place.shows(white));
    FakeDevice::set_silent(device, true);
    EXPECT_TRUE(place.shows(placeholder));
    EXPECT_TRUE(run_until([&] { return place.input->state() == DeviceState::missing; }));
    FakeDevice::set_silent(device, false);
    EXPECT_TRUE(place.shows(white));
    EXPECT_TRUE(run_until([&] { return place.input->state() == DeviceState::running; }));
}

TEST(SourceSlot, goes_on_with_a_device_that_was_silent_for_a_moment) {
    DeviceSlot place;
    const auto device = white_camera();
    place.input->choose("white", device);
    place.input->start();
    ASSERT_TRUE(place.shows(white));
    FakeDevice::set_silent(device, true);
    ASSERT_TRUE(place.shows(placeholder));
    FakeDevice::set_silent(device, false);
    EXPECT_TRUE(place.shows(white));
}

TEST(SourceSlot, counts_a_device_as_gone_that_delivers_nothing_from_the_beginning) {
    DeviceSlot place;
    const auto device = white_camera();
    FakeDevice::set_silent(device, true);
    place.input->choose("white", device);
    place.input->start();
    EXPECT_TRUE(run_until([&] { return place.input->state() == DeviceState::missing; }));
    EXPECT_EQ(place.warnings, std::vector<std::string>{"camera white cannot be used: it delivers nothing"});
    FakeDevice::set_silent(device, false);
    EXPECT_TRUE(place.shows(white));
}

TEST_F(InputWithADevice, opens_others_while_many_hang) {
    std::vector<Ref<GstDevice>> stuck;
    for (int i = 0; i < 6; ++i) {
        stuck.push_back(white_camera());
        FakeDevice::set_hanging(stuck.back(), true);
        place.input->choose("stuck-" + std::to_string(i), stuck.back());
        EXPECT_TRUE(run_until([&] { return FakeDevice::openings(stuck.back()) == 1; }, 2s));
    }
    place.input->choose("grey", grey_camera());
    EXPECT_TRUE(place.shows(grey, 4s));
    for (const auto &device : stuck)
        FakeDevice::set_hanging(device, false);
}

TEST(SourceSlot, skips_a_device_that_hangs_until_it_answers) {
    DeviceSlot place;
    const auto device = white_camera();
    FakeDevice::set_hanging(device, true);
    place.input->choose("white", device);
    place.input->start();
    ASSERT_TRUE(run_until([&] { return place.input->state() == DeviceState::missing; }));
    EXPECT_FALSE(run_until([&] { return FakeDevice::openings(device) > 1; }, 2500ms)); // two pauses long
    EXPECT_EQ(place.warnings, std::vector<std::string>{"camera white cannot be used: it hangs while it is opened, and "
                                                       "is skipped until it answers"});
    FakeDevice::set_hanging(device, false);
    EXPECT_TRUE(place.shows(white));
    EXPECT_EQ(FakeDevice::openings(device), 2);
}

TEST_F(InputWithADevice, refuses_a_device_that_hangs_without_logging_it_again) {
    const auto device = grey_camera();
    FakeDevice::set_hanging(device, true);
    int refusals = 0;
    const auto listener = place.input->refused.subscribe([&](const std::string &, const std::string &) { ++refusals; });
    place.input->choose("grey", device);
    ASSERT_TRUE(run_until([&] { return refusals == 1; }));
    place.input->choose("grey", device);
    EXPECT_EQ(refusals, 2);
    EXPECT_EQ(place.input->chosen(), "white");
    EXPECT_EQ(place.warnings.size(), 1U);
    EXPECT_EQ(FakeDevice::openings(device), 1);
    FakeDevice::set_hanging(device, false);
}

TEST(SourceSlot, ends_in_time_with_a_device_that_hangs_while_it_is_closed) {
    auto place = std::make_unique<DeviceSlot>();
    const auto device = white_camera();
    place->input->choose("white", device);
    place->input->start();
    ASSERT_TRUE(place->shows(white));
    FakeDevice::set_hanging(device, true);
    const gint64 begun = g_get_monotonic_time();
    place.reset();
    EXPECT_LT(g_get_monotonic_time() - begun, 5 * G_USEC_PER_SEC);
    FakeDevice::set_hanging(device, false);
}

TEST(SourceSlot, tells_the_mode_that_it_uses) {
    DeviceSlot place;
    place.input->choose("white", white_camera());
    place.input->start();
    ASSERT_TRUE(place.shows(white));
    const std::string mode = "camera white: 64x48 video/x-raw at 20/s";
    EXPECT_EQ(place.notes.front(), mode);
    EXPECT_TRUE(place.warnings.empty());
    place.input->unplugged("white");
    place.input->plugged("white", white_camera());
    EXPECT_TRUE(run_until([&] { return std::count(place.notes.begin(), place.notes.end(), mode) == 2; }));
}

TEST(SourceSlot, warns_when_the_nearest_mode_is_not_what_is_wanted) {
    DeviceSlot place;
    place.input->choose("small", FakeDevice::make("videotestsrc is-live=true pattern=white",
                                                  "video/x-raw,width=32,height=24,framerate=20/1"));
    place.input->start();
    ASSERT_TRUE(run_until([&] { return place.input->state() == DeviceState::running; }));
    EXPECT_EQ(place.warnings,
              std::vector<std::string>{"camera small: 32x24 video/x-raw at 20/s, the nearest that it has "
                                       "to what the pipeline file wants"});
}

TEST(SourceSlot, leaves_what_the_file_names_closed_until_the_devices_are_known) {
    DeviceSlot place;
    place.input->hold();
    place.input->start();
    ASSERT_TRUE(place.shows(placeholder)); // nothing came in the first moment
    EXPECT_EQ(place.seen(), std::vector<int>{placeholder});
    place.input->release();
    EXPECT_TRUE(place.shows(own));
}

TEST(SourceSlot, may_end_at_any_moment_of_an_opening) {
    for (int i = 0; i < 20; ++i) {
        DeviceSlot place;
        place.input->start();
        g_usleep(static_cast<gulong>(i) * 500);
        place.input->choose("white", white_camera());
        g_usleep(static_cast<gulong>(i) * 500);
    }
}

} // namespace callbooth::test
