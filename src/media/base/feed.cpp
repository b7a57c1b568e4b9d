// SPDX-License-Identifier: MIT
#include "media/base/feed.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <gst/video/video.h>

namespace callbooth::media {

namespace {

constexpr gint64 key_frame_interval_us = 200'000;

/// The sample with its times on the shared timeline instead of its segment's (x264enc's begins at 1000 hours). The
/// media itself is shared, not copied.
Handle<GstSample> on_timeline(GstSample *sample) {
    const GstSegment *segment = gst_sample_get_segment(sample);
    GstBuffer *buffer = gst_buffer_copy(gst_sample_get_buffer(sample));
    const auto running = [&](GstClockTime time) { return gst_segment_to_running_time(segment, GST_FORMAT_TIME, time); };
    GST_BUFFER_PTS(buffer) = running(GST_BUFFER_PTS(buffer));
    GST_BUFFER_DTS(buffer) = running(GST_BUFFER_DTS(buffer));
    Handle<GstSample> timed(gst_sample_new(buffer, gst_sample_get_caps(sample), nullptr, nullptr));
    gst_buffer_unref(buffer);
    return timed;
}

} // namespace

Feed::Feed(const Ref<GstElement> &appsink) : shared_(std::make_shared<Shared>(appsink)) {
    GstAppSinkCallbacks callbacks{};
    callbacks.new_sample = [](GstAppSink *, gpointer data) {
        const auto shared = *static_cast<std::shared_ptr<Shared> *>(data);
        return detail::guarded([&] { return shared->pass_on(); });
    };
    gst_app_sink_set_callbacks(appsink.as<GstAppSink>(), &callbacks, new std::shared_ptr<Shared>(shared_),
                               [](gpointer data) { delete static_cast<std::shared_ptr<Shared> *>(data); });
}

Feed::~Feed() {
    GstAppSinkCallbacks none{};
    gst_app_sink_set_callbacks(shared_->appsink.as<GstAppSink>(), &none, nullptr, nullptr);
}

GstFlowReturn Feed::Shared::pass_on() {
    const Handle<GstSample> sample(gst_app_sink_pull_sample(appsink.as<GstAppSink>()));
    if (!sample)
        return GST_FLOW_EOS;
    last_at = g_get_monotonic_time();
    if (count++ == 0)
        first_at = last_at.load();
    if (!deliver(on_timeline(sample.get()).get()))
        request_key_frame();
    return GST_FLOW_OK;
}

/// False when somebody still waits for a key frame.
bool Feed::Shared::deliver(GstSample *sample) {
    const bool delta = GST_BUFFER_FLAG_IS_SET(gst_sample_get_buffer(sample), GST_BUFFER_FLAG_DELTA_UNIT);
    const std::lock_guard lock(mutex);
    if (caps.get() != gst_sample_get_caps(sample))
        caps.reset(gst_caps_ref(gst_sample_get_caps(sample)));
    bool all_served = true;
    for (auto &consumer : consumers) {
        if (consumer.wants_key_frame && delta) {
            all_served = false;
            continue;
        }
        consumer.wants_key_frame = false;
        gst_app_src_push_sample(consumer.appsrc.as<GstAppSrc>(), sample);
    }
    return all_served;
}

void Feed::Shared::request_key_frame() {
    const gint64 now = g_get_monotonic_time();
    gint64 last = last_request;
    if (now - last < key_frame_interval_us || !last_request.compare_exchange_strong(last, now))
        return;
    const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(appsink.get(), "sink"));
    gst_pad_push_event(pad.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
}

void Feed::request_key_frame() { shared_->request_key_frame(); }

GstPadProbeReturn Feed::on_upstream_event(GstPad *, GstPadProbeInfo *info, gpointer data) {
    if (gst_video_event_is_force_key_unit(GST_PAD_PROBE_INFO_EVENT(info)))
        if (const auto shared = static_cast<std::weak_ptr<Shared> *>(data)->lock())
            shared->request_key_frame();
    return GST_PAD_PROBE_OK;
}

void Feed::Outlet::attach(const Ref<GstElement> &appsrc) const {
    const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(appsrc.get(), "src"));
    const gulong probe = gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, &on_upstream_event,
                                           new std::weak_ptr<Shared>(shared_),
                                           [](gpointer data) { delete static_cast<std::weak_ptr<Shared> *>(data); });
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->consumers.push_back({appsrc, probe});
    }
    shared_->last_request = 0; // a new call does not wait because of what the old one asked for
    shared_->request_key_frame();
}

void Feed::Outlet::detach(const Ref<GstElement> &appsrc) const {
    const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(appsrc.get(), "src"));
    const std::lock_guard lock(shared_->mutex);
    std::erase_if(shared_->consumers, [&](const Consumer &consumer) {
        if (consumer.appsrc.get() != appsrc.get())
            return false;
        gst_pad_remove_probe(pad.get(), consumer.event_probe);
        return true;
    });
}

std::string Feed::size() const {
    const std::lock_guard lock(shared_->mutex);
    int width = 0;
    int height = 0;
    if (!shared_->caps)
        return {};
    const GstStructure *s = gst_caps_get_structure(shared_->caps.get(), 0);
    if (!gst_structure_get_int(s, "width", &width) || !gst_structure_get_int(s, "height", &height))
        return {};
    return fmt::format("{}x{}", width, height);
}

Handle<GstCaps> Feed::caps() const {
    const std::lock_guard lock(shared_->mutex);
    return Handle<GstCaps>(shared_->caps ? gst_caps_ref(shared_->caps.get()) : nullptr);
}

} // namespace callbooth::media
