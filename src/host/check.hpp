// SPDX-License-Identifier: MIT
#pragma once

#include "config/diagnostics.hpp"
#include "config/pipeline_file.hpp"
#include "host/module.hpp"

namespace callbooth::host {

/// Whether all plugins of `file` exist, take what is set, and find the services that they require. Loads the modules,
/// runs nothing of the plugins but `check_config`. A secret value is in no message, nor in the source lines that are
/// shown.
void check_plugins(const config::PipelineFile &file, Modules &modules, config::Diagnostics &diagnostics);

} // namespace callbooth::host
