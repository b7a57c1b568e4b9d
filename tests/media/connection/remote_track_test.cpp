// SPDX-License-Identifier: MIT
#include "media/connection/remote_track.hpp"
#include <gtest/gtest.h>

namespace callbooth::media {

namespace {

/// A live source of RTP whose pad nobody is linked to, as webrtcbin's.
Ref<GstElement> source(const char *caps) {
    const auto pipeline =
        parse_pipeline(std::string("appsrc is-live=true format=time ! capsfilter name=end caps=") + caps);
    gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
    return pipeline;
}

GstState state_of(const Ref<GstElement> &element) {
    GstState state = GST_STATE_NULL;
    gst_element_get_state(element.get(), &state, nullptr, 0);
    return state;
}

} // namespace

TEST(RemoteTrack, does_not_take_the_pipeline_out_of_play_while_its_decoder_waits) {
    for (const char *caps : {"application/x-rtp,media=video,clock-rate=90000,encoding-name=VP8,payload=96",
                             "application/x-rtp,media=audio,clock-rate=48000,encoding-name=OPUS,payload=97"}) {
        const auto pipeline = source(caps);
        ASSERT_EQ(state_of(pipeline), GST_STATE_PLAYING);
        const auto end = child(pipeline.get(), "end");
        const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(end.get(), "src"));
        const RemoteTrack track = decode(pipeline.get(), pad.get(), true, true);
        EXPECT_TRUE(track.feed);
        EXPECT_EQ(state_of(pipeline), GST_STATE_PLAYING) << caps;
        gst_element_set_state(pipeline.get(), GST_STATE_NULL);
    }
}

} // namespace callbooth::media
