// SPDX-License-Identifier: MIT
/// The place of a speaker, with speakers that come, go and hang as a test wants it.
#include <vector>

#include "media/devices/fake_device.hpp"
#include "media/devices/speaker_slot.hpp"
#include "support/loop.hpp"
#include <gtest/gtest.h>

namespace callbooth::test {

using namespace std::chrono_literals;

namespace {

Ref<GstDevice> speaker(const char *element = "fakesink sync=true") { return FakeDevice::make(element, "audio/x-raw"); }

/// A render pipeline that is nothing but a tone and a place.
class Speakers : public testing::Test {
protected:
    Speakers() {
        pipeline_ = media::parse_pipeline("audiotestsrc is-live=true samplesperbuffer=480 ! "
                                          "audio/x-raw,format=S16LE,rate=48000,channels=2 ! "
                                          "appsink name=out sync=false async=false max-buffers=8 drop=true");
        timeline_.apply(pipeline_.get());
        place = std::make_unique<media::SpeakerSlot>(
            media::child(pipeline_.get(), "out"), [] { return media::parse_pipeline("fakesink sync=true"); },
            50 * GST_MSECOND, timeline_, worker_,
            [this](Level level, const std::string &text) {
                if (level >= Level::warning)
                    warnings.push_back(text);
            });
    }
    ~Speakers() override {
        place.reset();
        gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
    }
    void sound() { gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING); }
    void use(const std::string &id, const Ref<GstDevice> &device) {
        place->choose(id, device);
        place->start();
    }
    bool becomes(DeviceState state) {
        return run_until([&] { return place->state() == state; });
    }
    /// From now on.
    static bool is_heard(const Ref<GstDevice> &device) {
        const int before = FakeDevice::heard(device);
        return run_until([&] { return FakeDevice::heard(device) > before + 5; });
    }

    std::vector<std::string> warnings;
    std::unique_ptr<media::SpeakerSlot> place;

private:
    media::Timeline timeline_ = media::Timeline::start_now();
    media::Worker worker_{media::Worker::unlimited};
    Ref<GstElement> pipeline_;
};

} // namespace

TEST_F(Speakers, work_before_there_is_any_sound) {
    place->start();
    EXPECT_TRUE(becomes(DeviceState::running));
    EXPECT_EQ(place->chosen(), "");
}

TEST_F(Speakers, change_while_there_is_sound) {
    const auto first = speaker();
    const auto second = speaker();
    GstClockTime latency = 0;
    const auto listener = place->latency_changed.subscribe([&](GstClockTime heard_after) { latency = heard_after; });
    sound();
    use("first", first);
    EXPECT_TRUE(is_heard(first));
    EXPECT_GE(latency, 50 * GST_MSECOND);
    place->choose("second", second);
    EXPECT_TRUE(is_heard(second));
    const int then = FakeDevice::heard(first);
    EXPECT_TRUE(is_heard(second));
    EXPECT_EQ(FakeDevice::heard(first), then);
}

TEST_F(Speakers, stay_when_the_chosen_one_fails) {
    const auto first = speaker();
    std::string refused;
    const auto listener = place->refused.subscribe([&](const std::string &id, const std::string &) { refused = id; });
    sound();
    use("first", first);
    ASSERT_TRUE(is_heard(first));
    place->choose("full", speaker("filesink location=/dev/full buffer-mode=unbuffered"));
    EXPECT_TRUE(run_until([&] { return refused == "full"; }));
    EXPECT_TRUE(is_heard(first));
    EXPECT_EQ(place->chosen(), "first");
}

TEST_F(Speakers, come_back_when_they_were_unplugged) {
    const auto first = speaker();
    sound();
    use("first", first);
    ASSERT_TRUE(is_heard(first));
    place->unplugged("first");
    EXPECT_EQ(place->state(), DeviceState::missing);
    place->plugged("first", first);
    EXPECT_TRUE(is_heard(first));
    EXPECT_EQ(place->state(), DeviceState::running);
}

TEST_F(Speakers, that_hang_count_as_gone_and_are_tried_again) {
    const auto first = speaker();
    sound();
    use("first", first);
    ASSERT_TRUE(is_heard(first));
    FakeDevice::set_silent(first, true);
    EXPECT_TRUE(becomes(DeviceState::missing));
    FakeDevice::set_silent(first, false);
    EXPECT_TRUE(becomes(DeviceState::running));
    EXPECT_TRUE(is_heard(first));
    ASSERT_FALSE(warnings.empty());
    EXPECT_EQ(warnings.front(), "speaker first is lost: it plays nothing");
}

} // namespace callbooth::test
