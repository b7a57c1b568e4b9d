// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "media/base/gst.hpp"
#include "media/base/worker.hpp"
#include <callbooth/event.hpp>
#include <callbooth/services/devices.hpp>

namespace callbooth::media {

/// The stable id that a device's properties give: `vendor:product:serial` of USB, else a by-id path, else the path of
/// its port, else its node's name, else `fallback`. `properties` may be null.
std::string device_id(const GstStructure *properties, std::string_view fallback);

/// `video/x-raw 1280x720 640x480; image/jpeg 1920x1080`, `audio/x-raw 48000 Hz 2 ch`: the largest first.
std::string caps_summary(const GstCaps *caps);

/// Watches the cameras, microphones and speakers of this machine. gst_init comes before. Main context only.
class DeviceMonitor {
public:
    /// Looks at once, and waits for what answers. Throws Error when GStreamer has no way to look for devices.
    DeviceMonitor();
    /// Looks on a thread of `worker`: the services of cameras and sound may be slow to answer. `looked` is called when
    /// all that is there was added; with the reason when GStreamer has no way to look.
    DeviceMonitor(Worker &worker, std::function<void(const std::string &trouble)> looked);
    DeviceMonitor(const DeviceMonitor &) = delete;
    DeviceMonitor &operator=(const DeviceMonitor &) = delete;
    ~DeviceMonitor();

    /// Cameras first, then microphones, then speakers; each by name.
    std::vector<Device> list() const;
    /// What GStreamer knows of the device; null when there is none.
    Ref<GstDevice> find(DeviceKind kind, std::string_view id) const;

    Event<const Device &> added;
    Event<const Device &> removed;

private:
    struct State;
    struct Watch;
    void list_first();

    std::unique_ptr<State> state_;
    Mailbox mailbox_;
};

} // namespace callbooth::media
