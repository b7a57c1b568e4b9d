// SPDX-License-Identifier: MIT
/// Capture and encode without a booth, with what devices deliver.
#include <algorithm>
#include <fstream>
#include <iterator>

#include "media/local/capture.hpp"
#include "support/loop.hpp"
#include "support/temp_folder.hpp"
#include <gtest/gtest.h>

namespace callbooth::test {

using namespace std::chrono_literals;

namespace {

constexpr auto vp8 = "vp8enc deadline=1 cpu-used=8 ! rtpvp8pay";
constexpr auto opus = "opusenc ! rtpopuspay";

config::KindPlan kind(const std::string &capture, const std::string &encode) {
    if (capture.empty())
        return {};
    config::KindPlan plan{config::parse_fragment(config::Fragment{capture, {}, true}),
                          config::parse_fragment(config::Fragment{encode, {}, true}),
                          std::nullopt,
                          {}};
    plan.encoding = config::split_encoding(*plan.encode);
    return plan;
}

class Captures : public testing::Test {
protected:
    void start(config::KindPlan video, config::KindPlan audio = {}) {
        capture = std::make_unique<media::Capture>(config::MediaPlan{std::move(video), std::move(audio)}, timeline_,
                                                   worker_, [this](Level level, std::string_view text) {
                                                       if (level >= Level::warning)
                                                           problems.emplace_back(text);
                                                   });
        capture->start();
    }
    static bool flows(media::Feed *feed, uint64_t count = 5) {
        const Source clock = Source::every(10ms, [] { return true; }); // nothing else wakes the context
        const uint64_t before = feed->count();
        return run_until([&] { return feed->count() >= before + count; });
    }
    static int number(media::Feed *feed, const char *field) {
        int value = -1;
        const auto caps = feed->caps();
        gst_structure_get_int(gst_caps_get_structure(caps.get(), 0), field, &value);
        return value;
    }

    std::vector<std::string> problems;
    std::unique_ptr<media::Capture> capture;

private:
    media::Timeline timeline_ = media::Timeline::start_now();
    media::Worker worker_{media::Worker::unlimited};
};

} // namespace

TEST_F(Captures, encode_odd_sizes_as_h264) {
    start(kind("videotestsrc is-live=true ! video/x-raw,format=I420,width=321,height=241,framerate=15/1",
               "x264enc tune=zerolatency speed-preset=ultrafast ! rtph264pay"));
    ASSERT_TRUE(flows(capture->video()));
    EXPECT_EQ(number(capture->video(), "width") % 2, 0);
    EXPECT_EQ(number(capture->video(), "height") % 2, 0);
    EXPECT_EQ(capture->starts(), 1U);
    EXPECT_EQ(problems, std::vector<std::string>{});
}

TEST_F(Captures, encode_two_channels_of_many) {
    start({}, kind("audiotestsrc is-live=true ! audio/x-raw,channels=6,channel-mask=(bitmask)0x3f", opus));
    ASSERT_TRUE(flows(capture->audio()));
    EXPECT_LE(number(capture->audio(), "channels"), 2);
    EXPECT_EQ(number(capture->audio(), "channel-mapping-family"), 0);
}

TEST_F(Captures, go_on_with_the_picture_when_the_sound_fails) {
    start(kind("videotestsrc is-live=true ! video/x-raw,width=64,height=48,framerate=20/1", vp8),
          kind("audiotestsrc is-live=true num-buffers=20", opus));
    ASSERT_TRUE(run_until([&] { return !problems.empty(); }));
    EXPECT_EQ(problems.front(), "capture stopped: the source came to its end; starting it again in 2 s");
    const uint64_t before = capture->video()->count();
    EXPECT_FALSE(run_until([&] { return capture->starts() > 1; }, 1s)); // still waiting
    EXPECT_GE(capture->video()->count(), before + 10);
    EXPECT_TRUE(run_until([&] { return capture->starts() == 2; }));
    EXPECT_TRUE(flows(capture->audio()));
}

TEST_F(Captures, complete_the_files_that_they_write) {
    const TempFolder folder;
    const auto film = folder.path() / "film.mp4";
    start(kind("videotestsrc is-live=true ! video/x-raw,width=64,height=48,framerate=20/1 ! tee name=t "
               "t. ! queue ! x264enc tune=zerolatency ! h264parse ! mp4mux ! filesink location=" +
                   film.string() + "  t. ! queue",
               vp8));
    ASSERT_TRUE(flows(capture->video(), 10));
    capture.reset();
    std::ifstream file(film, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_NE(bytes.find("moov"), std::string::npos) << bytes.size() << " bytes";
}

} // namespace callbooth::test
