// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <unistd.h>

#include "media/devices/key_frames.hpp"
#include <gst/video/video.h>
#include <gtest/gtest.h>

namespace callbooth::test {
namespace {

constexpr int fd_of_the_camera = 4711;
std::vector<int> forced;

bool note(int fd) {
    forced.push_back(fd);
    return true;
}

/// An element with the property of v4l2src that names its open device.
GType camera_type() {
    static const GType type = g_type_register_static_simple(
        GST_TYPE_ELEMENT, "CallboothEncodingCamera", sizeof(GstElementClass),
        [](gpointer klass, gpointer) {
            auto *object = static_cast<GObjectClass *>(klass);
            object->get_property = [](GObject *, guint, GValue *value, GParamSpec *) {
                g_value_set_int(value, fd_of_the_camera);
            };
            g_object_class_install_property(
                object, 1, g_param_spec_int("device-fd", "-", "-", -1, G_MAXINT, -1, G_PARAM_READABLE));
        },
        sizeof(GstElement), nullptr, static_cast<GTypeFlags>(0));
    return type;
}

class KeyFrames : public testing::Test {
protected:
    static void SetUpTestSuite() { gst_init(nullptr, nullptr); }
    void SetUp() override { forced.clear(); }

    static std::string id_of(const char *caps) {
        const Handle<GstCaps> format(gst_caps_from_string(caps));
        return media::profile_level_id(format.get()).value_or("none");
    }
};

} // namespace

TEST_F(KeyFrames, are_asked_of_the_camera_that_encodes) {
    const auto camera = Ref<GstElement>::share(g_object_new(camera_type(), nullptr));
    auto *pad = gst_pad_new("src", GST_PAD_SRC);
    gst_element_add_pad(camera.get(), pad);
    gst_pad_set_active(pad, TRUE);
    media::pass_on_key_frame_requests(camera.get(), &note);
    gst_pad_send_event(pad, gst_event_new_reconfigure());
    EXPECT_TRUE(forced.empty());
    gst_pad_send_event(pad, gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
    EXPECT_EQ(forced, std::vector<int>{fd_of_the_camera});
}

TEST_F(KeyFrames, are_not_asked_of_other_elements) {
    const auto picture = media::make_element("videotestsrc");
    media::pass_on_key_frame_requests(picture.get(), &note);
    const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(picture.get(), "src"));
    gst_pad_send_event(pad.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
    EXPECT_TRUE(forced.empty());
}

TEST_F(KeyFrames, cannot_be_forced_without_the_control) {
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    EXPECT_FALSE(media::force_key_frame(nothing));
    close(nothing);
}

TEST_F(KeyFrames, come_with_the_profile_of_the_camera) {
    EXPECT_EQ(id_of("video/x-h264,profile=constrained-baseline,level=(string)3.1"), "42e01f");
    EXPECT_EQ(id_of("video/x-h264,profile=high,level=(string)4"), "640028");
    EXPECT_EQ(id_of("video/x-h264,profile=main,level=(string)2.2"), "4d0016");
    EXPECT_EQ(id_of("video/x-h264,profile=high"), "none");
    EXPECT_EQ(id_of("video/x-h264,profile=unheard-of,level=(string)3"), "none");
    EXPECT_EQ(id_of("video/x-h264,profile=high,level=(string)x"), "none");
    EXPECT_EQ(id_of("video/x-vp8"), "none");
    EXPECT_EQ(media::profile_level_id(nullptr), std::nullopt);
}

} // namespace callbooth::test
