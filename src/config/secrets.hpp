// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "config/diagnostics.hpp"

namespace callbooth::config {

/// What `${ENV_NAME}` or `@path/to/file` (as the whole text) stands for; nothing when `text` is neither. A relative
/// path starts in `folder`; of `@@`, one stays: `@@home` is the text `@home`. A variable or file that is not there is a
/// diagnostic at `at`, and stands for an empty text.
std::optional<std::string> resolve_secret(const std::string &text, const std::filesystem::path &folder, const At &at,
                                          Diagnostics &diagnostics);

} // namespace callbooth::config
