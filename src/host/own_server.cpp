// SPDX-License-Identifier: MIT
#include "host/own_server.hpp"

#include <algorithm>

namespace callbooth::host {
namespace {

/// Where the plugin serves: its `path`, as the file has it or by default.
std::string path_of(const config::PluginSection &section, Modules &modules) {
    for (const auto &setting : section.settings)
        if (setting.key.value == "path")
            return std::get<std::string>(setting.value.value);
    for (const auto &property : modules.find(section.type.value)->info->properties())
        if (property.name == "path")
            return std::get<std::string>(property.fallback);
    return {};
}

/// `url`, whose scheme is http or https, with another scheme that is as safe.
std::string with_scheme(const std::string &url, const std::string &scheme) {
    return (url.starts_with("https:") ? scheme + "s" : scheme) + url.substr(url.find(':'));
}

} // namespace

const config::PluginSection *own_server(const PropertyInfo &property, const config::PipelineFile &file) {
    if (property.own.plugin == nullptr || !file.http)
        return nullptr;
    const auto section = std::find_if(file.plugins.begin(), file.plugins.end(), [&](const config::PluginSection &s) {
        return s.type.value == property.own.plugin;
    });
    return section == file.plugins.end() ? nullptr : &*section;
}

void add_own_server(Values &values, const std::vector<PropertyInfo> &properties, const config::PipelineFile &file,
                    Modules &modules, const OwnAddress &address) {
    bool added = false;
    for (const auto &property : properties) {
        const auto *section = values.contains(property.name) ? nullptr : own_server(property, file);
        if (section == nullptr)
            continue;
        values[property.name] = with_scheme(address.url, property.own.scheme) + path_of(*section, modules);
        added = true;
    }
    const bool takes_certificate = std::any_of(properties.begin(), properties.end(),
                                               [](const PropertyInfo &property) { return property.name == "ca-file"; });
    if (added && takes_certificate && !address.certificate.empty())
        values.try_emplace("ca-file", address.certificate);
}

} // namespace callbooth::host
