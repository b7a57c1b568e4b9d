// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/services/devices.hpp>

namespace callbooth::devices {

/// What is wanted of one kind of device.
struct Preference {
    std::vector<std::string> patterns; ///< of ids or names, the best first; `*` and `?` stand for anything
    std::string remembered;            ///< the id of what a person chose; empty: nothing
};

/// Letters count the same in both cases.
bool matches(const Device &device, std::string_view pattern);

/// The id of the device to use of those that are present; nothing: no reason to change. What a person chose comes
/// first, then the first pattern that something matches; the one in use stays before others that match the same. Those
/// that are failing come last.
std::optional<std::string> pick(const std::vector<Device> &present, const Preference &preference,
                                const std::string &in_use, const std::set<std::string> &failing);

/// The device that a person means by a number of the list from 1, an id, a name, a part of a name or a pattern. Throws
/// Error when it is none or several.
const Device &find_meant(const std::vector<Device> &present, std::string_view meant);

/// The one behind the one in use; the first behind the last. Throws Error when there is none.
const Device &next_of(const std::vector<Device> &present, std::string_view in_use);

} // namespace callbooth::devices
