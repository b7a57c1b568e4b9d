// SPDX-License-Identifier: MIT
#include "cli/inspect_text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "host/property_text.hpp"
#include "host/services.hpp"
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace callbooth::cli {
namespace {

using host::Module;

/// Service -> who provides it.
std::map<std::string, std::vector<std::string>> services_of(const std::vector<const Module *> &modules) {
    std::map<std::string, std::vector<std::string>> services;
    for (const auto &builtin : host::builtin_services)
        services[std::string(builtin.name)].push_back(
            builtin.section.empty() ? "callbooth" : fmt::format("callbooth, for {}", builtin.section));
    for (const Module *module : modules) {
        if (module->info == nullptr)
            continue;
        for (const auto &service : module->info->provides)
            services[service.name].push_back(fmt::format("plugin {}", module->name));
        for (const auto &service : module->info->requires_)
            services.try_emplace(service.name);
    }
    return services;
}

std::string kind_text(const PropertyInfo &property) {
    std::string text = host::type_name(property.fallback);
    if (const auto range = host::range_text(property); !range.empty())
        text += ", " + range;
    if (!property.choices.empty())
        text += ", one of " + host::choices_text(property);
    return text;
}

std::string required_text(const PropertyInfo &property) {
    return property.own.plugin == nullptr ? "required"
                                          : fmt::format("required without [http] and {}", property.own.plugin);
}

std::string default_text(const PropertyInfo &property) {
    if (property.required)
        return required_text(property);
    return host::has_default(property) ? host::toml_text(property.fallback) : "none";
}

/// `name`, with the version when it is not the first; each in `quote`.
std::string names(const std::vector<ServiceInfo> &list, std::string_view quote = "") {
    std::vector<std::string> texts;
    texts.reserve(list.size());
    for (const auto &[name, version] : list)
        texts.push_back(fmt::format("{0}{1}{0}{2}", quote, name,
                                    version.current == 1 ? "" : fmt::format(" (version {})", version.current)));
    return texts.empty() ? "nothing" : fmt::format("{}", fmt::join(texts, ", "));
}

/// A cell of a table: a bar would end it.
std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text)
        out += c == '|' ? std::string("\\|") : std::string(1, c);
    return out;
}

std::string reference_row(const PropertyInfo &property) {
    std::string doc = property.doc;
    if (property.secret)
        doc += " (secret: never printed)";
    const bool is_value = !property.required && host::has_default(property);
    return fmt::format(
        "| `{}` | {} | {} | {} |\n", property.name, cell(kind_text(property)),
        is_value ? fmt::format("`{}`", cell(host::toml_text(property.fallback))) : default_text(property), cell(doc));
}

std::string reference_table(const std::vector<PropertyInfo> &properties, std::string_view column) {
    if (properties.empty())
        return {};
    auto text = fmt::format("\n| {} | type | default | meaning |\n|---|---|---|---|\n", column);
    for (const auto &property : properties)
        text += reference_row(property);
    return text;
}

/// Each property with its meaning, and its type and default below.
std::string property_list(const std::vector<PropertyInfo> &properties) {
    size_t width = 0;
    for (const auto &property : properties)
        width = std::max(width, property.name.size());
    std::string text;
    for (const auto &property : properties)
        text += fmt::format("  {:<{}}  {}\n  {:<{}}    {}; {}{}\n", property.name, width, property.doc, "", width,
                            kind_text(property),
                            property.required ? required_text(property) : "default " + default_text(property),
                            property.secret ? "; secret" : "");
    return text;
}

using Rows = std::vector<std::pair<std::string, std::string>>; ///< name, text

std::string table(const Rows &rows) {
    size_t width = 14;
    for (const auto &[name, text] : rows)
        width = std::max(width, name.size());
    std::string lines;
    for (const auto &[name, text] : rows)
        lines += fmt::format("  {:<{}} {}\n", name, width, text);
    return lines;
}

} // namespace

std::string inspect_all(const std::vector<const Module *> &modules, const std::vector<std::string> &folders) {
    Rows sections;
    for (const auto &section : config::described_sections())
        sections.emplace_back(fmt::format("[{}]", section.name), section.doc);
    Rows plugins;
    for (const Module *module : modules)
        plugins.emplace_back(module->name, module->info != nullptr
                                               ? module->info->doc
                                               : fmt::format("REFUSED: {} ({})", module->refusal, module->path));
    Rows services;
    for (const auto &[service, providers] : services_of(modules))
        services.emplace_back(service,
                              providers.empty() ? "nobody provides it" : fmt::format("{}", fmt::join(providers, ", ")));
    return fmt::format("Sections:\n{}\nPlugins:\n{}\nServices:\n{}\nPlugins are looked for in: {}\n", table(sections),
                       modules.empty() ? "  none\n" : table(plugins), table(services), fmt::join(folders, ", "));
}

std::string inspect_plugin(const Module &module) {
    const auto properties = module.info->properties();
    std::string text =
        fmt::format("{}: {}\n\n  file      {}\n  provides  {}\n  requires  {}\n\n", module.name, module.info->doc,
                    module.path, names(module.info->provides), names(module.info->requires_));
    if (properties.empty())
        return text + "It has no properties.\n";
    return text + "Properties:\n" + property_list(properties);
}

std::string inspect_section(const config::SectionInfo &section) {
    return fmt::format("[{}]: {}\n\nKeys:\n{}", section.name, section.doc, property_list(section.properties));
}

std::string reference(const std::vector<const Module *> &modules) {
    std::string text = "# Sections, plugins and their properties\n\n"
                       "Written by `callbooth inspect --markdown` from the tables of the program and of its plugins.\n";
    for (const auto &section : config::described_sections())
        text +=
            fmt::format("\n## [{}]\n\n{}.\n{}", section.name, section.doc, reference_table(section.properties, "key"));
    for (const Module *module : modules) {
        if (module->info == nullptr)
            continue;
        text += fmt::format("\n## {}\n\n{}. Provides {}; requires {}.\n{}", module->name, module->info->doc,
                            names(module->info->provides, "`"), names(module->info->requires_, "`"),
                            reference_table(module->info->properties(), "property"));
    }
    return text;
}

} // namespace callbooth::cli
