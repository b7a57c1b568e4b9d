// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/devices.hpp>
#include <callbooth/plugin.hpp>

#include "media/devices.hpp"
#include "media/input.hpp"

namespace callbooth::media {

/// The devices of the machine and the places that a booth has for them. Looks for devices when it is asked for the
/// first time. Main context only.
class BoothDevices final : public Devices {
public:
    using Log = std::function<void(Level, std::string_view)>;

    /// The inputs may be null; they outlive this.
    BoothDevices(std::vector<Input *> inputs, Log log);

    std::vector<Device> list() override;
    void choose(DeviceKind kind, std::string_view id) override;
    std::string chosen(DeviceKind kind) const override;
    DeviceState state(DeviceKind kind) const override;

private:
    Input *place(DeviceKind kind) const;
    DeviceMonitor *monitor();

    std::vector<Input *> inputs_;
    Log log_;
    bool looked_ = false;
    std::unique_ptr<DeviceMonitor> monitor_;
    std::vector<Subscription> subscriptions_;
};

} // namespace callbooth::media
