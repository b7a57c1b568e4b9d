// SPDX-License-Identifier: MIT
#pragma once

#include "config/diagnostics.hpp"
#include "config/pipeline_file.hpp"

namespace callbooth::config {

/// Whether the installed GStreamer can do what the file says: elements, properties, caps, links, what a fragment begins
/// and ends with, and webrtcbin's properties. Nothing is started and no device is opened. Needs gst_init.
/// Plugins are checked by the host.
void check(const PipelineFile &file, Diagnostics &diagnostics);

} // namespace callbooth::config
