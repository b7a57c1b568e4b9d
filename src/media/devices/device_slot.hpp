// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "media/devices/opened_device.hpp"
#include <callbooth/services/devices.hpp>

namespace callbooth::media {

/// A place that one device at a time has: it is chosen, takes over when it works, gets lost, and is tried again until
/// it is back. Main context only.
class DeviceSlot {
public:
    using Log = std::function<void(Level, const std::string &)>;

    virtual ~DeviceSlot() = default;
    DeviceSlot(const DeviceSlot &) = delete;
    DeviceSlot &operator=(const DeviceSlot &) = delete;

    /// Opens what the pipeline file names, unless something else was chosen.
    void start();
    /// What the pipeline file names is not opened before `release()`, or 2 s after the start: it may be one of those
    /// that are just being looked for, and no camera can be opened twice.
    void hold() { held_ = true; }
    void release() { held_ = false; }
    /// Changes to this device when it works. Null and an empty id: what the pipeline file names.
    void choose(const std::string &id, const Ref<GstDevice> &device);
    /// It was unplugged.
    void unplugged(const std::string &id);
    /// The same device has another id now.
    void renamed(const std::string &before, const std::string &id);
    /// It is there again.
    void plugged(const std::string &id, const Ref<GstDevice> &device);

    DeviceKind kind() const { return kind_; }
    const std::string &chosen() const { return chosen_.id; }
    DeviceState state() const;

    Event<> changed;
    Event<const std::string &, const std::string &> refused; ///< id, why

protected:
    DeviceSlot(DeviceKind kind, OpenedDevice::MakeElement fallback, Log log);

    /// Begins to open what `make` makes; `device` is null for what the pipeline file names.
    virtual std::unique_ptr<OpenedDevice> open(OpenedDevice::MakeElement make, GstDevice *device, OpenedDevice::Log log,
                                               OpenedDevice::Failed failed) = 0;
    /// This one works and is used from now on; the one before goes afterwards.
    virtual void use(OpenedDevice &device) = 0;
    /// The one that was used is gone; it goes afterwards.
    virtual void use_none() = 0;
    /// Looks after the one in use, every 50 ms; null while there is none.
    virtual void check(OpenedDevice *used) = 0;

    /// The one in use does not do its job any more.
    void lost(const std::string &why);
    /// Of the derived destructors: closes what is open, now.
    void close();
    const Log &log() const { return log_; }

private:
    struct Choice {
        std::string id;
        Ref<GstDevice> device; ///< null: what the pipeline file names
    };

    /// A device that is being closed, or hangs.
    struct Leaving {
        std::string id;
        std::weak_ptr<void> activity; ///< expires when it is closed
        gint64 since = 0;
        bool logged = false; ///< that it hangs
    };

    void open(const Choice &choice);
    void begin_opening(const Choice &choice);
    void drop(std::unique_ptr<OpenedDevice> &opened, const std::string &id);
    Leaving *hanging(const std::string &id);
    std::string idle_reason() const;
    void tick();
    void take_over();
    void tell_remark();
    void candidate_failed(const std::string &why);
    void tell_changes();
    std::string title(const Choice &choice) const;

    const DeviceKind kind_;
    const OpenedDevice::MakeElement fallback_;
    const Log log_;

    Choice chosen_;                           ///< what shall be used
    Choice used_;                             ///< what device_ is
    std::unique_ptr<OpenedDevice> device_;    ///< works, or did a moment ago
    std::unique_ptr<OpenedDevice> candidate_; ///< of what is chosen; takes over when it works
    std::string candidate_id_;
    std::vector<Leaving> leaving_;
    gint64 retry_at_ = 0;
    gint64 started_at_ = 0;
    bool held_ = false;
    bool unplugged_ = false; ///< what is chosen: then there is nothing to try
    bool trouble_told_ = false;
    std::optional<std::pair<Level, std::string>> remark_; ///< of the candidate's opening, while it is not told
    DeviceState told_ = DeviceState::opening;
    Source ticker_;
};

} // namespace callbooth::media
