// SPDX-License-Identifier: MIT
#include "media/booth_devices.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace callbooth::media {

BoothDevices::BoothDevices(std::vector<Input *> inputs, Log log) : inputs_(std::move(inputs)), log_(std::move(log)) {
    std::erase(inputs_, nullptr);
    for (auto *input : inputs_) {
        subscriptions_.push_back(input->changed.subscribe([this, kind = input->kind()] { changed.emit(kind); }));
        subscriptions_.push_back(
            input->refused.subscribe([this, kind = input->kind()](const std::string &id, const std::string &why) {
                refused.emit(kind, id, why);
            }));
    }
}

Input *BoothDevices::place(DeviceKind kind) const {
    const auto it = std::find_if(inputs_.begin(), inputs_.end(), [&](Input *input) { return input->kind() == kind; });
    return it == inputs_.end() ? nullptr : *it;
}

/// Null when GStreamer cannot look for devices.
DeviceMonitor *BoothDevices::monitor() {
    if (std::exchange(looked_, true))
        return monitor_.get();
    try {
        monitor_ = std::make_unique<DeviceMonitor>();
    } catch (const Error &e) {
        log_(Level::error, e.what());
        return nullptr;
    }
    subscriptions_.push_back(monitor_->added.subscribe([this](const Device &device) {
        if (auto *input = place(device.kind))
            input->plugged(device.id, monitor_->find(device.kind, device.id));
        added.emit(device);
    }));
    subscriptions_.push_back(monitor_->removed.subscribe([this](const Device &device) {
        if (auto *input = place(device.kind))
            input->unplugged(device.id);
        removed.emit(device);
    }));
    return monitor_.get();
}

std::vector<Device> BoothDevices::list() { return monitor() != nullptr ? monitor()->list() : std::vector<Device>(); }

void BoothDevices::choose(DeviceKind kind, std::string_view id) {
    auto *input = place(kind);
    if (input == nullptr)
        throw Error(fmt::format("the pipeline file has no element with the name '{0}': write name={0} behind it",
                                to_string(kind)));
    const auto device = id.empty() || monitor() == nullptr ? Ref<GstDevice>() : monitor()->find(kind, id);
    if (!id.empty() && !device)
        throw Error(fmt::format("there is no {} '{}'", to_string(kind), id));
    input->choose(std::string(id), device);
}

std::string BoothDevices::chosen(DeviceKind kind) const {
    const auto *input = place(kind);
    return input != nullptr ? input->chosen() : std::string();
}

DeviceState BoothDevices::state(DeviceKind kind) const {
    const auto *input = place(kind);
    return input != nullptr ? input->state() : DeviceState::none;
}

} // namespace callbooth::media
