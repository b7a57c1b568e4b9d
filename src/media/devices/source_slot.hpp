// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "media/devices/device_slot.hpp"
#include "media/devices/opened_source.hpp"

namespace callbooth::media {

/// The place of a camera or a microphone in the capture pipeline. Devices come and go in front of it; the encoder
/// behind it gets one format without an end: that of the device, or a dark picture and silence. Main context only.
class SourceSlot final : public DeviceSlot {
public:
    /// `fallback` makes what the pipeline file names; `hint` (may be null) is what the file says of its format. Throws
    /// Error when the file does not say what the place takes.
    SourceSlot(DeviceKind kind, Ref<GstElement> appsrc, const GstCaps *hint, OpenedDevice::MakeElement fallback,
               const Timeline &timeline, Worker &worker, Log log);
    ~SourceSlot() override;

private:
    std::unique_ptr<OpenedDevice> open(OpenedDevice::MakeElement make, GstDevice *device, OpenedDevice::Log log,
                                       OpenedDevice::Failed failed) override;
    void use(OpenedDevice &device) override { show(&static_cast<OpenedSource &>(device).feed()); }
    void use_none() override { show_placeholder(); }
    void check(OpenedDevice *used) override;
    void show(Feed *feed);
    void show_placeholder();

    const Ref<GstElement> appsrc_;
    const std::shared_ptr<const Wanted> wanted_;
    const Timeline timeline_;
    Worker &worker_;

    std::unique_ptr<OpenedSource> placeholder_;
    Feed *shown_ = nullptr;
    gint64 begun_at_ = 0;
    bool no_placeholder_ = false;
};

} // namespace callbooth::media
