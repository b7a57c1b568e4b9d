// SPDX-License-Identifier: MIT
#include "media/devices/opened_speaker.hpp"

#include <cstdlib>
#include <utility>

#include "media/base/feed.hpp"
#include <gst/app/gstappsrc.h>
#include <gst/audio/gstaudiobasesink.h>

namespace callbooth::media {

namespace {

/// Of silence, which a speaker has to play before it counts as one that works.
constexpr int tries = 4;
constexpr int rate = 48'000;
constexpr int samples = rate / 100;

void push_silence(const Ref<GstElement> &appsrc) {
    const Handle<GstCaps> caps(gst_caps_new_simple("audio/x-raw", "format", G_TYPE_STRING, "S16LE", "layout",
                                                   G_TYPE_STRING, "interleaved", "rate", G_TYPE_INT, rate, "channels",
                                                   G_TYPE_INT, 1, nullptr));
    const auto clock = Ref<GstClock>::adopt(gst_element_get_clock(appsrc.get()));
    const GstClockTime now =
        clock ? gst_clock_get_time(clock.get()) - gst_element_get_base_time(appsrc.get()) : GstClockTime{0};
    for (int i = 0; i < tries; ++i) {
        GstBuffer *buffer = gst_buffer_new_allocate(nullptr, samples * sizeof(gint16), nullptr);
        gst_buffer_memset(buffer, 0, 0, samples * sizeof(gint16));
        GST_BUFFER_PTS(buffer) = now + static_cast<GstClockTime>(i) * samples * GST_SECOND / rate;
        GST_BUFFER_DURATION(buffer) = samples * GST_SECOND / rate;
        const Handle<GstSample> sample(gst_sample_new(buffer, caps.get(), nullptr, nullptr));
        gst_buffer_unref(buffer);
        gst_app_src_push_sample(appsrc.as<GstAppSrc>(), sample.get());
    }
}

void count_arrivals(GstElement *sink, const std::shared_ptr<std::atomic<uint64_t>> &arrived) {
    const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(sink, "sink"));
    if (!pad)
        throw Error("it is no sink with one input");
    gst_pad_add_probe(
        pad.get(), GST_PAD_PROBE_TYPE_BUFFER,
        [](GstPad *, GstPadProbeInfo *, gpointer data) {
            ++**static_cast<std::shared_ptr<std::atomic<uint64_t>> *>(data);
            return GST_PAD_PROBE_OK;
        },
        new std::shared_ptr<std::atomic<uint64_t>>(arrived),
        [](gpointer data) { delete static_cast<std::shared_ptr<std::atomic<uint64_t>> *>(data); });
}

/// So far behind, a speaker does not drift: it stood still, as when it woke or its connection broke.
constexpr GstClockTimeDiff stood_still = 200 * GST_MSECOND;

struct Drift {
    GstClockTimeDiff mean = 0;
};

/// What GStreamer does by itself, with one difference: to a speaker that stood still it goes at once. By itself it
/// would go a 32nd of the way with each buffer, and the sound would stutter for seconds.
void follow(GstAudioBaseSink *sink, GstClockTime ours, GstClockTime its, GstClockTimeDiff *correction,
            GstAudioBaseSinkDiscontReason reason, gpointer data) {
    if (reason != GST_AUDIO_BASE_SINK_DISCONT_REASON_NO_DISCONT)
        return; // only told, there are no times
    auto &mean = static_cast<Drift *>(data)->mean;
    const GstClockTimeDiff ahead = GST_CLOCK_DIFF(ours, its);
    mean = (31 * mean + ahead) / 32;
    if (std::abs(ahead) > stood_still) {
        mean = ahead;
        sink->next_sample = GST_BUFFER_OFFSET_NONE; // or it would go on behind the last one
    }
    const GstClockTimeDiff tolerance = gst_audio_base_sink_get_drift_tolerance(sink) * GST_USECOND / 2;
    if (std::abs(mean) > tolerance)
        *correction = std::exchange(mean, 0);
}

void follow_clock(GstElement *element) {
    if (!GST_IS_AUDIO_BASE_SINK(element))
        return;
    auto *sink = GST_AUDIO_BASE_SINK(element);
    if (gst_audio_base_sink_get_slave_method(sink) != GST_AUDIO_BASE_SINK_SLAVE_SKEW)
        return; // somebody knows better
    gst_audio_base_sink_set_custom_slaving_callback(sink, &follow, new Drift,
                                                    [](gpointer data) { delete static_cast<Drift *>(data); });
    gst_audio_base_sink_set_slave_method(sink, GST_AUDIO_BASE_SINK_SLAVE_CUSTOM);
}

} // namespace

OpenedSpeaker::OpenedSpeaker(MakeElement make, GstClockTime latency, const Timeline &timeline, Worker &worker, Log log,
                             Failed failed)
    : OpenedDevice(timeline, worker, std::move(log), std::move(failed)), appsrc_(make_element("appsrc")) {
    g_object_set(appsrc_.get(), "format", GST_FORMAT_TIME, "is-live", TRUE, "max-buffers", G_GUINT64_CONSTANT(50),
                 "max-bytes", G_GUINT64_CONSTANT(0), "leaky-type", GST_APP_LEAKY_TYPE_DOWNSTREAM, nullptr);
    gst_app_src_set_latency(appsrc_.as<GstAppSrc>(), latency, GST_CLOCK_TIME_NONE);
    gst_bin_add(GST_BIN(pipeline()), appsrc_.get());
    open([make = std::move(make), appsrc = appsrc_, arrived = arrived_](PipelineSwitch &opened) {
        const auto added = Connection::make<void(GstBin *, GstBin *, GstElement *)>(
            opened.pipeline(), "deep-element-added",
            [](GstBin *, GstBin *, GstElement *element) { follow_clock(element); }); // in a bin, perhaps when it opens
        const auto sink = make();
        const auto convert = make_element("audioconvert");
        const auto resample = make_element("audioresample");
        count_arrivals(sink.get(), arrived);
        do_not_wait_for_preroll(sink.get());
        gst_bin_add_many(GST_BIN(opened.pipeline()), convert.get(), resample.get(), sink.get(), nullptr);
        if (!gst_element_link_many(appsrc.get(), convert.get(), resample.get(), sink.get(), nullptr))
            throw Error("it takes no sound");
        if (opened.change(GST_STATE_PLAYING))
            push_silence(appsrc);
        return Remark{};
    });
}

GstClockTime OpenedSpeaker::latency() const {
    const Handle<GstQuery> query(gst_query_new_latency());
    GstClockTime least = 0;
    if (gst_element_query(pipeline(), query.get()))
        gst_query_parse_latency(query.get(), nullptr, &least, nullptr);
    return least;
}

} // namespace callbooth::media
