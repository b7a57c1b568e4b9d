// SPDX-License-Identifier: MIT
#include "cli/exit_code.hpp"
#include "cli/inspect_text.hpp"
#include "cli/plugin_search.hpp"
#include "cli/subcommand.hpp"
#include <fmt/format.h>

namespace callbooth::cli {
namespace {

constexpr Option options[] = {
    {"markdown", nullptr, "prints the reference of sections and plugins, as in docs/plugin-reference.md"},
};

int inspect_section_named(const std::string &name) {
    for (const auto &section : config::described_sections())
        if (name == section.name || name == fmt::format("[{}]", section.name)) {
            fmt::print("{}", inspect_section(section));
            return success;
        }
    throw UsageError(fmt::format("there is no plugin '{}'; 'callbooth inspect' lists them", name));
}

int inspect_one(host::Modules &modules, const std::string &name) {
    const host::Module *module = modules.find(name);
    if (module == nullptr)
        return inspect_section_named(name);
    if (module->info == nullptr)
        throw Error(fmt::format("plugin '{}' ({}): {}", name, module->path, module->refusal));
    fmt::print("{}", inspect_plugin(*module));
    return success;
}

std::vector<std::string> complete(const Arguments &arguments) {
    std::vector<std::string> names;
    if (arguments.positional.size() == 1)
        for (const host::Module *module : find_modules().all())
            names.push_back(module->name);
    return names;
}

int run(const Session &session) {
    auto modules = find_modules();
    const auto &names = session.arguments.positional;
    if (names.size() > 1)
        throw UsageError("one plugin or section at a time");
    if (!names.empty())
        return inspect_one(modules, names.front());
    if (session.arguments.has("markdown"))
        fmt::print("{}", reference(modules.all()));
    else
        fmt::print("{}", inspect_all(modules.all(), modules.folders()));
    return success;
}

} // namespace

const Subcommand inspect_subcommand = {
    .name = "inspect",
    .usage = "[PLUGIN|SECTION]",
    .doc = "Lists sections, plugins and services, or the properties of one of them",
    .more = "",
    .options = options,
    .overrides = false,
    .run = &run,
    .complete = &complete,
};

} // namespace callbooth::cli
