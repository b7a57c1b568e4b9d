// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace callbooth::config {

/// An IP address, or one and the number of its bits that count, the others zero: `10.0.0.0/8`.
bool is_network(const std::string &text);

} // namespace callbooth::config
