// SPDX-License-Identifier: MIT
#include "config/launch.hpp"

#include <cstdio>
#include <filesystem>

#include "cli/exit_code.hpp"
#include "cli/load.hpp"
#include "cli/plugin_search.hpp"
#include "cli/subcommand.hpp"
#include <fmt/format.h>
#include <gst/gst.h>

namespace callbooth::cli {
namespace {

constexpr Option options[] = {
    {"video", "FRAGMENT", "source, encoder and payloader of the picture"},
    {"audio", "FRAGMENT", "source, encoder and payloader of the sound"},
    {"render-video", "FRAGMENT", "where the partner's picture goes"},
    {"render-audio", "FRAGMENT", "where the partner's sound goes"},
    {"plugin", "'NAME KEY=VALUE ...'", "a plugin with its properties; as often as needed", true},
    {"transport", "KEY=VALUE", "a property of webrtcbin; as often as needed", true},
    {"http", "[ADDRESS:]PORT", "serves HTTP too"},
};

std::optional<std::string> value(const Arguments &arguments, std::string_view name) {
    const std::string *text = arguments.get(name);
    return text != nullptr ? std::optional(*text) : std::nullopt;
}

config::LaunchOptions launch_options(const Arguments &arguments) {
    config::LaunchOptions launch;
    launch.video = value(arguments, "video");
    launch.audio = value(arguments, "audio");
    launch.render_video = value(arguments, "render-video");
    launch.render_audio = value(arguments, "render-audio");
    launch.transport = arguments.all("transport");
    launch.plugins = arguments.all("plugin");
    launch.http = value(arguments, "http");
    return launch;
}

int run(const Session &session) {
    if (!session.arguments.positional.empty())
        throw UsageError("launch takes options only; 'callbooth run' takes a pipeline file");
    gst_init(nullptr, nullptr);
    auto modules = find_modules();
    config::Diagnostics diagnostics;
    auto file = config::from_launch(launch_options(session.arguments), diagnostics);
    const auto checked = check_file(std::move(file), modules, diagnostics);
    if (!checked)
        return bad_config;
    return run_file(*checked, std::filesystem::current_path().string(), modules, session);
}

} // namespace

const Subcommand launch_subcommand = {
    .name = "launch",
    .usage = "[OPTIONS]",
    .doc = "Runs a booth from fragments on the command line, without a file",
    .more = "callbooth launch --video 'videotestsrc is-live=true ! vp8enc deadline=1 ! rtpvp8pay' \\\n"
            "    --plugin 'peerjs url=ws://localhost:8080/signaling' --plugin console",
    .options = options,
    .overrides = false,
    .run = &run,
};

} // namespace callbooth::cli
