// SPDX-License-Identifier: MIT
#pragma once

#include "config/diagnostics.hpp"

namespace callbooth::config {

/// [transport] against the properties of webrtcbin.
void check_transport(const Section &transport, Diagnostics &diagnostics);

} // namespace callbooth::config
