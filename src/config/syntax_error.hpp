// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "config/pipeline_file.hpp"

namespace callbooth::config {

struct SyntaxError {
    At at;
    std::string message;
    std::string hint;
};

/// What the TOML parser says at `at`, in words for somebody who has never heard of TOML.
SyntaxError explain_syntax(std::string_view description, const At &at);

} // namespace callbooth::config
