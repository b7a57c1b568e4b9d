// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "config/sections.hpp"
#include "host/module.hpp"

namespace callbooth::cli {

/// All sections with a table and all plugins, a line each (refused ones with the reason), all services and who provides
/// them.
std::string inspect_all(const std::vector<const host::Module *> &modules, const std::vector<std::string> &folders);

/// One loaded plugin with all its properties, from its table alone.
std::string inspect_plugin(const host::Module &module);

/// One section of the pipeline file with all its keys.
std::string inspect_section(const config::SectionInfo &section);

/// The reference of all those sections and of all loaded plugins, in Markdown.
std::string reference(const std::vector<const host::Module *> &modules);

} // namespace callbooth::cli
