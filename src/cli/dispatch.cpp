// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdio>
#include <string_view>
#include <unistd.h>

#include "cli/completion.hpp"
#include "cli/exit_code.hpp"
#include "cli/subcommand.hpp"
#include "config/nearest.hpp"
#include <fmt/format.h>

namespace callbooth::cli {
namespace {

constexpr Option common[] = {
    {"log-level", "LEVEL", "the least that is logged: debug, info (default), warning, error"},
    {"log-format", "FORMAT", "how it is logged: text (default) for people, json for programs, one object a line"},
    {"help", nullptr, "tells this"},
};

Level log_level(const Arguments &arguments) {
    const std::string *name = arguments.get("log-level");
    if (!name)
        return Level::info;
    const auto level = host::parse_level(*name);
    if (!level)
        throw UsageError(fmt::format("'{}' is no log level: debug, info, warning or error", *name));
    return *level;
}

host::LogFormat log_format(const Arguments &arguments) {
    const std::string *name = arguments.get("log-format");
    if (name && *name == "json")
        return host::LogFormat::json;
    if (name && *name != "text")
        throw UsageError(fmt::format("'{}' is no log format: text or json", *name));
    return host::wants_colour(STDERR_FILENO) ? host::LogFormat::coloured : host::LogFormat::plain;
}

Session open_session(const Subcommand &subcommand, std::span<const std::string> words) {
    std::vector<Option> options(subcommand.options.begin(), subcommand.options.end());
    options.insert(options.end(), std::begin(common), std::end(common));
    Session session{parse_arguments(options, words, subcommand.overrides), nullptr};
    session.log =
        std::make_shared<host::Log>(STDERR_FILENO, log_level(session.arguments), log_format(session.arguments));
    return session;
}

int run_subcommand_of(const Subcommand &subcommand, std::span<const std::string> words) {
    const Session session = open_session(subcommand, words);
    if (session.arguments.has("help")) {
        fmt::print("{}", help_text(subcommand));
        return success;
    }
    host::route_glib_messages(session.log);
    try {
        return subcommand.run(session);
    } catch (const UsageError &) {
        throw;
    } catch (const std::exception &e) {
        session.log->write(Level::error, "callbooth", e.what());
        return failure;
    }
}

int refuse(const std::string &what, const std::string &try_this) {
    fmt::print(stderr, "callbooth: {}\nTry '{} --help'.\n", what, try_this);
    return bad_config;
}

std::string unknown_command(std::span<const Subcommand *const> table, const std::string &word) {
    std::vector<std::string> names;
    for (const Subcommand *row : table)
        names.emplace_back(row->name);
    const auto meant = config::did_you_mean(word, names);
    return fmt::format("there is no command '{}'{}{}", word, meant.empty() ? "" : "; ", meant);
}

} // namespace

std::span<const Option> common_options() { return common; }

int dispatch(std::span<const Subcommand *const> table, std::span<const std::string> words) {
    if (words.empty())
        return refuse("a command is missing", "callbooth");
    if (words.front() == "--help" || words.front() == "-h" || words.front() == "help") {
        fmt::print("{}", help_text(table));
        return success;
    }
    if (words.front() == "complete") {
        for (const auto &word : complete(table, words.subspan(1)))
            fmt::print("{}\n", word);
        return success;
    }
    if (words.front() == "--version") {
        fmt::print("callbooth {}\n", CALLBOOTH_VERSION);
        return success;
    }
    const auto row =
        std::find_if(table.begin(), table.end(), [&](const Subcommand *s) { return s->name == words.front(); });
    if (row == table.end())
        return refuse(unknown_command(table, words.front()), "callbooth");
    try {
        return run_subcommand_of(**row, words.subspan(1));
    } catch (const UsageError &e) {
        return refuse(e.what(), fmt::format("callbooth {}", (*row)->name));
    }
}

} // namespace callbooth::cli
