// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

namespace callbooth::config {

/// The whole text of a file of at most 1 MiB, or nothing and `why`.
std::optional<std::string> slurp(const std::string &path, std::string &why);

} // namespace callbooth::config
