// SPDX-License-Identifier: MIT
#pragma once

#include <callbooth/network_key.hpp>

namespace callbooth::net {

/// How many connections each network has.
using AddressCounts = NetworkCounts;

} // namespace callbooth::net
