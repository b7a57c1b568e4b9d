// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace callbooth::remote_control {

/// `url` of a server as other machines reach it: where it listens to all addresses, with that from which this machine
/// reaches others, or with that of the machine itself without a network.
std::string lan_url(const std::string &url);

/// Whether what is sent there stays on this machine, or is encrypted.
bool is_private(std::string_view url);

} // namespace callbooth::remote_control
