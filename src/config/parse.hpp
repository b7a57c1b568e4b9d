// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/diagnostics.hpp"
#include "config/pipeline_file.hpp"

namespace callbooth::config {

/// `--section.key=VALUE` or `--plugin.NAME.key=VALUE` of a command line.
struct Override {
    std::string path; ///< without the dashes
    std::string value;
};

/// Reads a whole file; its source is named as `path` is written. Null, and a diagnostic, when it cannot be read.
std::shared_ptr<const Source> read_file(const std::string &path, Diagnostics &diagnostics);

/// Understands a pipeline file, with the overrides over it. Everything that is wrong goes to `diagnostics`; what could
/// be understood is returned all the same. Whether GStreamer can do what it says is for check().
PipelineFile parse(std::shared_ptr<const Source> source, const std::vector<Override> &overrides,
                   Diagnostics &diagnostics);

} // namespace callbooth::config
