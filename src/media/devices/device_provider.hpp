// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "media/base/gst.hpp"

namespace callbooth::media {

/// One of GStreamer's lists of devices: that of video4linux, PulseAudio, PipeWire. Each has a connection of its own to
/// what it lists, which may come late, go and come again. Thread-safe.
class DeviceProvider {
public:
    /// Those that list cameras, microphones or speakers.
    static std::vector<std::shared_ptr<DeviceProvider>> all();

    explicit DeviceProvider(Ref<GstDeviceProvider> provider);
    DeviceProvider(const DeviceProvider &) = delete;
    DeviceProvider &operator=(const DeviceProvider &) = delete;

    /// Starts it when it does not run, or again when it missed something. True when its list may have changed. May
    /// block.
    bool look();
    /// For good. May block.
    void stop();
    /// Nobody looks just now; then nobody does before `done()`.
    bool begin_looking() { return !looking_.exchange(true); }
    void done() { looking_ = false; }

    bool running() const { return running_; }
    /// Tells DEVICE_ADDED and DEVICE_REMOVED while it runs.
    Ref<GstBus> bus() const;
    /// Empty unless it runs.
    std::vector<Ref<GstDevice>> devices() const;
    /// Whether this one lists all that the other one does.
    bool hides(const DeviceProvider &other) const;
    /// Its objects live until the end of the program: PipeWire 0.3 uses them after they were stopped.
    bool outlives_everything() const;

private:
    bool start();
    bool missed_something() const;

    const Ref<GstDeviceProvider> provider_;
    std::mutex mutex_; ///< while it starts or stops
    std::atomic<bool> running_ = false;
    std::atomic<bool> over_ = false;
    std::atomic<bool> looking_ = false;
};

/// What the device is called by the service that lists it: PulseAudio's devices have it as a property of their own.
std::string internal_name(GstDevice *device);

} // namespace callbooth::media
