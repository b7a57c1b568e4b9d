// SPDX-License-Identifier: MIT
/// `[call]` and `[http]`: their tables of properties, and how they are read.
#pragma once

#include <string>
#include <vector>

#include "config/document.hpp"
#include <callbooth/property.hpp>

namespace callbooth::config {

CallSection read_call(const RawSection &section, Diagnostics &diagnostics);
/// Paths become relative to what the pipeline file's folder is relative to.
HttpSection read_http(const RawSection &section, Diagnostics &diagnostics);

/// A section as `inspect` and the reference in docs/ show it.
struct SectionInfo {
    std::string name; ///< `http`
    std::string doc;
    std::vector<PropertyInfo> properties;
};

/// All sections that have a table.
std::vector<SectionInfo> described_sections();

} // namespace callbooth::config
