// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace callbooth::host {

/// Reads the stamp of the module at `path` as data, without running anything of it. Throws Error, with the reason,
/// when the file is no Callbooth plugin.
std::string read_stamp(const std::string &path);

/// Why a module with this stamp cannot be loaded by this program; empty when it can.
std::string refusal_of_stamp(const std::string &stamp);

} // namespace callbooth::host
