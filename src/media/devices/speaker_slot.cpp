// SPDX-License-Identifier: MIT
#include "media/devices/speaker_slot.hpp"

namespace callbooth::media {

using namespace std::chrono_literals;

namespace {

/// There is sound, but it takes none: counts as gone.
constexpr std::chrono::microseconds dead_after = 3s;

} // namespace

SpeakerSlot::SpeakerSlot(const Ref<GstElement> &appsink, OpenedDevice::MakeElement fallback, GstClockTime latency,
                         const Timeline &timeline, Worker &worker, Log log)
    : DeviceSlot(DeviceKind::speaker, std::move(fallback), std::move(log)), sound_(appsink), latency_(latency),
      timeline_(timeline), worker_(worker) {}

SpeakerSlot::~SpeakerSlot() {
    use_none();
    close();
}

std::unique_ptr<OpenedDevice> SpeakerSlot::open(OpenedDevice::MakeElement make, GstDevice *, OpenedDevice::Log log,
                                                OpenedDevice::Failed failed) {
    return std::make_unique<OpenedSpeaker>(std::move(make), latency_, timeline_, worker_, std::move(log),
                                           std::move(failed));
}

void SpeakerSlot::use(OpenedDevice &device) {
    use_none();
    auto &speaker = static_cast<OpenedSpeaker &>(device);
    used_ = speaker.appsrc();
    sound_.attach(used_);
    latency_changed.emit(speaker.latency());
}

void SpeakerSlot::use_none() {
    if (used_)
        sound_.detach(used_);
    used_.reset();
    stuck_since_ = 0;
}

void SpeakerSlot::check(OpenedDevice *used) {
    const auto *speaker = static_cast<const OpenedSpeaker *>(used);
    if (speaker == nullptr)
        return;
    const bool has_sound = std::exchange(given_, sound_.count()) != given_;
    const bool plays = std::exchange(played_, speaker->played()) != played_;
    if (!has_sound || plays)
        stuck_since_ = 0;
    else if (stuck_since_ == 0)
        stuck_since_ = g_get_monotonic_time();
    else if (g_get_monotonic_time() - stuck_since_ > dead_after.count())
        lost("it plays nothing");
}

} // namespace callbooth::media
