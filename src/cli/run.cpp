// SPDX-License-Identifier: MIT
#include <filesystem>

#include "cli/exit_code.hpp"
#include "cli/load.hpp"
#include "cli/plugin_search.hpp"
#include "cli/subcommand.hpp"

namespace callbooth::cli {
namespace {

int run(const Session &session) {
    const auto &paths = session.arguments.positional;
    if (paths.size() != 1)
        throw UsageError("run takes one pipeline file");
    auto modules = find_modules();
    const auto checked = load_file(paths.front(), overrides_of(session.arguments), modules);
    if (!checked)
        return bad_config;
    const auto folder = std::filesystem::absolute(paths.front()).parent_path();
    return run_file(*checked, folder.string(), modules, session);
}

} // namespace

const Subcommand run_subcommand = {
    .name = "run",
    .usage = "FILE [--SECTION.KEY=VALUE ...]",
    .doc = "Runs a pipeline file until it is told to end",
    .more = "Ctrl-C hangs up and ends gracefully; a second one ends at once.\n"
            "Every value of the file can be replaced: --encode.video='openh264enc ! rtph264pay', "
            "--plugin.chat.history=5",
    .options = {},
    .overrides = true,
    .run = &run,
};

} // namespace callbooth::cli
