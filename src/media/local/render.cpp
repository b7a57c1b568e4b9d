// SPDX-License-Identifier: MIT
#include "media/local/render.hpp"

#include <chrono>

#include "media/local/pipeline_text.hpp"
#include <fmt/format.h>
#include <gst/video/video.h>

namespace callbooth::media {

using namespace std::chrono_literals;

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

} // namespace

Render::Render(const config::MediaPlan &plan, const Timeline &timeline, Worker &worker, Feed *preview, unsigned latency,
               Log log)
    : worker_(worker), log_(std::move(log)), pipeline_(parse_pipeline(describe_render(plan))), preview_(preview) {
    timeline.apply(pipeline_.get());
    video_.appsrc = child(pipeline_.get(), names::render_video);
    audio_.appsrc = child(pipeline_.get(), names::render_audio);
    const GstClockTime total = (latency + decode_allowance_ms) * GST_MSECOND;
    for (const auto *output : {&video_, &audio_})
        if (output->appsrc)
            gst_app_src_set_latency(output->appsrc.as<GstAppSrc>(), total, GST_CLOCK_TIME_NONE);
    speaker_ = make_speaker(plan, timeline, total);
    added_ = Connection::make<void(GstBin *, GstBin *, GstElement *)>(
        pipeline_.get(), "deep-element-added",
        [](GstBin *, GstBin *, GstElement *element) { do_not_wait_for_preroll(element); });
    each_element(pipeline_.get(), &do_not_wait_for_preroll);
    watch_bus(pipeline_.get(), mailbox_.address(), [this](GstMessage *message) { on_message(message); });
}

/// Null when the file names none.
std::unique_ptr<SpeakerSlot> Render::make_speaker(const config::MediaPlan &plan, const Timeline &timeline,
                                                  GstClockTime latency) {
    const auto sound = child(pipeline_.get(), names::speaker);
    const auto named = sound ? speaker_element(*plan.audio.render) : std::nullopt;
    if (!named)
        return nullptr;
    auto speaker = std::make_unique<SpeakerSlot>(
        sound, [text = named->element] { return parse_pipeline(text); }, latency, timeline, worker_, log_);
    latency_changed_ = speaker->latency_changed.subscribe([this](GstClockTime heard_after) {
        heard_after_ = heard_after;
        go_with_sound();
    });
    return speaker;
}

/// A speaker has a buffer; the picture waits for the sound. When the picture takes longer it is shown as soon as it
/// can.
void Render::go_with_sound() {
    const Handle<GstQuery> query(gst_query_new_latency());
    if (!gst_element_query(pipeline_.get(), query.get()))
        return; // it does not play yet
    GstClockTime own = 0;
    gst_query_parse_latency(query.get(), nullptr, &own, nullptr);
    const GstClockTime wanted = heard_after_ > own ? heard_after_ : GST_CLOCK_TIME_NONE;
    auto *pipeline = GST_PIPELINE(pipeline_.get());
    if (gst_pipeline_get_latency(pipeline) == wanted)
        return;
    gst_pipeline_set_latency(pipeline, wanted);
    gst_bin_recalculate_latency(GST_BIN(pipeline));
}

Render::~Render() {
    mailbox_.close();
    speaker_.reset();
    video_.switch_to(nullptr);
    audio_.switch_to(nullptr);
    switch_->turn_off();
}

void Render::start() {
    worker_.run([screen = switch_] { screen->change(GST_STATE_PLAYING); });
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
    if (speaker_)
        go_with_sound();
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
    if (const auto clock = Ref<GstClock>::adopt(gst_element_get_clock(pipeline_.get())))
        GST_BUFFER_PTS(buffer) = gst_clock_get_time(clock.get()) - gst_element_get_base_time(pipeline_.get());
    gst_app_src_push_sample(video_.appsrc.as<GstAppSrc>(), picture.get());
}

void Render::on_message(GstMessage *message) {
    if (GST_MESSAGE_TYPE(message) != GST_MESSAGE_ERROR || retry_.active())
        return;
    log_(Level::error, fmt::format("render stopped: {}; starting it again in 2 s", message_text(message)));
    worker_.run([screen = switch_] { screen->change(GST_STATE_NULL); });
    retry_ = Source::after(2s, [this] { worker_.run([screen = switch_] { screen->change(GST_STATE_PLAYING); }); });
}

} // namespace callbooth::media
