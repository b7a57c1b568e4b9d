// SPDX-License-Identifier: MIT
#include <malloc.h>

#include <csignal>
#include <string>
#include <vector>

#include "cli/subcommand.hpp"

int main(int argc, char **argv) {
    // every call starts threads, and with an arena for each of them the memory of a long-lived booth only grows
    mallopt(M_ARENA_MAX, 1);
    // a peer that closes its socket is an error of that socket
    std::signal(SIGPIPE, SIG_IGN);

    using namespace callbooth::cli;
    static const Subcommand *const table[] = {
        &run_subcommand, &check_subcommand, &inspect_subcommand, &devices_subcommand, &launch_subcommand,
    };
    const std::vector<std::string> words(argv + 1, argv + argc);
    return dispatch(table, words);
}
