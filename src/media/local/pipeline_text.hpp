// SPDX-License-Identifier: MIT
/// What is added between the fragments of a pipeline file so that WebRTC works: a converter, a queue, caps.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/media_plan.hpp"

namespace callbooth::media {

/// The elements of ours that the code looks up again.
namespace names {
inline constexpr auto pace_video = "callbooth-pace-video";
inline constexpr auto pace_audio = "callbooth-pace-audio";
inline constexpr auto encoded_video = "callbooth-encoded-video";
inline constexpr auto encoded_audio = "callbooth-encoded-audio";
inline constexpr auto gate_video = "callbooth-gate-video"; ///< what leaves it is encoded or sent
inline constexpr auto gate_audio = "callbooth-gate-audio";
inline constexpr auto preview = "callbooth-preview";
inline constexpr auto render_video = "callbooth-render-video";
inline constexpr auto render_audio = "callbooth-render-audio";
inline constexpr auto speaker = "callbooth-speaker";
inline constexpr auto camera = "callbooth-camera";
inline constexpr auto microphone = "callbooth-microphone";
} // namespace names

/// The element of a [capture] fragment that is named `camera` or `microphone`: other devices can take its place.
struct SlotElement {
    std::string element; ///< in gst-launch syntax
    std::string format;  ///< the caps behind it, or empty
    std::string rest;    ///< the fragment without it, and without what decodes its format; may be empty
};
/// Nothing when the fragment does not begin with such an element.
std::optional<SlotElement> slot_element(const config::ParsedFragment &capture, std::string_view name);

/// Why the element of a [capture] fragment that is named `camera` or `microphone` is not such a place; empty when it
/// is, or when there is none of that name.
std::string slot_problem(const config::ParsedFragment &capture, std::string_view name);

/// The element of a [render] fragment that is named `speaker`: other speakers can take its place.
struct SpeakerElement {
    std::string element; ///< in gst-launch syntax
    std::string before;  ///< the fragment in front of it, and behind it
    std::string after;
};
/// Nothing when the fragment has no sink with one input and that name.
std::optional<SpeakerElement> speaker_element(const config::ParsedFragment &render);

/// The capture pipelines and the render pipelines in gst-launch syntax; empty when the plan has none. Picture and sound
/// have one each, so that a fault of one leaves the other alone, unless a fragment refers to an element of the other.
std::vector<std::string> describe_capture(const config::MediaPlan &plan);
std::vector<std::string> describe_render(const config::MediaPlan &plan);

} // namespace callbooth::media
