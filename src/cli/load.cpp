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

std::optional<config::CheckedFile> load_file(const std::string &path, const std::vector<config::Override> &overrides,
                                             host::Modules &modules) {
    config::Diagnostics diagnostics;
    const auto source = config::read_file(path, diagnostics);
    if (!source) {
        fmt::print(stderr, "{}", diagnostics.format());
        return std::nullopt;
    }
    return check_file(config::parse(source, overrides, diagnostics), modules, diagnostics);
}

std::optional<config::CheckedFile> check_file(config::PipelineFile file, host::Modules &modules,
                                              config::Diagnostics &diagnostics) {
    gst_init(nullptr, nullptr);
    auto media = config::check(file, diagnostics);
    host::check_plugins(file, modules, diagnostics);
    fmt::print(stderr, "{}", diagnostics.format());
    if (diagnostics.failed())
        return std::nullopt;
    return config::CheckedFile{std::move(file), std::move(media)};
}

int run_file(const config::CheckedFile &checked, const std::string &folder, host::Modules &modules,
             const Session &session) {
    Program program(checked, folder, modules, session.log);
    program.run();
    return success;
}

} // namespace callbooth::cli
