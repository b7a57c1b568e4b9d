// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "media/devices/device_monitor.hpp"
#include "media/devices/device_slot.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/devices.hpp>

namespace callbooth::media {

/// The devices of the machine and the places that a booth has for them. Begins to look for devices when it is asked for
/// the first time; until it knows them, what the pipeline file names is not opened. Main context only.
class DevicesService final : public Devices {
public:
    using Log = std::function<void(Level, std::string_view)>;

    /// The places may be null; they outlive this. So does the worker.
    DevicesService(std::vector<DeviceSlot *> places, Worker &worker, Log log);

    std::vector<Device> list() override;
    void choose(DeviceKind kind, std::string_view id) override;
    std::string chosen(DeviceKind kind) const override;
    DeviceState state(DeviceKind kind) const override;
    std::string recognize(DeviceKind kind, std::string_view id) override;

private:
    DeviceSlot *place(DeviceKind kind) const;
    DeviceMonitor *monitor();
    void listen(DeviceMonitor &monitor);
    void rename(const Device &before, const Device &device);

    std::vector<DeviceSlot *> places_;
    Worker &worker_;
    Log log_;
    std::unique_ptr<DeviceMonitor> monitor_;
    std::vector<Subscription> subscriptions_;
};

} // namespace callbooth::media
