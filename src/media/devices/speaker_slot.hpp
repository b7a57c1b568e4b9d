// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "media/base/feed.hpp"
#include "media/devices/device_slot.hpp"
#include "media/devices/opened_speaker.hpp"

namespace callbooth::media {

/// The place of a speaker behind the render pipeline. Sound goes to the one that is used, or nowhere. Main context
/// only.
class SpeakerSlot final : public DeviceSlot {
public:
    /// `appsink` gives the sound; `fallback` makes what the pipeline file names; `latency` as in OpenedSpeaker.
    SpeakerSlot(const Ref<GstElement> &appsink, OpenedDevice::MakeElement fallback, GstClockTime latency,
                const Timeline &timeline, Worker &worker, Log log);
    ~SpeakerSlot() override;

    /// Of the speaker in use, when it changes; for a picture that shall go with the sound.
    Event<GstClockTime> latency_changed;

private:
    std::unique_ptr<OpenedDevice> open(OpenedDevice::MakeElement make, GstDevice *device, OpenedDevice::Log log,
                                       OpenedDevice::Failed failed) override;
    void use(OpenedDevice &device) override;
    void use_none() override;
    void check(OpenedDevice *used) override;

    Feed sound_;
    const GstClockTime latency_;
    const Timeline timeline_;
    Worker &worker_;
    Ref<GstElement> used_; ///< the appsrc of the one in use

    uint64_t given_ = 0;
    uint64_t played_ = 0;
    gint64 stuck_since_ = 0; ///< 0: it is not
};

} // namespace callbooth::media
