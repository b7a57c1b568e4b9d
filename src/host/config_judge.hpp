// SPDX-License-Identifier: MIT
#pragma once

#include "config/diagnostics.hpp"
#include "config/pipeline_file.hpp"
#include <callbooth/plugin.hpp>

namespace callbooth::host {

/// Lets the plugin judge the values of its section, which fit its table, and puts what it finds at their positions.
void judge(const config::PluginSection &section, const PluginInfo &info, const config::PipelineFile &file,
           config::Diagnostics &diagnostics);

} // namespace callbooth::host
