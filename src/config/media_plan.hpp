// SPDX-License-Identifier: MIT
/// The media of a pipeline file, with each fragment read once: check() looks at it, and the booth is built from it.
#pragma once

#include <optional>

#include "config/fragment/fragment.hpp"
#include "config/pipeline_file.hpp"

namespace callbooth::config {

/// The fragments of one kind of media.
struct KindPlan {
    std::optional<ParsedFragment> capture;
    std::optional<ParsedFragment> encode;
    std::optional<ParsedFragment> render;
    Encoding encoding; ///< of `encode`; empty without it

    bool is_sent() const { return capture && encode; }
};

struct MediaPlan {
    KindPlan video;
    KindPlan audio;
};

/// Reads the fragments, right or wrong. Needs gst_init.
MediaPlan plan_media(const PipelineFile &file);

} // namespace callbooth::config
