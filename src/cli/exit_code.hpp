// SPDX-License-Identifier: MIT
#pragma once

namespace callbooth::cli {

/// What the process returns; docs/cli.md lists them.
enum ExitCode : int {
    success = 0,
    failure = 1,    ///< something went wrong while it ran
    bad_config = 78 ///< EX_CONFIG: the command line or a pipeline file is wrong; trying again is of no use
};

} // namespace callbooth::cli
