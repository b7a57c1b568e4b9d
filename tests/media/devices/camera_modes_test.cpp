// SPDX-License-Identifier: MIT
#include "media/devices/camera_modes.hpp"
#include <gtest/gtest.h>

using callbooth::Handle;
namespace media = callbooth::media;

namespace {

Handle<GstCaps> caps(const std::string &text) { return Handle<GstCaps>(gst_caps_from_string(text.c_str())); }

std::string told(const GstCaps *c) { return Handle<char>(gst_caps_to_string(c)).get(); }

media::Wanted wanted(const std::string &acceptable, const std::string &hint = "") {
    auto found = media::wanted_format(caps(acceptable).get(), hint.empty() ? nullptr : caps(hint).get());
    EXPECT_TRUE(found) << acceptable;
    return found ? std::move(*found) : media::Wanted{};
}

/// The mode for 1280x720 at 30/s.
std::string best(const std::string &offered, bool *exact = nullptr) {
    const auto mode = media::best_mode(caps(offered).get(), wanted("video/x-raw,width=1280,height=720,framerate=30/1"));
    if (exact && mode)
        *exact = mode->exact;
    return mode ? mode->text : "none";
}

} // namespace

TEST(WantedFormat, is_what_the_file_says_and_otherwise_moderate) {
    EXPECT_EQ(told(wanted("video/x-raw").caps.get()),
              "video/x-raw, format=(string)I420, width=(int)640, height=(int)480, framerate=(fraction)30/1, "
              "pixel-aspect-ratio=(fraction)1/1, interlace-mode=(string)progressive");
    EXPECT_EQ(
        told(wanted("video/x-raw,format={RGB,YUY2},width=[1,4000],height=720", "image/jpeg,width=1280").caps.get()),
        "video/x-raw, format=(string)RGB, width=(int)1280, height=(int)720, framerate=(fraction)30/1, "
        "pixel-aspect-ratio=(fraction)1/1, interlace-mode=(string)progressive");
    EXPECT_EQ(told(wanted("audio/x-raw,channels=[1,8]").caps.get()),
              "audio/x-raw, channels=(int)1, format=(string)S16LE, layout=(string)interleaved, rate=(int)48000");
}

TEST(WantedFormat, of_a_camera_that_encodes_is_left_as_it_is) {
    const auto format = wanted("video/x-h264,width=1280");
    EXPECT_FALSE(format.raw);
    EXPECT_TRUE(format.video());
}

TEST(WantedFormat, is_unknown_where_everything_is_accepted) {
    EXPECT_FALSE(media::wanted_format(caps("ANY").get(), nullptr));
}

TEST(BestMode, is_raw_when_raw_is_good_enough) {
    EXPECT_EQ(best("image/jpeg,width=1280,height=720,framerate=30/1; "
                   "video/x-raw,format=YUY2,width=1280,height=720,framerate=30/1"),
              "1280x720 video/x-raw at 30/s");
}

TEST(BestMode, is_encoded_when_raw_is_too_slow_for_the_cable) {
    EXPECT_EQ(best("video/x-raw,width=1280,height=720,framerate=10/1; "
                   "image/jpeg,width=1280,height=720,framerate={15/1,30/1}; "
                   "video/x-h264,width=1280,height=720,framerate=30/1"),
              "1280x720 image/jpeg at 30/s");
}

TEST(BestMode, is_no_larger_than_it_must_be) {
    EXPECT_EQ(best("video/x-raw,width=3840,height=2160,framerate=30/1; "
                   "video/x-raw,width=1920,height=1080,framerate=[1/1,60/1]; "
                   "video/x-raw,width=640,height=480,framerate=30/1"),
              "1920x1080 video/x-raw at 30/s");
}

TEST(BestMode, of_ranges_is_what_was_wanted) {
    bool exact = false;
    EXPECT_EQ(best("video/x-raw,width=[16,4096],height=[16,4096],framerate=[0/1,120/1]", &exact),
              "1280x720 video/x-raw at 30/s");
    EXPECT_TRUE(exact);
}

TEST(BestMode, is_the_nearest_and_says_so) {
    bool exact = true;
    EXPECT_EQ(best("video/x-raw,width=320,height=240,framerate=30/1; video/x-raw,width=640,height=480,framerate=30/1",
                   &exact),
              "640x480 video/x-raw at 30/s");
    EXPECT_FALSE(exact);
}

TEST(BestMode, is_rather_too_fast_than_too_slow) {
    bool exact = false;
    EXPECT_EQ(best("video/x-raw,width=1280,height=720,framerate={25/1,120/1,60/1}", &exact),
              "1280x720 video/x-raw at 60/s");
    EXPECT_TRUE(exact);
    EXPECT_EQ(best("video/x-raw,width=1280,height=720,framerate={15/1,25/1,5/1}", &exact),
              "1280x720 video/x-raw at 25/s");
    EXPECT_FALSE(exact);
}

TEST(BestMode, prefers_motion_to_size) {
    EXPECT_EQ(best("video/x-raw,width=1280,height=720,framerate=5/1; video/x-raw,width=640,height=480,framerate=30/1"),
              "640x480 video/x-raw at 30/s");
}

TEST(BestMode, is_none_when_nothing_can_be_decoded) {
    EXPECT_EQ(best("video/x-unheard-of,width=1280,height=720,framerate=30/1"), "none");
    EXPECT_EQ(best("video/x-raw(memory:DMABuf),width=1280,height=720,framerate=30/1"), "none");
}

TEST(BestMode, is_left_to_a_device_that_says_nothing) { EXPECT_EQ(best("ANY"), ""); }

TEST(BestMode, of_a_camera_that_shall_encode_is_one_that_does) {
    const auto h264 = wanted("video/x-h264");
    EXPECT_TRUE(media::best_mode(caps("video/x-raw; video/x-h264").get(), h264));
    EXPECT_FALSE(media::best_mode(caps("video/x-raw; image/jpeg").get(), h264));
}
TEST(Conversion, takes_the_first_inputs_of_a_sound_card_whose_channels_have_no_places) {
    const Handle<GstCaps> mono(
        gst_caps_from_string("audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=1"));
    const media::Wanted wanted{Handle<GstCaps>(gst_caps_ref(mono.get())), true};
    const auto text = [&](const char *offered) {
        const Handle<GstCaps> caps(gst_caps_from_string(offered));
        return media::conversion(*media::best_mode(caps.get(), wanted), wanted);
    };
    EXPECT_TRUE(text("audio/x-raw,channels=4,channel-mask=(bitmask)0x0")
                    .starts_with("audioconvert mix-matrix=\"<<(float)1,(float)0,(float)0,(float)0>>\" ! audioconvert"));
    for (const char *usual :
         {"audio/x-raw,channels=6,channel-mask=(bitmask)0x3f", "audio/x-raw,channels=2", "audio/x-raw,channels=[1,8]"})
        EXPECT_TRUE(text(usual).starts_with("audioconvert ! audioresample")) << usual;
}
