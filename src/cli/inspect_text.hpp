// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "host/module.hpp"

namespace callbooth::cli {

/// All plugins, a line each (refused ones with the reason), all services and who provides them.
std::string inspect_all(const std::vector<const host::Module *> &modules, const std::vector<std::string> &folders);

/// One loaded plugin with all its properties, from its table alone.
std::string inspect_plugin(const host::Module &module);

/// The reference of all loaded plugins, in Markdown.
std::string plugin_reference(const std::vector<const host::Module *> &modules);

} // namespace callbooth::cli
