// SPDX-License-Identifier: MIT
#include <cstdio>
#include <filesystem>

#include "cli/control_client.hpp"
#include "cli/ctl_text.hpp"
#include "cli/exit_code.hpp"
#include "cli/subcommand.hpp"
#include <callbooth/util/control_path.hpp>
#include <fmt/format.h>

namespace callbooth::cli {
namespace {

constexpr std::chrono::milliseconds completion_patience{500};

constexpr Option options[] = {
    {"socket", "PATH", "where the program listens; callbooth/control in $XDG_RUNTIME_DIR or /run without it"},
    {"json", nullptr, "prints the result as one line of JSON"},
};

std::string path_of(const Arguments &arguments) {
    const std::string *path = arguments.get("socket");
    return path ? *path : default_control_path();
}

Json::Object request_of(const std::vector<std::string> &words) {
    return {{"id", 1},
            {"do", words.front()},
            {"words", std::vector<std::string>(words.begin() + 1, words.end())},
            {"cwd", std::filesystem::current_path().string()}};
}

[[noreturn]] void tell_error(const Json &line) {
    const std::string code = line.get_or("code", "");
    const std::string why = line.get_or("error", line.get_or("why", "it sent something else than an answer"));
    if (code == "bad-request" || code == "unknown")
        throw UsageError(why);
    throw Error(why);
}

void print(const std::string &text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        throw Error("cannot write to standard output");
}

/// Events until the other side ends.
void follow(ControlClient &client) {
    while (const auto line = client.read()) {
        if (line->find<std::string>("event") == "dropped")
            tell_error(*line);
        print(line->dump() + '\n');
    }
    throw Error("the connection has ended");
}

/// The result; events may come first.
Json answer_of(ControlClient &client) {
    for (;;) {
        const auto line = client.read();
        if (!line)
            throw Error("the connection ended without an answer");
        const auto result = line->member("result");
        if (result)
            return *result;
        if (!line->member("event") || line->find<std::string>("event") == "dropped")
            tell_error(*line);
    }
}

int run(const Session &session) {
    const auto &words = session.arguments.positional;
    if (words.empty())
        throw UsageError("what shall the program do? 'callbooth ctl list' names all that it can");
    ControlClient client(path_of(session.arguments));
    client.send(request_of(words));
    const Json result = answer_of(client);
    if (result.find<bool>("goes-on") == true)
        follow(client);
    if (session.arguments.has("json"))
        print(result.dump() + '\n');
    else
        print(words.front() == "list" ? request_list_text(result) : result_text(result));
    return success;
}

/// Asks the program that runs, if one does.
std::vector<std::string> complete(const Arguments &arguments) {
    if (arguments.positional.size() != 1)
        return {};
    ControlClient client(path_of(arguments), completion_patience);
    client.send(request_of({"list"}));
    return request_names(answer_of(client));
}

} // namespace

const Subcommand ctl_subcommand = {
    .name = "ctl",
    .usage = "REQUEST [ARGUMENTS ...]",
    .doc = "Commands a program that runs with the plugin control",
    .more = "'callbooth ctl list' names all requests: those of docs/control.md, and the commands of all plugins.\n"
            "  callbooth ctl call 5f0d2c\n"
            "  callbooth ctl chat 'Good day'\n"
            "  callbooth ctl status call.\n"
            "  callbooth ctl send-file photo.jpg\n"
            "  callbooth ctl events              prints each event as a line of JSON, until Ctrl-C\n"
            "  callbooth ctl receive-files .     stores files that the partner sends, and prints their events\n"
            "Arguments that begin with a dash stand behind --.",
    .options = options,
    .overrides = false,
    .run = &run,
    .complete = &complete,
};

} // namespace callbooth::cli
