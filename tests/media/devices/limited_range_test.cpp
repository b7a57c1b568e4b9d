// SPDX-License-Identifier: MIT
#include <vector>

#include "media/devices/limited_range.hpp"
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>
#include <gtest/gtest.h>

namespace callbooth::test {
namespace {

struct Seen {
    std::vector<guint8> bytes;
    std::string colorimetry;
};

/// What a picture of 2x2 pixels becomes.
class LimitedRange : public testing::Test {
protected:
    static void SetUpTestSuite() { gst_init(nullptr, nullptr); }

    static Seen pass(const std::string &format, const std::string &colorimetry, const std::vector<guint8> &bytes) {
        const auto pipeline = media::parse_pipeline("appsrc name=in caps=video/x-raw,format=" + format +
                                                    ",width=2,height=2,framerate=1/1,colorimetry=" + colorimetry +
                                                    " ! identity name=at ! appsink name=out sync=false");
        const auto at = media::child(pipeline.get(), "at");
        media::limit_range(Ref<GstPad>::adopt(gst_element_get_static_pad(at.get(), "sink")).get());
        gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
        const auto in = media::child(pipeline.get(), "in");
        gst_app_src_push_buffer(in.as<GstAppSrc>(), gst_buffer_new_memdup(bytes.data(), bytes.size()));
        const auto out = media::child(pipeline.get(), "out");
        const Handle<GstSample> sample(gst_app_sink_try_pull_sample(out.as<GstAppSink>(), 10 * GST_SECOND));
        Seen seen;
        if (sample) {
            GstBuffer *buffer = gst_sample_get_buffer(sample.get());
            seen.bytes.resize(gst_buffer_get_size(buffer));
            gst_buffer_extract(buffer, 0, seen.bytes.data(), seen.bytes.size());
            seen.colorimetry =
                gst_structure_get_string(gst_caps_get_structure(gst_sample_get_caps(sample.get()), 0), "colorimetry");
        }
        gst_element_set_state(pipeline.get(), GST_STATE_NULL);
        return seen;
    }
};

using Bytes = std::vector<guint8>;

/// I420 of 2x2: rows of 4 bytes, and 4 for each chroma value.
const Bytes full = {0, 255, 9, 9, 128, 64, 9, 9, 0, 9, 9, 9, 255, 9, 9, 9};

} // namespace

TEST_F(LimitedRange, is_made_of_full_range) {
    const auto seen = pass("I420", "1:4:0:0", full);
    ASSERT_EQ(seen.bytes.size(), full.size());
    EXPECT_EQ(seen.bytes[0], 16);
    EXPECT_EQ(seen.bytes[1], 235);
    EXPECT_EQ(seen.bytes[4], 126);
    EXPECT_EQ(seen.bytes[5], 71);
    EXPECT_EQ(seen.bytes[8], 16);
    EXPECT_EQ(seen.bytes[12], 240);
    EXPECT_EQ(seen.colorimetry, "2:4:0:0");
}

TEST_F(LimitedRange, stays_what_it_is) {
    EXPECT_EQ(pass("I420", "bt601", full).bytes, full);
    EXPECT_EQ(pass("I420", "bt601", full).colorimetry, "bt601");
}

TEST_F(LimitedRange, is_not_made_of_rgb) {
    const Bytes rgb = {0, 255, 128, 9, 0, 255, 128, 9, 0, 255, 128, 9, 0, 255, 128, 9};
    EXPECT_EQ(pass("RGBx", "sRGB", rgb).bytes, rgb);
}

} // namespace callbooth::test
