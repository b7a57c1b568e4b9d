// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>

#include "media/devices/opened_device.hpp"

namespace callbooth::media {

/// An open speaker. Main context only.
class OpenedSpeaker final : public OpenedDevice {
public:
    /// Begins to open it. What is pushed into it is played at its time and `latency`.
    OpenedSpeaker(MakeElement make, GstClockTime latency, const Timeline &timeline, Worker &worker, Log log,
                  Failed failed);

    /// Takes raw sound.
    const Ref<GstElement> &appsrc() const { return appsrc_; }
    bool works() const override { return played() > 0; }
    /// How many buffers it took.
    uint64_t played() const { return *arrived_ > 0 ? *arrived_ - 1 : 0; }
    /// From a buffer's time until it is heard: `latency` and what the speaker needs itself.
    GstClockTime latency() const;

private:
    Ref<GstElement> appsrc_;
    /// At the speaker; the last one may hang there.
    const std::shared_ptr<std::atomic<uint64_t>> arrived_ = std::make_shared<std::atomic<uint64_t>>(0);
};

} // namespace callbooth::media
