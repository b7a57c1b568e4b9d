// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/media_plan.hpp"
#include "media/base/feed.hpp"
#include "media/base/worker.hpp"
#include "media/devices/source_slot.hpp"
#include "media/local/local_pipeline.hpp"
#include "media/local/mute_gate.hpp"
#include <callbooth/plugin.hpp>

namespace callbooth::media {

/// The long-lived pipelines of capture and encode, one for picture and one for sound where the file allows it. They run
/// from start to end whatever the calls do; one that fails is started again after a pause. Main context only.
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
    /// 1 in a life without faults, and one more for each time that a pipeline was started again.
    unsigned starts() const;

private:
    std::unique_ptr<SourceSlot> make_input(DeviceKind kind, const config::KindPlan &plan, const Timeline &timeline);
    Ref<GstElement> find(const char *name) const;
    std::unique_ptr<Feed> feed(const char *appsink) const;
    void guard(MuteGate &gate, const char *element, const char *pad);

    Worker &worker_;
    Log log_;
    std::vector<std::unique_ptr<LocalPipeline>> pipelines_;
    std::unique_ptr<Feed> video_;
    std::unique_ptr<Feed> audio_;
    std::unique_ptr<Feed> preview_;
    MuteGate video_gate_;
    MuteGate audio_gate_;
    std::unique_ptr<SourceSlot> camera_;
    std::unique_ptr<SourceSlot> microphone_;
};

} // namespace callbooth::media
