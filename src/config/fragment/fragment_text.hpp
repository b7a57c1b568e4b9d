// SPDX-License-Identifier: MIT
#pragma once

#include "config/document.hpp"

namespace callbooth::config {

/// Full-line `#` comments and `\` at the end of a line become spaces; everything else stays where it is.
std::string blank_comments(std::string text);

/// The fragment that a string entry holds, with its bytes where the file has them.
Fragment fragment_of(const Entry &entry);

} // namespace callbooth::config
