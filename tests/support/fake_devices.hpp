// SPDX-License-Identifier: MIT
/// Devices that come and go as a test tells them, and a booth that uses what is chosen.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <callbooth/error.hpp>
#include <callbooth/services/devices.hpp>

namespace callbooth::test {

class FakeDevices final : public Devices {
public:
    std::vector<Device> list() override { return present; }
    void choose(DeviceKind kind, std::string_view id) override {
        if (!std::any_of(present.begin(), present.end(), [&](const Device &d) { return d.kind == kind && d.id == id; }))
            throw Error("there is no such device");
        used[kind] = id;
        states[kind] = DeviceState::running;
        ++choices;
        changed.emit(kind);
    }
    std::string chosen(DeviceKind kind) const override {
        const auto it = used.find(kind);
        return it == used.end() ? std::string() : it->second;
    }
    DeviceState state(DeviceKind kind) const override {
        const auto it = states.find(kind);
        return it == states.end() ? DeviceState::none : it->second;
    }
    /// Of the ids `X` and `X@where` one is the other's former or later one.
    std::string recognize(DeviceKind kind, std::string_view id) override {
        const auto former = [&](const Device &d) {
            const std::string text(id);
            return d.kind == kind && (d.id == text || d.id.starts_with(text + "@") || text.starts_with(d.id + "@"));
        };
        const auto it = std::find_if(present.begin(), present.end(), former);
        return it == present.end() ? std::string() : it->id;
    }

    void plug(Device device) {
        present.push_back(std::move(device));
        added.emit(present.back());
    }
    /// What is in use is missing then.
    void unplug(const std::string &id) {
        const auto it = std::find_if(present.begin(), present.end(), [&](const Device &d) { return d.id == id; });
        const Device device = *it;
        present.erase(it);
        if (chosen(device.kind) == id)
            fail(device.kind);
        removed.emit(device);
    }
    /// An equal device came.
    void rename(const std::string &before, const std::string &id) {
        const auto it = std::find_if(present.begin(), present.end(), [&](const Device &d) { return d.id == before; });
        const Device former = std::exchange(*it, {it->kind, id, it->name, it->caps});
        removed.emit(former);
        if (chosen(former.kind) == before)
            used[former.kind] = id;
        changed.emit(former.kind);
        added.emit(*it);
    }
    void fail(DeviceKind kind) {
        states[kind] = DeviceState::missing;
        changed.emit(kind);
    }

    std::vector<Device> present;
    std::map<DeviceKind, std::string> used;
    std::map<DeviceKind, DeviceState> states{{DeviceKind::camera, DeviceState::running},
                                             {DeviceKind::microphone, DeviceState::running}};
    int choices = 0;
};

} // namespace callbooth::test
