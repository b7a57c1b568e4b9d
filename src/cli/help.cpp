// SPDX-License-Identifier: MIT
#include <algorithm>

#include "cli/subcommand.hpp"
#include <fmt/format.h>

namespace callbooth::cli {
namespace {

std::string option_head(const Option &option) {
    return option.value == nullptr ? fmt::format("--{}", option.name)
                                   : fmt::format("--{} {}", option.name, option.value);
}

std::string option_lines(std::span<const Option> options) {
    std::string text;
    for (const Option &option : options)
        text += fmt::format("  {:<28} {}\n", option_head(option), option.doc);
    return text;
}

} // namespace

std::string help_text(std::span<const Subcommand *const> table) {
    std::string text = "callbooth: a video-chat booth without a browser, and the server that booths and browsers meet "
                       "on\n\nUsage: callbooth COMMAND [ARGUMENTS]\n\n";
    for (const Subcommand *row : table)
        text += fmt::format("  {:<36} {}\n", fmt::format("{} {}", row->name, row->usage), row->doc);
    return text + "\n  callbooth COMMAND --help tells more about one of them.\n"
                  "  callbooth --version\n\n"
                  "Exit codes: 0 fine, 1 something went wrong while it ran, 78 the command line or a pipeline file is "
                  "wrong.\n";
}

std::string help_text(const Subcommand &subcommand) {
    std::string text =
        fmt::format("Usage: callbooth {} {}\n\n{}.\n", subcommand.name, subcommand.usage, subcommand.doc);
    if (*subcommand.more != '\0')
        text += fmt::format("\n{}\n", subcommand.more);
    text += "\nOptions:\n" + option_lines(subcommand.options) + option_lines(common_options());
    if (subcommand.overrides)
        text += fmt::format("  {:<28} {}\n", "--SECTION.KEY VALUE", "stands for KEY in [SECTION] of the file");
    return text;
}

} // namespace callbooth::cli
