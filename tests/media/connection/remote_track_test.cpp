// SPDX-License-Identifier: MIT
#include <atomic>

#include "media/connection/remote_track.hpp"
#include "support/loop.hpp"
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

/// A picture in RTP, over and over, under an SSRC of its own.
std::string picture(const std::string &ssrc) {
    return "videotestsrc is-live=true ! video/x-raw,width=64,height=48,framerate=30/1 ! vp8enc deadline=1 "
           "keyframe-max-dist=5 ! rtpvp8pay ssrc=" +
           ssrc + " ! valve name=valve" + ssrc + " ! capsfilter name=end" + ssrc +
           " caps=application/x-rtp,media=video ";
}

Ref<GstPad> end_of(const Ref<GstElement> &pipeline, const char *ssrc) {
    const auto end = child(pipeline.get(), ssrc);
    return Ref<GstPad>::adopt(gst_element_get_static_pad(end.get(), "src"));
}

/// Every fifth packet is lost.
GstPadProbeReturn lose(GstPad *, GstPadProbeInfo *, gpointer count) {
    return ++*static_cast<std::atomic<int> *>(count) % 5 == 0 ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

} // namespace

TEST(RemoteTrack, does_not_take_the_pipeline_out_of_play_while_its_decoder_waits) {
    for (const char *caps : {"application/x-rtp,media=video,clock-rate=90000,encoding-name=VP8,payload=96",
                             "application/x-rtp,media=audio,clock-rate=48000,encoding-name=OPUS,payload=97"}) {
        const auto pipeline = source(caps);
        ASSERT_EQ(state_of(pipeline), GST_STATE_PLAYING);
        const auto end = child(pipeline.get(), "end");
        const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(end.get(), "src"));
        RemoteTracks tracks(true, true);
        const RemoteTrack track = tracks.add(pipeline.get(), pad.get());
        EXPECT_TRUE(track.feed);
        EXPECT_EQ(state_of(pipeline), GST_STATE_PLAYING) << caps;
        gst_element_set_state(pipeline.get(), GST_STATE_NULL);
    }
}

TEST(RemoteTrack, goes_on_with_the_newest_stream_of_its_kind) { // M9
    const auto pipeline = parse_pipeline(picture("1") + picture("2"));
    g_object_set(child(pipeline.get(), "valve2").get(), "drop", TRUE, nullptr);
    RemoteTracks tracks(true, true);
    const auto first = tracks.add(pipeline.get(), end_of(pipeline, "end1").get());
    gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
    ASSERT_TRUE(test::run_until([&] { return first.feed->count() > 5; }));
    g_object_set(child(pipeline.get(), "valve1").get(), "drop", TRUE, nullptr);
    g_object_set(child(pipeline.get(), "valve2").get(), "drop", FALSE, nullptr);
    const auto second = tracks.add(pipeline.get(), end_of(pipeline, "end2").get());
    EXPECT_EQ(second.feed, first.feed) << "one decoder";
    const auto before = first.feed->count();
    EXPECT_TRUE(test::run_until([&] { return first.feed->count() > before + 5; }));
    gst_element_set_state(pipeline.get(), GST_STATE_NULL);
}

TEST(RemoteTrack, has_sound_where_packets_were_lost) { // M4
    std::atomic<int> packets = 0;
    const auto pipeline = parse_pipeline(
        "audiotestsrc is-live=true samplesperbuffer=960 ! audio/x-raw,rate=48000,channels=1 ! "
        "opusenc inband-fec=true packet-loss-percentage=20 bitrate=24000 ! rtpopuspay pt=97 ! identity name=wire ! "
        "rtpjitterbuffer latency=60 do-lost=true ! capsfilter name=end caps=application/x-rtp,media=audio");
    const auto added = +[](GstBin *, GstBin *, GstElement *element, gpointer) { mend_losses(element); };
    g_signal_connect(pipeline.get(), "deep-element-added", G_CALLBACK(added), nullptr);
    RemoteTracks tracks(false, true);
    const auto track = tracks.add(pipeline.get(), end_of(pipeline, "end").get());
    gst_pad_add_probe(end_of(pipeline, "wire").get(), GST_PAD_PROBE_TYPE_BUFFER, lose, &packets, nullptr);
    gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
    const auto waker = Source::every(std::chrono::milliseconds(20), [] { return true; });
    EXPECT_TRUE(test::run_until([&] { return packets >= 100; }, std::chrono::seconds(20)));
    gst_element_set_state(pipeline.get(), GST_STATE_NULL);
    EXPECT_GT(track.feed->count() * 10, static_cast<unsigned>(packets) * 9) << "of " << packets;
}

TEST(RemoteTrack, throws_away_what_is_not_wanted_and_what_is_too_much) { // M9
    const auto pipeline = Ref<GstElement>::share(gst_pipeline_new(nullptr));
    RemoteTracks tracks(true, false);
    const auto add = [&](const char *caps) {
        const auto source = parse_pipeline(std::string("appsrc ! capsfilter name=end caps=") + caps);
        const auto pad = end_of(source, "end");
        gst_bin_add(GST_BIN(pipeline.get()), source.get());
        gst_element_add_pad(source.get(), gst_ghost_pad_new("src", pad.get()));
        const auto ghost = Ref<GstPad>::adopt(gst_element_get_static_pad(source.get(), "src"));
        return tracks.add(pipeline.get(), ghost.get()).feed != nullptr;
    };
    EXPECT_FALSE(add("application/x-rtp,media=audio,clock-rate=48000,encoding-name=OPUS,payload=97"));
    const char *video = "application/x-rtp,media=video,clock-rate=90000,encoding-name=VP8,payload=96";
    for (int i = 0; i < RemoteTracks::max_streams; ++i)
        EXPECT_TRUE(add(video));
    EXPECT_FALSE(add(video));
    gst_element_set_state(pipeline.get(), GST_STATE_NULL);
}

} // namespace callbooth::media
