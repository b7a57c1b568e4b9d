// SPDX-License-Identifier: MIT
#include "cli/exit_code.hpp"
#include "cli/load.hpp"
#include "cli/plugin_search.hpp"
#include "cli/subcommand.hpp"
#include "media/booth.hpp"
#include <fmt/format.h>

namespace callbooth::cli {
namespace {

constexpr Option options[] = {
    {"verbose", nullptr, "prints the pipelines too, with all that is added between the fragments"},
};

int run(const Session &session) {
    if (session.arguments.positional.empty())
        throw UsageError("which files?");
    auto modules = find_modules();
    int code = success;
    for (const auto &path : session.arguments.positional) {
        const auto checked = load_file(path, overrides_of(session.arguments), modules);
        if (!checked) {
            code = bad_config;
            continue;
        }
        fmt::print("{}: fine\n", path);
        if (session.arguments.has("verbose") && checked->file.has_booth())
            fmt::print("{}", media::describe(checked->media));
        std::fflush(stdout); // before what the next file has to say on standard error
    }
    return code;
}

} // namespace

const Subcommand check_subcommand = {
    .name = "check",
    .usage = "FILE... [--verbose]",
    .doc = "Finds everything that is wrong with pipeline files, and starts nothing",
    .more = "",
    .options = options,
    .overrides = true,
    .run = &run,
};

} // namespace callbooth::cli
