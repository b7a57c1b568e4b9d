// SPDX-License-Identifier: MIT
#pragma once

#include "config/diagnostics.hpp"

namespace callbooth::config {

/// What the keys of `[http]` mean together, and whether its certificate can be used. `complete`: all of it could be
/// read.
void check_http(const HttpSection &http, bool complete, Diagnostics &diagnostics);

} // namespace callbooth::config
