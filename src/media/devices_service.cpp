// SPDX-License-Identifier: MIT
#include "media/devices_service.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace callbooth::media {

DevicesService::DevicesService(std::vector<DeviceSlot *> places, Worker &worker, Log log)
    : places_(std::move(places)), worker_(worker), log_(std::move(log)) {
    std::erase(places_, nullptr);
    for (auto *at : places_) {
        subscriptions_.push_back(at->changed.subscribe([this, kind = at->kind()] { changed.emit(kind); }));
        subscriptions_.push_back(at->refused.subscribe(
            [this, kind = at->kind()](const std::string &id, const std::string &why) { refused.emit(kind, id, why); }));
    }
}

DeviceSlot *DevicesService::place(DeviceKind kind) const {
    const auto it = std::find_if(places_.begin(), places_.end(), [&](DeviceSlot *p) { return p->kind() == kind; });
    return it == places_.end() ? nullptr : *it;
}

DeviceMonitor *DevicesService::monitor() {
    if (monitor_)
        return monitor_.get();
    for (auto *at : places_)
        at->hold();
    monitor_ = std::make_unique<DeviceMonitor>(worker_, [this](const std::string &trouble) {
        if (!trouble.empty())
            log_(Level::error, trouble);
        for (auto *at : places_)
            at->release();
    });
    listen(*monitor_);
    return monitor_.get();
}

void DevicesService::listen(DeviceMonitor &monitor) {
    subscriptions_.push_back(monitor.added.subscribe([this](const Device &device) {
        if (auto *at = place(device.kind))
            at->plugged(device.id, monitor_->find(device.kind, device.id));
        added.emit(device);
    }));
    subscriptions_.push_back(monitor.removed.subscribe([this](const Device &device) {
        if (auto *at = place(device.kind))
            at->unplugged(device.id);
        removed.emit(device);
    }));
    subscriptions_.push_back(
        monitor.renamed.subscribe([this](const Device &before, const Device &device) { rename(before, device); }));
}

/// For others it is another device; the one in use goes on.
void DevicesService::rename(const Device &before, const Device &device) {
    removed.emit(before);
    if (auto *at = place(device.kind))
        at->renamed(before.id, device.id);
    added.emit(device);
}

std::vector<Device> DevicesService::list() { return monitor()->list(); }

void DevicesService::choose(DeviceKind kind, std::string_view id) {
    auto *at = place(kind);
    if (at == nullptr)
        throw Error(fmt::format("the pipeline file has no element with the name '{0}': write name={0} behind it",
                                to_string(kind)));
    const auto present = id.empty() ? std::string() : recognize(kind, id);
    if (!id.empty() && present.empty())
        throw Error(fmt::format("there is no {} '{}'", to_string(kind), id));
    at->choose(present, id.empty() ? Ref<GstDevice>() : monitor()->find(kind, present));
}

std::string DevicesService::recognize(DeviceKind kind, std::string_view id) {
    const auto device = monitor()->recognize(kind, id);
    return device ? device->id : std::string();
}

std::string DevicesService::chosen(DeviceKind kind) const {
    const auto *at = place(kind);
    return at != nullptr ? at->chosen() : std::string();
}

DeviceState DevicesService::state(DeviceKind kind) const {
    const auto *at = place(kind);
    return at != nullptr ? at->state() : DeviceState::none;
}

} // namespace callbooth::media
