// SPDX-License-Identifier: MIT
/// How a device is recognized. Pure, but for a number that Linux's files have.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "media/base/gst.hpp"

namespace callbooth::media {

/// The stable id that a device's properties give: `vendor:product:serial` of USB, else a by-id path, else the path of
/// its port, else its node's name, else `fallback`. `properties` may be null.
std::string device_id(const GstStructure *properties, std::string_view fallback);

/// What distinguishes a device from all others. Equal devices may share the id, as two webcams with one serial number,
/// the outputs of one sound card, or the colour and the infrared camera of one laptop; then details are added to it.
struct DeviceIdentity {
    static constexpr size_t max_details = 3;

    std::string base; ///< device_id()
    /// The path of its port, the name of its node, and its number among the nodes of one camera; any may be empty.
    std::array<std::string, max_details> details;

    /// `base`, or `base@detail` with the first `count` details; empty ones are left out.
    std::string id(size_t count) const;
    /// Whether that is `base`, alone or with some of the details: an id that it had beside other devices.
    bool known_as(std::string_view id) const;

    bool operator==(const DeviceIdentity &) const = default;
};

/// `properties` may be null; `fallback` is the name of its node where they have none.
DeviceIdentity identify(const GstStructure *properties, std::string_view fallback);

} // namespace callbooth::media
