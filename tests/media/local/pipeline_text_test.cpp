// SPDX-License-Identifier: MIT
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
