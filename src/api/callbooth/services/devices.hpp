// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <callbooth/event.hpp>
#include <callbooth/service.hpp>

namespace callbooth {

enum class DeviceKind { camera, microphone, speaker };

constexpr const char *to_string(DeviceKind kind) {
    switch (kind) {
    case DeviceKind::camera: return "camera";
    case DeviceKind::microphone: return "microphone";
    case DeviceKind::speaker: return "speaker";
    }
    return "?";
}

struct Device {
    DeviceKind kind = DeviceKind::camera;
    std::string id;   ///< the same after unplugging and after a restart; longer once an equal device is there, too
    std::string name; ///< for people
    std::string caps; ///< summary, one line
};

enum class DeviceState {
    none,    ///< the pipeline file has no element of that name
    opening, ///< nothing came from it yet
    running,
    missing, ///< it went, failed or fell silent; it is tried again until it is back or another one is chosen
};

constexpr const char *to_string(DeviceState state) {
    switch (state) {
    case DeviceState::none: return "none";
    case DeviceState::opening: return "opening";
    case DeviceState::running: return "running";
    case DeviceState::missing: return "missing";
    }
    return "?";
}

/// The devices of this machine, and which of them the booth uses, in calls and between them. Those that the pipeline
/// file names `camera`, `microphone` and `speaker` can be changed while it runs. Provided by the program when the
/// file is a booth. Main context only.
class Devices {
public:
    static constexpr const char *service = "devices";
    static constexpr ServiceVersion version{2, 1};
    virtual ~Devices() = default;

    /// Cameras first, then microphones, then speakers; each by name. The first time it begins to look for them and
    /// knows none yet; `added` tells of each.
    virtual std::vector<Device> list() = 0;
    /// Uses the device that `recognize()` finds, from its first picture or sound on; until then, and if it never comes,
    /// the one before stays. An empty id: the one that the pipeline file names. Throws Error when there is no such
    /// device, or no place for it.
    virtual void choose(DeviceKind kind, std::string_view id) = 0;
    /// The id of the device that is used or waited for; empty: the one that the pipeline file names.
    virtual std::string chosen(DeviceKind kind) const = 0;
    virtual DeviceState state(DeviceKind kind) const = 0;
    /// The present id of the device that has this id, or had it when equal devices were absent or present; empty when
    /// there is none. What was saved long ago finds its device by it. Of several the one that was listed first.
    virtual std::string recognize(DeviceKind kind, std::string_view id) = 0;

    Event<const Device &> added;
    Event<const Device &> removed;
    Event<DeviceKind> changed; ///< what is chosen, or its state
    /// What was chosen while another one ran could not be used: kind, id, why.
    Event<DeviceKind, const std::string &, const std::string &> refused;
};

} // namespace callbooth
