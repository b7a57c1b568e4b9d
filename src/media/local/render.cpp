// SPDX-License-Identifier: MIT
#include "media/local/render.hpp"

#include <algorithm>

#include "media/local/pipeline_text.hpp"
#include <fmt/format.h>
#include <gst/video/video.h>

namespace callbooth::media {

namespace {

/// From the jitter buffer's end to the screen: decoding and converting on a small machine.
constexpr unsigned decode_allowance_ms = 40;

Handle<GstSample> black_picture() {
    GstVideoInfo info;
    gst_video_info_set_format(&info, GST_VIDEO_FORMAT_GRAY8, 320, 240);
    GstBuffer *buffer = gst_buffer_new_allocate(nullptr, info.size, nullptr);
    gst_buffer_memset(buffer, 0, 16, info.size);
    const Handle<GstCaps> caps(gst_video_info_to_caps(&info));
    Handle<GstSample> sample(gst_sample_new(buffer, caps.get(), nullptr, nullptr));
    gst_buffer_unref(buffer);
    return sample;
}

/// What the pipeline needs by itself; 0 before it plays.
GstClockTime own_latency(GstElement *pipeline) {
    const Handle<GstQuery> query(gst_query_new_latency());
    GstClockTime own = 0;
    if (gst_element_query(pipeline, query.get()))
        gst_query_parse_latency(query.get(), nullptr, &own, nullptr);
    return own;
}

void set_latency(GstElement *pipeline, GstClockTime latency) {
    if (gst_pipeline_get_latency(GST_PIPELINE(pipeline)) == latency)
        return;
    gst_pipeline_set_latency(GST_PIPELINE(pipeline), latency);
    gst_bin_recalculate_latency(GST_BIN(pipeline));
}

} // namespace

Render::Render(const config::MediaPlan &plan, const Timeline &timeline, Worker &worker, Feed *preview, unsigned latency,
               Log log)
    : worker_(worker), log_(std::move(log)), preview_(preview) {
    for (const auto &text : describe_render(plan))
        pipelines_.push_back(std::make_unique<LocalPipeline>(
            LocalPipeline::Role::render, text, timeline, worker,
            LocalPipeline::Listeners{log_, [](PipelineSwitch &screen) { screen.change(GST_STATE_PLAYING); },
                                     [this] { align(); }}));
    video_.appsrc = find(names::render_video);
    audio_.appsrc = find(names::render_audio);
    const GstClockTime total = (latency + decode_allowance_ms) * GST_MSECOND;
    for (const auto *output : {&video_, &audio_})
        if (output->appsrc)
            gst_app_src_set_latency(output->appsrc.as<GstAppSrc>(), total, GST_CLOCK_TIME_NONE);
    speaker_ = make_speaker(plan, timeline, total);
    for (const auto &pipeline : pipelines_) {
        added_.push_back(Connection::make<void(GstBin *, GstBin *, GstElement *)>(
            pipeline->get(), "deep-element-added",
            [](GstBin *, GstBin *, GstElement *element) { do_not_wait_for_preroll(element); }));
        each_element(pipeline->get(), &do_not_wait_for_preroll);
    }
}

Ref<GstElement> Render::find(const char *name) const {
    for (const auto &pipeline : pipelines_)
        if (auto found = child(pipeline->get(), name))
            return found;
    return {};
}

/// Null when the file names none.
std::unique_ptr<SpeakerSlot> Render::make_speaker(const config::MediaPlan &plan, const Timeline &timeline,
                                                  GstClockTime latency) {
    const auto sound = find(names::speaker);
    const auto named = sound ? speaker_element(*plan.audio.render) : std::nullopt;
    if (!named)
        return nullptr;
    auto speaker = std::make_unique<SpeakerSlot>(
        sound, [text = named->element] { return parse_pipeline(text); }, latency, timeline, worker_, log_);
    latency_changed_ = speaker->latency_changed.subscribe([this](GstClockTime heard_after) {
        heard_after_ = heard_after;
        align();
    });
    return speaker;
}

/// Picture and sound of one moment come out at one moment: a speaker has a buffer, and the picture waits for the sound.
/// Only at a place that speakers change the sound does not wait for a picture that takes longer; that is shown as soon
/// as it can.
void Render::align() {
    GstClockTime longest = heard_after_;
    for (const auto &pipeline : pipelines_)
        longest = std::max(longest, own_latency(pipeline->get()));
    for (const auto &pipeline : pipelines_)
        set_latency(pipeline->get(), longest > own_latency(pipeline->get()) ? longest : GST_CLOCK_TIME_NONE);
}

Render::~Render() {
    speaker_.reset();
    video_.switch_to(nullptr);
    audio_.switch_to(nullptr);
    for (const auto &pipeline : pipelines_)
        pipeline->turn_off();
}

void Render::start() {
    for (const auto &pipeline : pipelines_)
        pipeline->start();
    if (speaker_)
        speaker_->start();
    show_nobody();
}

void Render::Output::switch_to(Feed *next) {
    if (!appsrc || feed == next)
        return;
    if (feed)
        feed->detach(appsrc);
    feed = next;
    if (feed)
        feed->attach(appsrc);
}

void Render::show_partner(Feed *video, Feed *audio) {
    if (video)
        video_.switch_to(video);
    if (audio)
        audio_.switch_to(audio);
    align();
}

void Render::show_nobody() {
    audio_.switch_to(nullptr);
    video_.switch_to(preview_);
    if (video_.appsrc && !preview_)
        show_black();
}

void Render::show_black() {
    const auto picture = black_picture();
    GstBuffer *buffer = gst_sample_get_buffer(picture.get());
    if (const auto clock = Ref<GstClock>::adopt(gst_element_get_clock(video_.appsrc.get())))
        GST_BUFFER_PTS(buffer) = gst_clock_get_time(clock.get()) - gst_element_get_base_time(video_.appsrc.get());
    gst_app_src_push_sample(video_.appsrc.as<GstAppSrc>(), picture.get());
}

} // namespace callbooth::media
