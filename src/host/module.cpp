// SPDX-License-Identifier: MIT
#include "host/module.hpp"

#include <algorithm>
#include <dlfcn.h>
#include <filesystem>
#include <set>

#include "host/stamp.hpp"
#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::host {
namespace {

namespace fs = std::filesystem;
using Entry = const PluginInfo *();

const PluginInfo *load(const std::string &name, const std::string &path) {
    const auto stamp = read_stamp(path);
    if (auto refusal = refusal_of_stamp(stamp); !refusal.empty())
        throw Error(refusal);
    void *handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr)
        throw Error(fmt::format("it cannot be loaded: {}", dlerror()));
    auto *entry = reinterpret_cast<Entry *>(dlsym(handle, "callbooth_plugin"));
    if (entry == nullptr)
        throw Error("not a Callbooth plugin: it does not export callbooth_plugin()");
    const PluginInfo *info = entry();
    if (info->name != name)
        throw Error(fmt::format("it says that its name is '{}': call the file {}.so", info->name, info->name));
    return info;
}

bool is_file(const fs::path &path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

} // namespace

std::vector<std::string> plugin_folders(const char *search_path, const std::string &installed) {
    std::vector<std::string> folders;
    std::string_view rest = search_path != nullptr ? search_path : "";
    while (!rest.empty()) {
        const auto colon = rest.find(':');
        if (const auto folder = rest.substr(0, colon); !folder.empty())
            folders.emplace_back(folder);
        rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
    }
    folders.push_back(installed);
    return folders;
}

const Module *Modules::find(std::string_view name) {
    if (const auto it = loaded_.find(name); it != loaded_.end())
        return it->second.get();
    if (name.empty() || name.find('/') != std::string_view::npos)
        return nullptr;
    for (const auto &folder : folders_) {
        // absolute, because dlopen would search its own path for a name without a slash
        const auto path = fs::absolute(fs::path(folder) / fmt::format("{}.so", name)).lexically_normal();
        if (!is_file(path))
            continue;
        auto module = std::make_unique<Module>(Module{std::string(name), path.string(), nullptr, {}});
        try {
            module->info = load(module->name, module->path);
        } catch (const Error &e) {
            module->refusal = e.what();
        }
        return loaded_.emplace(name, std::move(module)).first->second.get();
    }
    return nullptr;
}

std::vector<const Module *> Modules::all() {
    std::set<std::string> names;
    for (const auto &folder : folders_) {
        std::error_code unreadable; // a folder that does not exist holds nothing
        for (const auto &entry : fs::directory_iterator(folder, unreadable))
            if (entry.path().extension() == ".so" && is_file(entry.path()))
                names.insert(entry.path().stem().string());
    }
    std::vector<const Module *> modules;
    for (const auto &name : names)
        if (const Module *module = find(name))
            modules.push_back(module);
    return modules;
}

} // namespace callbooth::host
