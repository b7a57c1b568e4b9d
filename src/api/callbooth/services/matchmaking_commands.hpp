// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <callbooth/services/commands.hpp>
#include <callbooth/services/matchmaking.hpp>

namespace callbooth {

/// The commands of a plugin that provides Matchmaking: `next`, `pause` and `resume`. `resume` undoes `pause()`;
/// `prospect` returns what to show of the search that follows, may be empty. Throws Error when a name is taken.
inline std::vector<Subscription> add_matchmaking_commands(Commands &commands, Matchmaking &matchmaking,
                                                          std::function<void()> resume,
                                                          std::function<std::string()> prospect) {
    std::vector<Subscription> added;
    const auto add = [&](const char *name, const char *doc, std::function<std::string()> run) {
        added.push_back(commands.add({name, "", doc, [run = std::move(run)](auto) { return run(); }}));
    };
    add("next", "Ends the call and looks for another partner", [&matchmaking, prospect] {
        matchmaking.next();
        return prospect();
    });
    add("pause", "Stops looking for partners; a running call goes on", [&matchmaking] {
        matchmaking.pause();
        return std::string("not looking for partners any more; 'resume' or 'next' goes on");
    });
    add("resume", "Looks for partners again", [resume = std::move(resume), prospect] {
        resume();
        return prospect();
    });
    return added;
}

} // namespace callbooth
