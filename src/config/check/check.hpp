// SPDX-License-Identifier: MIT
#pragma once

#include "config/diagnostics.hpp"
#include "config/media_plan.hpp"
#include "config/pipeline_file.hpp"

namespace callbooth::config {

/// A file without errors, and what its media were read as.
struct CheckedFile {
    PipelineFile file;
    MediaPlan media;
};

/// Whether the installed GStreamer can do what the file says: elements, properties, caps, links, what a fragment begins
/// and ends with, and webrtcbin's properties. Nothing is started and no device is opened. Needs gst_init.
/// Plugins are checked by the host. Returns what it has read, which is fit for use when there were no errors.
MediaPlan check(const PipelineFile &file, Diagnostics &diagnostics);

} // namespace callbooth::config
