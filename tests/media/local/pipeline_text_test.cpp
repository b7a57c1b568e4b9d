// SPDX-License-Identifier: MIT
#include "media/base/gst.hpp"
#include "media/local/pipeline_text.hpp"
#include <gtest/gtest.h>

namespace media = callbooth::media;
namespace config = callbooth::config;

namespace {

std::string place_in(const std::string &fragment) {
    const auto place = media::slot_element(config::parse_fragment({fragment, {}, true}), "camera");
    return place ? place->element + " | " + place->format + " | " + place->rest : "none";
}

} // namespace

TEST(SlotElement, is_the_source_with_that_name) {
    EXPECT_EQ(place_in("videotestsrc name=camera pattern=ball ! videoscale ! video/x-raw,width=320"),
              "videotestsrc name=camera pattern=ball |  | videoscale ! video/x-raw,width=320");
    EXPECT_EQ(place_in("videotestsrc name=camera"), "videotestsrc name=camera |  | ");
}

TEST(SlotElement, leaves_raw_caps_where_they_are) {
    EXPECT_EQ(place_in("videotestsrc name=camera ! video/x-raw,width=320 ! videoflip"),
              "videotestsrc name=camera | video/x-raw,width=320 | video/x-raw,width=320 ! videoflip");
}

TEST(SlotElement, takes_the_decoder_with_it) {
    EXPECT_EQ(place_in("v4l2src name=camera ! image/jpeg,width=1280 ! jpegdec ! videoflip"),
              "v4l2src name=camera | image/jpeg,width=1280 | videoflip");
    EXPECT_EQ(place_in("v4l2src name=camera ! video/x-h264 ! h264parse"),
              "v4l2src name=camera | video/x-h264 | video/x-h264 ! h264parse");
}

TEST(SlotElement, is_not_there_without_the_name_or_in_front_of_something_else) {
    EXPECT_EQ(place_in("videotestsrc name=other"), "none");
    EXPECT_EQ(place_in("videotestsrc ! identity name=camera"), "none");
    EXPECT_EQ(place_in("uridecodebin uri=file:///x name=camera ! videoconvert"), "none");
}

namespace {

GstStaticPadTemplate always = GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
GstStaticPadTemplate more = GST_STATIC_PAD_TEMPLATE("src_%u", GST_PAD_SRC, GST_PAD_REQUEST, GST_STATIC_CAPS_ANY);

/// Its pads are those of libcamerasrc.
void register_camera_with_more_streams() {
    const GType type = g_type_register_static_simple(
        GST_TYPE_ELEMENT, "CallboothManyStreams", sizeof(GstElementClass),
        [](gpointer klass, gpointer) {
            auto *element = static_cast<GstElementClass *>(klass);
            gst_element_class_set_static_metadata(element, "Streams", "Source/Video", "-", "-");
            gst_element_class_add_static_pad_template(element, &always);
            gst_element_class_add_static_pad_template(element, &more);
        },
        sizeof(GstElement), nullptr, static_cast<GTypeFlags>(0));
    gst_element_register(nullptr, "manystreamssrc", GST_RANK_NONE, type);
}

std::string problem_of(const std::string &fragment) {
    return media::slot_problem(config::parse_fragment({fragment, {}, true}), "camera");
}

config::KindPlan kind(const std::string &capture, const std::string &encode) {
    config::KindPlan plan{config::parse_fragment(config::Fragment{capture, {}, true}),
                          config::parse_fragment(config::Fragment{encode, {}, true}),
                          std::nullopt,
                          {}};
    plan.encoding = config::split_encoding(*plan.encode);
    return plan;
}

} // namespace

TEST(SlotElement, may_have_more_outputs_that_are_requested) {
    register_camera_with_more_streams();
    EXPECT_EQ(place_in("manystreamssrc name=camera ! video/x-raw"),
              "manystreamssrc name=camera | video/x-raw | video/x-raw");
}

TEST(SlotElement, that_is_none_in_spite_of_its_name_is_told) {
    EXPECT_EQ(problem_of("videotestsrc name=camera"), "");
    EXPECT_EQ(problem_of("videotestsrc ! tee name=t"), "");
    EXPECT_EQ(
        problem_of("uridecodebin uri=file:///x name=camera ! videoconvert"),
        "the camera cannot be changed: name=camera counts for a source that stands first, with one output that is "
        "there from the beginning, and not for this 'uridecodebin'");
}

TEST(CaptureText, has_a_pipeline_for_picture_and_one_for_sound) {
    const auto video = kind("videotestsrc ! tee name=t  t. ! queue", "vp8enc ! rtpvp8pay");
    const auto audio = kind("audiotestsrc", "opusenc ! rtpopuspay");
    EXPECT_EQ(media::describe_capture({video, audio}).size(), 2U);
    EXPECT_EQ(media::describe_capture({video, {}}).size(), 1U);
    EXPECT_EQ(media::describe_capture({}).size(), 0U);
}

TEST(CaptureText, has_one_pipeline_when_one_kind_comes_from_an_element_of_the_other) {
    const auto video = kind("uridecodebin uri=file:///x name=film ! videoconvert", "vp8enc ! rtpvp8pay");
    const auto audio = kind("film. ! audioconvert", "opusenc ! rtpopuspay");
    EXPECT_EQ(media::describe_capture({video, audio}).size(), 1U);
}

namespace {

std::string speaker_in(const std::string &fragment) {
    const auto found = media::speaker_element(config::parse_fragment({fragment, {}, true}));
    return found ? found->before + "[" + found->element + "]" + found->after : "none";
}

} // namespace

TEST(SpeakerElement, is_the_sink_with_that_name_wherever_it_stands) {
    EXPECT_EQ(speaker_in("fakesink name=speaker sync=true"), "[fakesink name=speaker sync=true]");
    EXPECT_EQ(speaker_in("tee name=t ! queue ! fakesink name=speaker  t. ! queue ! fakesink"),
              "tee name=t ! queue ! [fakesink name=speaker]  t. ! queue ! fakesink");
}

TEST(SpeakerElement, is_not_there_without_the_name_or_in_front_of_something_else) {
    EXPECT_EQ(speaker_in("fakesink name=other"), "none");
    EXPECT_EQ(speaker_in("volume name=speaker ! fakesink"), "none");
}
