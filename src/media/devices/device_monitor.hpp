// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "media/base/gst.hpp"
#include "media/base/worker.hpp"
#include <callbooth/event.hpp>
#include <callbooth/services/devices.hpp>

namespace callbooth::media {

/// `video/x-raw 1280x720 640x480; image/jpeg 1920x1080`, `audio/x-raw 48000 Hz 2 ch`: the largest first.
std::string caps_summary(const GstCaps *caps);

/// Watches the cameras, microphones and speakers of this machine, also those of a sound server that starts late or
/// again. gst_init comes before. Main context only.
class DeviceMonitor {
public:
    /// `trouble` is why GStreamer has no way to look; empty when it has.
    using Looked = std::function<void(const std::string &trouble)>;

    /// Looks at once, and waits for what answers. Throws Error when GStreamer has no way to look for devices.
    DeviceMonitor();
    /// Looks on threads of `worker`, which is unlimited: the services of cameras and sound may be slow to answer, or
    /// hang. `looked` is called when all that is there was added, after 2 s at the latest.
    DeviceMonitor(const Worker &worker, Looked looked);
    DeviceMonitor(const DeviceMonitor &) = delete;
    DeviceMonitor &operator=(const DeviceMonitor &) = delete;
    ~DeviceMonitor();

    /// Cameras first, then microphones, then speakers; each by name.
    std::vector<Device> list() const;
    /// The device with that id, or else the first one that has or had it alone or beside equal ones.
    std::optional<Device> recognize(DeviceKind kind, std::string_view id) const;
    /// What GStreamer knows of the device with exactly that id; null when there is none.
    Ref<GstDevice> find(DeviceKind kind, std::string_view id) const;

    Event<const Device &> added;
    Event<const Device &> removed;
    /// An equal device came, and this one, which is still there, has a longer id now: as it was, as it is.
    Event<const Device &, const Device &> renamed;

private:
    struct State;
    std::string trouble() const;
    void look(size_t index);
    void looked();
    void look_again();

    Worker worker_;
    std::unique_ptr<State> state_;
    Looked looked_; ///< null once it was called
    Mailbox mailbox_;
};

} // namespace callbooth::media
