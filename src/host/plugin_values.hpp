// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "config/pipeline_file.hpp"
#include <callbooth/property.hpp>

namespace callbooth::host {

/// The settings with the types of the table: an integer may stand for a float.
Values values_of(const config::PluginSection &section, const std::vector<PropertyInfo> &properties);

} // namespace callbooth::host
