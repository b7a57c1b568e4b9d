// SPDX-License-Identifier: MIT
/// What is added between the fragments of a pipeline file so that WebRTC works: a converter, a queue, caps.
#pragma once

#include <string>

#include "spec/pipeline_file.hpp"

namespace callbooth::media {

/// The elements of ours that the code looks up again.
namespace names {
inline constexpr auto pace_video = "callbooth-pace-video";
inline constexpr auto pace_audio = "callbooth-pace-audio";
inline constexpr auto encoded_video = "callbooth-encoded-video";
inline constexpr auto encoded_audio = "callbooth-encoded-audio";
inline constexpr auto preview = "callbooth-preview";
inline constexpr auto render_video = "callbooth-render-video";
inline constexpr auto render_audio = "callbooth-render-audio";
} // namespace names

/// The capture pipeline and the render pipeline in gst-launch syntax; empty when the file has none.
std::string describe_capture(const spec::PipelineFile &file);
std::string describe_render(const spec::PipelineFile &file);

} // namespace callbooth::media
