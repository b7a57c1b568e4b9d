// SPDX-License-Identifier: MIT
#include <mutex>
#include <set>
#include <vector>

#include "media/local/mute_gate.hpp"
#include "support/loop.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using test::run_until;

namespace {

/// What a pipeline with a gate in it lets out.
class Gated {
public:
    explicit Gated(const std::string &source) {
        gst_init(nullptr, nullptr);
        pipeline_ = media::parse_pipeline(source + " ! identity name=last ! fakesink name=out sync=false async=false");
        gate.guard(
            Ref<GstPad>::adopt(gst_element_get_static_pad(media::child(pipeline_.get(), "last").get(), "src")).get());
        const auto sink = media::child(pipeline_.get(), "out");
        const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(sink.get(), "sink"));
        gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, &Gated::note, this, nullptr);
        gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
    }
    ~Gated() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }

    struct Out {
        std::vector<guint8> bytes;
        GstClockTime pts;
        bool delta;
    };
    size_t count() const {
        const std::lock_guard lock(mutex_);
        return seen_.size();
    }
    /// What came since `from`.
    std::vector<Out> since(size_t from) const {
        const std::lock_guard lock(mutex_);
        return {seen_.begin() + static_cast<std::ptrdiff_t>(from), seen_.end()};
    }
    /// After the buffer that may be on its way through the gate at this moment: so many more.
    std::vector<Out> next(size_t many) {
        const auto from = count() + 1;
        EXPECT_TRUE(run_until([&] { return count() >= from + many; }));
        return since(from);
    }

    media::MuteGate gate;
    /// The streaming threads wake nobody who waits.
    Source ticker = Source::every(std::chrono::milliseconds(5), [] { return true; });

private:
    static GstPadProbeReturn note(GstPad *, GstPadProbeInfo *info, gpointer data) {
        auto *self = static_cast<Gated *>(data);
        GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
        Out out{std::vector<guint8>(gst_buffer_get_size(buffer)), GST_BUFFER_PTS(buffer),
                GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT) != 0};
        gst_buffer_extract(buffer, 0, out.bytes.data(), out.bytes.size());
        const std::lock_guard lock(self->mutex_);
        self->seen_.push_back(std::move(out));
        return GST_PAD_PROBE_OK;
    }

    Ref<GstElement> pipeline_;
    mutable std::mutex mutex_;
    std::vector<Out> seen_;
};

std::set<int> values(const Gated::Out &out) { return {out.bytes.begin(), out.bytes.end()}; }

} // namespace

TEST(MuteGate, shows_black_in_the_place_of_each_picture) {
    Gated gated("videotestsrc is-live=true pattern=white ! video/x-raw,format=I420,width=64,height=48,framerate=100/1");
    ASSERT_EQ(values(gated.next(2).back()), (std::set<int>{128, 235}));
    gated.gate.close(true);
    const auto muted = gated.next(5);
    for (const auto &out : muted) {
        EXPECT_EQ(values(out), (std::set<int>{16, 128}));
        EXPECT_EQ(out.bytes.size(), 64U * 48 * 3 / 2);
    }
    EXPECT_LT(muted[0].pts, muted[1].pts);
    gated.gate.close(false);
    EXPECT_EQ(values(gated.next(2).back()), (std::set<int>{128, 235}));
}

TEST(MuteGate, knows_black_in_every_format) {
    const std::string size = "video/x-raw,width=64,height=48,framerate=100/1,format=";
    for (const std::string format : {"RGB", "BGRx", "YUY2", "NV12", "I420_10LE", "Y444"}) {
        Gated gated("videotestsrc is-live=true pattern=white ! " + size + format);
        gated.gate.close(true);
        const auto seen = gated.next(2).back();
        gated.gate.close(false);
        const auto white = gated.next(2).back();
        Gated black("videotestsrc is-live=true pattern=black ! " + size + format);
        EXPECT_EQ(seen.bytes, black.next(1).back().bytes) << format;
        EXPECT_NE(seen.bytes, white.bytes) << format;
    }
}

TEST(MuteGate, is_silent_in_the_place_of_sound) {
    Gated gated("audiotestsrc is-live=true samplesperbuffer=480 ! audio/x-raw,format=S16LE,rate=48000,channels=1");
    ASSERT_GT(values(gated.next(2).back()).size(), 10U);
    gated.gate.close(true);
    for (const auto &out : gated.next(5)) {
        EXPECT_EQ(values(out), std::set<int>{0});
        EXPECT_EQ(out.bytes.size(), 960U);
    }
}

TEST(MuteGate, lets_nothing_of_an_encoded_picture_pass_and_goes_on_with_a_key_frame) {
    Gated gated("videotestsrc is-live=true ! video/x-raw,width=64,height=48,framerate=100/1 ! vp8enc deadline=1 "
                "keyframe-max-dist=3000");
    gated.next(3);
    gated.gate.close(true);
    const auto before = gated.count();
    EXPECT_FALSE(run_until([&] { return gated.count() > before + 1; }, std::chrono::milliseconds(200)));
    const auto closed = gated.count();
    gated.gate.close(false);
    ASSERT_TRUE(run_until([&] { return gated.count() > closed + 1; }));
    EXPECT_FALSE(gated.since(closed).front().delta);
}
