// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/subcommand.hpp"

namespace callbooth::cli {

/// What the last of `words` may become; the words before it are complete, and the program's name is not among them.
/// Empty where files are meant. Never throws.
std::vector<std::string> complete(std::span<const Subcommand *const> table, std::span<const std::string> words);

} // namespace callbooth::cli
