// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

namespace callbooth::devices {

/// What a person chose, by kind: `camera` to its id. In a file of JSON.
using Memory = std::map<std::string, std::string>;

/// Empty when there is no such file. Throws Error when it holds something else.
Memory load(const std::string &path);
/// Makes the folder too. Throws Error.
void save(const std::string &path, const Memory &memory);

} // namespace callbooth::devices
