// SPDX-License-Identifier: MIT
/// Which of a device's formats serves best. Pure: caps in, text out.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "media/base/gst.hpp"

namespace callbooth::media {

/// What a place in the capture pipeline takes.
struct Wanted {
    Handle<GstCaps> caps; ///< fixed when raw
    bool raw = true;

    bool video() const;
};

/// The one format in which everything arrives at a place that accepts `acceptable`, whatever device it comes from, so
/// that the encoder never starts anew. What `hint` (may be null) fixes counts; the rest is 640x480, 30 a second, and
/// 48 kHz mono. Nothing when no particular format is accepted.
std::optional<Wanted> wanted_format(const GstCaps *acceptable, const GstCaps *hint);

/// One mode of a device.
struct Mode {
    Handle<GstCaps> caps;                  ///< null: whatever the device gives by itself
    std::string decoder;                   ///< or what mixes channels, in gst-launch syntax; empty for raw
    std::string text;                      ///< `1280x720 image/jpeg at 30/s`; empty when unknown
    bool exact = true;                     ///< at least the wanted size and rate
    std::chrono::microseconds interval{0}; ///< between two pictures; zero when unknown
};

/// Nothing when the device has no mode that can be used.
std::optional<Mode> best_mode(const GstCaps *offered, const Wanted &wanted);

/// The name of the element that says that pictures are of that format.
inline constexpr auto label_name = "callbooth-label";

/// From the device's pad to the one format, in gst-launch syntax.
std::string conversion(const Mode &mode, const Wanted &wanted);

/// A live source of a dark picture or of silence in that format, in gst-launch syntax.
std::string placeholder(const Wanted &wanted);

} // namespace callbooth::media
