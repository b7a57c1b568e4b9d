// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "host/log.hpp"

namespace callbooth::cli {

/// What every subcommand is given.
struct Session {
    Arguments arguments;
    std::shared_ptr<const host::Log> log;
};

/// One row of the table in main.cpp.
struct Subcommand {
    const char *name;
    const char *usage; ///< its arguments
    const char *doc;   ///< one line
    const char *more;  ///< what `--help` adds; may be empty
    std::span<const Option> options;
    bool overrides;              ///< takes `--section.key=VALUE`
    int (*run)(const Session &); ///< an ExitCode; throws UsageError and Error
    /// What the last positional argument may become; null where files are meant. Throws Error.
    std::vector<std::string> (*complete)(const Arguments &) = nullptr;
};

extern const Subcommand run_subcommand;
extern const Subcommand check_subcommand;
extern const Subcommand inspect_subcommand;
extern const Subcommand devices_subcommand;
extern const Subcommand launch_subcommand;
extern const Subcommand ctl_subcommand;

/// What all subcommands take.
std::span<const Option> common_options();

std::string help_text(std::span<const Subcommand *const> table);
std::string help_text(const Subcommand &subcommand);

/// Understands the command line, runs the subcommand, tells its errors. Returns an ExitCode.
int dispatch(std::span<const Subcommand *const> table, std::span<const std::string> words);

} // namespace callbooth::cli
