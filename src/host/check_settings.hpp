// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "config/diagnostics.hpp"
#include "config/pipeline_file.hpp"
#include <callbooth/property.hpp>

namespace callbooth::host {

/// Whether the settings of one plugin of `file` fit its table of properties.
void check_settings(const config::PluginSection &section, const std::vector<PropertyInfo> &properties,
                    const config::PipelineFile &file, config::Diagnostics &diagnostics);

} // namespace callbooth::host
