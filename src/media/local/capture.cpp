// SPDX-License-Identifier: MIT
#include "media/local/capture.hpp"

#include <chrono>

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

std::unique_ptr<Feed> feed(GstElement *pipeline, const char *appsink) {
    const auto element = child(pipeline, appsink);
    return element ? std::make_unique<Feed>(element) : nullptr;
}

} // namespace

Capture::Capture(const config::MediaPlan &plan, const Timeline &timeline, Worker &worker, Log log)
    : worker_(worker), log_(std::move(log)), pipeline_(parse_pipeline(describe_capture(plan))) {
    timeline.apply(pipeline_.get());
    video_ = feed(pipeline_.get(), names::encoded_video);
    audio_ = feed(pipeline_.get(), names::encoded_audio);
    preview_ = feed(pipeline_.get(), names::preview);
    guard(video_gate_, names::gate_video, "src");
    guard(video_gate_, names::preview, "sink");
    guard(audio_gate_, names::gate_audio, "src");
    camera_ = make_input(DeviceKind::camera, plan.video, timeline);
    microphone_ = make_input(DeviceKind::microphone, plan.audio, timeline);
    watch_bus(pipeline_.get(), mailbox_.address(), [this](GstMessage *message) { on_message(message); });
}

void Capture::guard(MuteGate &gate, const char *element, const char *pad) {
    if (const auto found = child(pipeline_.get(), element))
        gate.guard(Ref<GstPad>::adopt(gst_element_get_static_pad(found.get(), pad)).get());
}

std::unique_ptr<SourceSlot> Capture::make_input(DeviceKind kind, const config::KindPlan &plan,
                                                const Timeline &timeline) {
    const bool video = kind == DeviceKind::camera;
    auto appsrc = child(pipeline_.get(), video ? names::camera : names::microphone);
    const auto place = appsrc ? slot_element(*plan.capture, to_string(kind)) : std::nullopt;
    if (!place)
        return nullptr;
    const Handle<GstCaps> hint(place->format.empty() ? nullptr : gst_caps_from_string(place->format.c_str()));
    return std::make_unique<SourceSlot>(
        kind, std::move(appsrc), hint.get(), [text = place->element] { return parse_pipeline(text); }, timeline,
        worker_, log_);
}

Capture::~Capture() {
    mailbox_.close();
    camera_.reset();
    microphone_.reset();
    PipelineSwitch::turn_off_in_time(switch_, worker_);
}

void Capture::start() {
    ++starts_;
    worker_.run([capture = switch_] { play(*capture); });
    for (const auto *input : {&camera_, &microphone_})
        if (*input)
            (*input)->start();
}

void Capture::on_message(GstMessage *message) {
    switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ERROR: restart_later(message_text(message)); break;
    case GST_MESSAGE_EOS: restart_later("the source came to its end"); break;
    case GST_MESSAGE_WARNING: log_(Level::warning, message_text(message)); break;
    default: break;
    }
}

void Capture::restart_later(const std::string &why) {
    if (retry_.active())
        return; // one fault sends several messages
    log_(Level::error, fmt::format("capture stopped: {}; starting it again in 2 s", why));
    worker_.run([capture = switch_] { capture->change(GST_STATE_NULL); });
    retry_ = Source::after(2s, [this] { start(); });
}

} // namespace callbooth::media
