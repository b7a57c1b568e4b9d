// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/subcommand.hpp"
#include "config/check/check.hpp"
#include "config/diagnostics.hpp"
#include "config/parse.hpp"
#include "config/pipeline_file.hpp"
#include "host/module.hpp"

namespace callbooth::cli {

/// The overrides of a command line, as spec takes them.
std::vector<config::Override> overrides_of(const Arguments &arguments);

/// Parses a file and checks all of it, the plugins too. What is wrong goes to standard error; then there is no file.
std::optional<config::CheckedFile> load_file(const std::string &path, const std::vector<config::Override> &overrides,
                                             host::Modules &modules);

/// The second half of the above, for a file that was made otherwise.
std::optional<config::CheckedFile> check_file(config::PipelineFile file, host::Modules &modules,
                                              config::Diagnostics &diagnostics);

/// Runs a checked file until it is told to end. Paths in it are relative to `folder`. Returns an ExitCode.
int run_file(const config::CheckedFile &checked, const std::string &folder, host::Modules &modules,
             const Session &session);

} // namespace callbooth::cli
