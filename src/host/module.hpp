// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/plugin.hpp>

namespace callbooth::host {

/// One file NAME.so that was found: loaded, or refused with the reason.
struct Module {
    std::string name;
    std::string path;
    const PluginInfo *info = nullptr; ///< null when refused
    std::string refusal;              ///< why; empty when loaded
};

/// The folders of `search_path` (separated by colons, empty ones skipped), then `installed`.
std::vector<std::string> plugin_folders(const char *search_path, const std::string &installed);

/// The plugin modules of this process. A module is loaded when it is first asked for, and never unloaded: GLib types
/// and thread-local data of its libraries could not go away. Main context only.
class Modules {
public:
    explicit Modules(std::vector<std::string> folders) : folders_(std::move(folders)) {}

    /// The module `name` of the first folder that has one; null when none has.
    const Module *find(std::string_view name);
    /// All that can be found, sorted by name; refused ones too.
    std::vector<const Module *> all();
    const std::vector<std::string> &folders() const { return folders_; }

private:
    std::vector<std::string> folders_;
    std::map<std::string, std::unique_ptr<Module>, std::less<>> loaded_;
};

} // namespace callbooth::host
