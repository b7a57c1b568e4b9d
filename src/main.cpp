// SPDX-License-Identifier: MIT
#include <csignal>
#include <string>
#include <vector>

#include "cli/process_memory.hpp"
#include "cli/subcommand.hpp"

int main(int argc, char **argv) {
    callbooth::limit_heap_growth();
    // a peer that closes its socket is an error of that socket
    std::signal(SIGPIPE, SIG_IGN);

    using namespace callbooth::cli;
    static const Subcommand *const table[] = {
        &run_subcommand,     &check_subcommand,  &inspect_subcommand,
        &devices_subcommand, &launch_subcommand, &ctl_subcommand,
    };
    const std::vector<std::string> words(argv + 1, argv + argc);
    return dispatch(table, words);
}
