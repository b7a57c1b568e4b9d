// SPDX-License-Identifier: MIT
#include "host/check.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "config/nearest.hpp"
#include "host/check_settings.hpp"
#include "host/config_judge.hpp"
#include "host/property_text.hpp"
#include "host/services.hpp"
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace callbooth::host {
namespace {

bool available(const BuiltinService &service, const config::PipelineFile &file) {
    if (service.name == "booth")
        return file.has_booth();
    return service.name != "http" || file.http.has_value();
}

const BuiltinService *find_builtin(std::string_view name) {
    const auto *const it = std::find_if(builtin_services.begin(), builtin_services.end(),
                                        [&](const BuiltinService &service) { return service.name == name; });
    return it == builtin_services.end() ? nullptr : it;
}

bool provides(const PluginInfo &info, std::string_view service) {
    return std::any_of(info.provides.begin(), info.provides.end(),
                       [&](const ServiceInfo &provided) { return provided.name == service; });
}

/// Null where the file does not set it.
const config::Setting *setting_of(const config::PluginSection &section, std::string_view name) {
    const auto it = std::find_if(section.settings.begin(), section.settings.end(),
                                 [&](const config::Setting &setting) { return setting.key.value == name; });
    return it == section.settings.end() ? nullptr : &*it;
}

struct Provider {
    const config::PluginSection *section;
    ServiceVersion version;
};

class PluginCheck {
public:
    PluginCheck(const config::PipelineFile &file, Modules &modules, config::Diagnostics &diagnostics)
        : file_(file), modules_(modules), diagnostics_(diagnostics) {}

    void check() {
        for (const auto &section : file_.plugins)
            if (const PluginInfo *info = load(section)) {
                check_values(section, *info);
                note_services(section, *info);
                check_unique(section, info->properties());
            }
        // a plugin that is not understood may be the one that provides what others require
        if (!all_loaded_)
            return;
        for (const auto &section : file_.plugins)
            check_required(section, *modules_.find(section.type.value)->info);
    }

private:
    void check_values(const config::PluginSection &section, const PluginInfo &info) {
        const auto errors = diagnostics_.errors();
        check_settings(section, info.properties(), file_, diagnostics_);
        if (diagnostics_.errors() == errors)
            judge(section, info, file_, diagnostics_);
    }

    const PluginInfo *load(const config::PluginSection &section) {
        const Module *module = modules_.find(section.type.value);
        if (module != nullptr && module->info != nullptr)
            return module->info;
        all_loaded_ = false;
        if (module == nullptr)
            diagnostics_.error(section.type.at, fmt::format("there is no plugin '{}'", section.type.value),
                               hint_for_unknown(section.type.value));
        else
            diagnostics_.error(section.type.at,
                               fmt::format("plugin '{}' is refused: {}", section.type.value, module->refusal),
                               fmt::format("the module is {}", module->path));
        return nullptr;
    }

    std::string hint_for_unknown(const std::string &name) {
        std::vector<std::string> known;
        for (const Module *module : modules_.all())
            known.push_back(module->name);
        auto meant = config::did_you_mean(name, known);
        if (meant.empty())
            meant = "'callbooth inspect' lists the plugins.";
        return fmt::format("{} Looked in {}", meant, fmt::join(modules_.folders(), ", "));
    }

    void note_services(const config::PluginSection &section, const PluginInfo &info) {
        for (const auto &[name, version] : info.provides) {
            const std::string service = name;
            const auto [first, fresh] = providers_.try_emplace(service, Provider{&section, version});
            if (find_builtin(service) != nullptr)
                diagnostics_.error(section.name.at,
                                   fmt::format("plugin '{}' provides the service '{}', which is Callbooth's own",
                                               section.type.value, service));
            else if (!fresh)
                diagnostics_.error(
                    section.name.at,
                    fmt::format("[plugin.{}] provides the service '{}', as [plugin.{}] does", section.name.value,
                                service, first->second.section->name.value),
                    fmt::format("only one can; the other is at {}", config::describe(first->second.section->name.at)));
        }
    }

    void check_unique(const config::PluginSection &section, const std::vector<PropertyInfo> &properties) {
        for (const auto &property : properties) {
            if (!property.unique)
                continue;
            const auto *setting = setting_of(section, property.name);
            const auto value = toml_text(setting != nullptr ? setting->value.value : property.fallback);
            const auto key = fmt::format("{} {} {}", section.type.value, property.name, value);
            const auto [first, is_fresh] = unique_.try_emplace(key, &section);
            if (!is_fresh)
                diagnostics_.error(setting != nullptr && !setting->secret ? setting->value.at : section.name.at,
                                   fmt::format("[plugin.{}] has the same {} as [plugin.{}]", section.name.value,
                                               property.name, first->second->name.value),
                                   fmt::format("each '{}' needs one of its own; the other is at {}", section.type.value,
                                               config::describe(first->second->name.at)));
        }
    }

    void check_required(const config::PluginSection &section, const PluginInfo &info) {
        for (const ServiceInfo &wanted : info.requires_) {
            const auto provided = version_of_provided(wanted.name);
            if (!provided)
                tell_missing(section, wanted.name);
            else if (!is_compatible(*provided, wanted.version))
                diagnostics_.error(
                    section.name.at,
                    fmt::format("plugin '{}' cannot use the service '{}'", section.type.value, wanted.name),
                    version_mismatch(*provided, wanted.version));
        }
    }

    std::optional<ServiceVersion> version_of_provided(std::string_view service) const {
        if (const auto it = providers_.find(service); it != providers_.end())
            return it->second.version;
        const BuiltinService *builtin = find_builtin(service);
        return builtin != nullptr && available(*builtin, file_) ? std::optional(builtin->version) : std::nullopt;
    }

    void tell_missing(const config::PluginSection &section, std::string_view service) {
        const BuiltinService *builtin = find_builtin(service);
        diagnostics_.error(
            section.name.at,
            fmt::format("plugin '{}' needs the service '{}', which nobody here provides", section.type.value, service),
            builtin != nullptr ? fmt::format("add {}", builtin->section) : hint_for_service(service));
    }

    std::string hint_for_service(std::string_view service) {
        std::vector<std::string> names;
        for (const Module *module : modules_.all())
            if (module->info != nullptr && provides(*module->info, service))
                names.push_back(fmt::format("[plugin.{}]", module->name));
        if (names.empty())
            return "no plugin that can be found provides it; 'callbooth inspect' lists them";
        return fmt::format("add {}", fmt::join(names, " or "));
    }

    const config::PipelineFile &file_;
    Modules &modules_;
    config::Diagnostics &diagnostics_;
    std::map<std::string, Provider, std::less<>> providers_;
    std::map<std::string, const config::PluginSection *> unique_; ///< by type, property and value
    bool all_loaded_ = true;
};

} // namespace

void check_plugins(const config::PipelineFile &file, Modules &modules, config::Diagnostics &diagnostics) {
    PluginCheck(file, modules, diagnostics).check();
}

} // namespace callbooth::host
