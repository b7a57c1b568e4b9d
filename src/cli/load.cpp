// SPDX-License-Identifier: MIT
#include "cli/load.hpp"

#include <cstdio>

#include "cli/exit_code.hpp"
#include "cli/program.hpp"
#include "config/check/check.hpp"
#include "host/check.hpp"
#include <fmt/format.h>
#include <gst/gst.h>

namespace callbooth::cli {

std::vector<config::Override> overrides_of(const Arguments &arguments) {
    std::vector<config::Override> overrides;
    for (const auto &argument : arguments.overrides)
        overrides.push_back({argument.key, argument.value});
    return overrides;
}

std::optional<config::PipelineFile> load_file(const std::string &path, const std::vector<config::Override> &overrides,
                                              host::Modules &modules) {
    config::Diagnostics diagnostics;
    const auto source = config::read_file(path, diagnostics);
    if (!source) {
        fmt::print(stderr, "{}", diagnostics.format());
        return std::nullopt;
    }
    auto file = config::parse(source, overrides, diagnostics);
    return check_file(file, modules, diagnostics) ? std::optional(std::move(file)) : std::nullopt;
}

bool check_file(const config::PipelineFile &file, host::Modules &modules, config::Diagnostics &diagnostics) {
    gst_init(nullptr, nullptr);
    config::check(file, diagnostics);
    host::check_plugins(file, modules, diagnostics);
    fmt::print(stderr, "{}", diagnostics.format());
    return !diagnostics.failed();
}

int run_file(const config::PipelineFile &file, const std::string &folder, host::Modules &modules,
             const Session &session) {
    Program program(file, folder, modules, session.log);
    program.run();
    return success;
}

} // namespace callbooth::cli
