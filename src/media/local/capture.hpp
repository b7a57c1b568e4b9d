// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "config/media_plan.hpp"
#include "media/base/feed.hpp"
#include "media/base/pipeline_switch.hpp"
#include "media/base/worker.hpp"
#include "media/devices/source_slot.hpp"
#include "media/local/mute_gate.hpp"
#include <callbooth/plugin.hpp>

namespace callbooth::media {

/// The long-lived pipeline of capture and encode. It runs from start to end whatever the calls do; when it fails it is
/// started again after a pause. Main context only.
class Capture {
public:
    using Log = std::function<void(Level, std::string_view)>;

    /// Throws Error when a fragment cannot be built.
    Capture(const config::MediaPlan &plan, const Timeline &timeline, Worker &worker, Log log);
    ~Capture();
    Capture(const Capture &) = delete;
    Capture &operator=(const Capture &) = delete;

    /// Returns at once: cameras are opened on a thread of their own.
    void start();

    /// Encoded media; null when the file has none of that kind.
    Feed *video() { return video_.get(); }
    Feed *audio() { return audio_.get(); }
    /// The camera's own picture; null when it is not raw or nothing renders.
    Feed *preview() { return preview_.get(); }
    /// The places of devices; null when the file has no element of that name.
    SourceSlot *camera() { return camera_.get(); }
    SourceSlot *microphone() { return microphone_.get(); }
    /// Where pictures and sound leave; null when the file has none of that kind.
    MuteGate *video_gate() { return video_ ? &video_gate_ : nullptr; }
    MuteGate *audio_gate() { return audio_ ? &audio_gate_ : nullptr; }
    /// How often the pipeline was started: 1 in a life without faults.
    unsigned starts() const { return starts_; }

private:
    std::unique_ptr<SourceSlot> make_input(DeviceKind kind, const config::KindPlan &plan, const Timeline &timeline);
    void guard(MuteGate &gate, const char *element, const char *pad);
    void on_message(GstMessage *message);
    void restart_later(const std::string &why);

    Worker &worker_;
    Log log_;
    Ref<GstElement> pipeline_;
    const std::shared_ptr<PipelineSwitch> switch_ = std::make_shared<PipelineSwitch>(pipeline_);
    std::unique_ptr<Feed> video_;
    std::unique_ptr<Feed> audio_;
    std::unique_ptr<Feed> preview_;
    MuteGate video_gate_;
    MuteGate audio_gate_;
    std::unique_ptr<SourceSlot> camera_;
    std::unique_ptr<SourceSlot> microphone_;
    unsigned starts_ = 0;
    Source retry_;
    Mailbox mailbox_;
};

} // namespace callbooth::media
