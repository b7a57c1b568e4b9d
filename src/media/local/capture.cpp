// SPDX-License-Identifier: MIT
#include "media/local/capture.hpp"

#include <chrono>

#include "media/devices/key_frames.hpp"
#include "media/devices/limited_range.hpp"
#include "media/local/pipeline_text.hpp"
#include <fmt/format.h>

namespace callbooth::media {

using namespace std::chrono_literals;

namespace {

constexpr auto start_limit = 5s;

/// Whether what feeds `pad` is live. Known once the source runs; a source that takes longer is a device.
bool is_live(GstPad *pad, const PipelineSwitch &capture) {
    const gint64 deadline = g_get_monotonic_time() + std::chrono::microseconds(start_limit).count();
    const Handle<GstQuery> query(gst_query_new_latency());
    while (!gst_pad_peer_query(pad, query.get())) {
        if (capture.off() || g_get_monotonic_time() > deadline)
            return true;
        g_usleep(5'000);
    }
    gboolean live = TRUE;
    gst_query_parse_latency(query.get(), &live, nullptr, nullptr);
    return live;
}

/// What leaves `clocksync` is held to the clock, with times that begin now; or passes as it is.
void hold(GstElement *pipeline, const Ref<GstElement> &clocksync, bool sync) {
    const auto clock = Ref<GstClock>::adopt(gst_pipeline_get_pipeline_clock(GST_PIPELINE(pipeline)));
    const auto now = gst_clock_get_time(clock.get()) - gst_element_get_base_time(pipeline);
    const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(clocksync.get(), "sink"));
    g_object_set(clocksync.get(), "sync", sync, nullptr);
    gst_pad_set_offset(pad.get(), sync ? static_cast<gint64>(now) : 0);
}

/// On a worker thread: opening a camera may take seconds. A source that is not live (a file, a test picture) would run
/// as fast as the processor, and from time zero at each start: in PAUSED already, so everything is held until it is
/// known to be live.
void play(PipelineSwitch &capture) {
    GstElement *pipeline = capture.pipeline();
    std::vector<Ref<GstElement>> paces;
    for (const char *name : {names::pace_video, names::pace_audio})
        if (auto clocksync = child(pipeline, name))
            paces.push_back(std::move(clocksync));
    for (const auto &clocksync : paces)
        hold(pipeline, clocksync, true);
    if (!capture.change(GST_STATE_PAUSED))
        return;
    for (const auto &clocksync : paces) {
        const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(clocksync.get(), "sink"));
        hold(pipeline, clocksync, !is_live(pad.get(), capture));
    }
    capture.change(GST_STATE_PLAYING);
}

} // namespace

Capture::Capture(const config::MediaPlan &plan, const Timeline &timeline, Worker &worker, Log log)
    : worker_(worker), log_(std::move(log)) {
    for (const auto &text : describe_capture(plan))
        pipelines_.push_back(std::make_unique<LocalPipeline>(LocalPipeline::Role::capture, text, timeline, worker,
                                                             LocalPipeline::Listeners{log_, &play, {}}));
    for (const auto &pipeline : pipelines_)
        each_element(pipeline->get(), [](GstElement *element) { pass_on_key_frame_requests(element); });
    if (const auto encoder_input = find(names::gate_video))
        limit_range(Ref<GstPad>::adopt(gst_element_get_static_pad(encoder_input.get(), "sink")).get());
    video_ = feed(names::encoded_video);
    audio_ = feed(names::encoded_audio);
    preview_ = feed(names::preview);
    guard(video_gate_, names::gate_video, "src");
    guard(video_gate_, names::preview, "sink");
    guard(audio_gate_, names::gate_audio, "src");
    camera_ = make_input(DeviceKind::camera, plan.video, timeline);
    microphone_ = make_input(DeviceKind::microphone, plan.audio, timeline);
}

Ref<GstElement> Capture::find(const char *name) const {
    for (const auto &pipeline : pipelines_)
        if (auto found = child(pipeline->get(), name))
            return found;
    return {};
}

std::unique_ptr<Feed> Capture::feed(const char *appsink) const {
    const auto element = find(appsink);
    return element ? std::make_unique<Feed>(element) : nullptr;
}

void Capture::guard(MuteGate &gate, const char *element, const char *pad) {
    if (const auto found = find(element))
        gate.guard(Ref<GstPad>::adopt(gst_element_get_static_pad(found.get(), pad)).get());
}

std::unique_ptr<SourceSlot> Capture::make_input(DeviceKind kind, const config::KindPlan &plan,
                                                const Timeline &timeline) {
    const bool video = kind == DeviceKind::camera;
    auto appsrc = find(video ? names::camera : names::microphone);
    const auto place = appsrc ? slot_element(*plan.capture, to_string(kind)) : std::nullopt;
    if (const auto problem = plan.capture ? slot_problem(*plan.capture, to_string(kind)) : ""; !problem.empty())
        log_(Level::warning, problem);
    if (!place)
        return nullptr;
    const Handle<GstCaps> hint(place->format.empty() ? nullptr : gst_caps_from_string(place->format.c_str()));
    return std::make_unique<SourceSlot>(
        kind, std::move(appsrc), hint.get(), [text = place->element] { return parse_pipeline(text); }, timeline,
        worker_, log_);
}

Capture::~Capture() {
    for (const auto &pipeline : pipelines_)
        pipeline->finish();
    camera_.reset();
    microphone_.reset();
}

void Capture::start() {
    for (const auto &pipeline : pipelines_)
        pipeline->start();
    for (const auto *input : {&camera_, &microphone_})
        if (*input)
            (*input)->start();
}

unsigned Capture::starts() const {
    unsigned starts = 1;
    for (const auto &pipeline : pipelines_)
        starts += pipeline->starts() - 1;
    return starts;
}

} // namespace callbooth::media
