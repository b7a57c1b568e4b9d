// SPDX-License-Identifier: MIT
/// Entries of a section, and the errors that every section reports in the same way.
#pragma once

#include <string>
#include <vector>

#include "config/document.hpp"

namespace callbooth::config {

/// The entries that are among `known`, in the order of the file; reports the others, but for private ones.
std::vector<Entry> known_entries(const RawSection &section, const std::vector<std::string> &known,
                                 Diagnostics &diagnostics);

/// Reports that the value of `entry` must be `expected`, as in `an integer from 0 to 10`.
void refuse_value(const Entry &entry, const std::string &expected, Diagnostics &diagnostics,
                  const std::string &hint = {});

} // namespace callbooth::config
