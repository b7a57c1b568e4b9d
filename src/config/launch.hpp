// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/diagnostics.hpp"
#include "config/pipeline_file.hpp"

namespace callbooth::config {

/// A booth on the command line instead of in a file. The options are named as they are here, with dashes.
struct LaunchOptions {
    std::optional<std::string> video;        ///< capture, encoder and payloader: `v4l2src ! vp8enc ! rtpvp8pay`
    std::optional<std::string> audio;        ///< the same
    std::optional<std::string> render_video; ///< `--render-video`
    std::optional<std::string> render_audio;
    std::vector<std::string> transport; ///< `key=value` each
    std::vector<std::string> plugins;   ///< `NAME key=value key='a b'` each, quoted as in a shell; `--plugin`
    std::optional<std::string> http;    ///< `[address:]port`
};

/// The pipeline file that the options stand for; its positions point into the options, like `--video:1:20`.
/// `video` and `audio` are cut in front of the encoder, which is the last element of GStreamer's class Encoder, or in
/// front of the payloader when there is none. Without media and http it is a booth that has data only. Needs gst_init.
PipelineFile from_launch(const LaunchOptions &options, Diagnostics &diagnostics);

} // namespace callbooth::config
