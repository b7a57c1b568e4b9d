// SPDX-License-Identifier: MIT
#include "media/devices/opened_source.hpp"

#include <algorithm>

#include "media/devices/key_frames.hpp"
#include "media/devices/limited_range.hpp"
#include <fmt/format.h>

namespace callbooth::media {

namespace {

/// A device may stamp its buffers by a clock of its own. What is this far from now is from another clock.
constexpr GstClockTimeDiff believable = GST_SECOND;

GstPadProbeReturn stamp(GstPad *pad, GstPadProbeInfo *info, gpointer) {
    const auto element = Ref<GstElement>::adopt(gst_pad_get_parent_element(pad));
    const auto clock = Ref<GstClock>::adopt(element ? gst_element_get_clock(element.get()) : nullptr);
    if (!clock)
        return GST_PAD_PROBE_OK;
    const GstClockTime now = gst_clock_get_time(clock.get()) - gst_element_get_base_time(element.get());
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    if (GST_BUFFER_PTS_IS_VALID(buffer) && std::abs(GST_CLOCK_DIFF(GST_BUFFER_PTS(buffer), now)) < believable)
        return GST_PAD_PROBE_OK;
    buffer = gst_buffer_make_writable(buffer);
    GST_BUFFER_PTS(buffer) = now;
    GST_BUFFER_DTS(buffer) = GST_CLOCK_TIME_NONE;
    info->data = buffer;
    return GST_PAD_PROBE_OK;
}

/// What is no device (a test picture) shall behave like one.
void make_live(GstElement *source) {
    if (g_object_class_find_property(G_OBJECT_GET_CLASS(source), "is-live") != nullptr)
        g_object_set(source, "is-live", TRUE, nullptr);
}

Ref<GstElement> parse_bin(const std::string &text, bool open_input) {
    Handle<GError> error;
    GstElement *bin =
        gst_parse_bin_from_description_full(text.c_str(), FALSE, nullptr, GST_PARSE_FLAG_FATAL_ERRORS, Out(error));
    if (bin == nullptr)
        throw Error(fmt::format("cannot build '{}': {}", text, error ? error->message : "unknown reason"));
    auto owned = Ref<GstElement>::share(bin);
    for (const auto direction : {GST_PAD_SINK, GST_PAD_SRC}) {
        const auto pad = Ref<GstPad>::adopt(gst_bin_find_unlinked_pad(GST_BIN(bin), direction));
        if (pad && (direction == GST_PAD_SRC || open_input))
            gst_element_add_pad(bin, gst_ghost_pad_new(direction == GST_PAD_SRC ? "src" : "sink", pad.get()));
    }
    return owned;
}

/// Behind `before`, which may be null, in front of the appsink.
void insert(GstElement *pipeline, GstElement *before, const std::string &text) {
    const auto bin = parse_bin(text, before != nullptr);
    const auto sink = child(pipeline, "out");
    gst_bin_add(GST_BIN(pipeline), bin.get());
    if ((before != nullptr && !gst_element_link(before, bin.get())) || !gst_element_link(bin.get(), sink.get()))
        throw Error("its format does not fit");
}

Mode mode_for(GstElement *source, const GstCaps *offered, const Wanted &wanted) {
    const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(source, "src"));
    if (!pad)
        throw Error("it is no source with one output");
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, &stamp, nullptr, nullptr);
    pass_on_key_frame_requests(source);
    const Handle<GstCaps> asked(offered == nullptr ? gst_pad_query_caps(pad.get(), nullptr) : nullptr);
    auto mode = best_mode(offered == nullptr ? asked.get() : offered, wanted);
    if (!mode)
        throw Error("it has no format that can be used here");
    return std::move(*mode);
}

/// On a worker thread. Returns the mode that was chosen.
Mode open_source(PipelineSwitch &opened, const OpenedSource::Plan &plan) {
    GstElement *pipeline = opened.pipeline();
    Mode mode;
    if (plan.make) {
        const auto source = plan.make();
        make_live(source.get());
        gst_bin_add(GST_BIN(pipeline), source.get());
        if (!opened.change(GST_STATE_READY)) // now a camera knows its modes
            return mode;                     // said on the bus
        mode = mode_for(source.get(), plan.offered.get(), *plan.wanted);
        insert(pipeline, source.get(), conversion(mode, *plan.wanted));
        if (const auto label = child(pipeline, label_name))
            limit_range(Ref<GstPad>::adopt(gst_element_get_static_pad(label.get(), "sink")).get());
    } else {
        insert(pipeline, nullptr, placeholder(*plan.wanted));
    }
    opened.change(GST_STATE_PLAYING);
    return mode;
}

} // namespace

OpenedSource::OpenedSource(Plan plan, const Timeline &timeline, Worker &worker, Log log, Failed failed)
    : OpenedDevice(timeline, worker, std::move(log), std::move(failed)) {
    const auto appsink = make_element("appsink", "out");
    g_object_set(appsink.get(), "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, "max-buffers", 8, "drop",
                 TRUE, nullptr);
    gst_bin_add(GST_BIN(pipeline()), appsink.get());
    feed_ = std::make_unique<Feed>(appsink);
    open([plan = std::make_shared<Plan>(std::move(plan)), interval = interval_](PipelineSwitch &opened) {
        const auto mode = open_source(opened, *plan);
        *interval = mode.interval;
        return mode.exact
                   ? Remark{Level::info, mode.text}
                   : Remark{Level::warning, mode.text + ", the nearest that it has to what the pipeline file wants"};
    });
}

std::chrono::microseconds OpenedSource::silent_for() const {
    return std::chrono::microseconds(g_get_monotonic_time() - std::max(begun_at_, feed_->last_at()));
}

} // namespace callbooth::media
