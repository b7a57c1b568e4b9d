// SPDX-License-Identifier: MIT
#pragma once

#include "config/pipeline_file.hpp"

namespace callbooth::host {

/// The same position, in a source whose line does not show what follows it.
config::At masked(const config::At &at);

} // namespace callbooth::host
