// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/event.hpp>

namespace callbooth {

/// A named thing that any front end (terminal, remote control page, local socket) can do.
struct Command {
    std::string name;  ///< `next`
    std::string usage; ///< the arguments: `TEXT`, `[PEER]`; empty for none
    std::string doc;   ///< one sentence
    /// Gets the rest of the line, trimmed; returns what to show, may be empty. Throws Error.
    std::function<std::string(std::string_view arguments)> run;
};

/// The booth's commands; provided by the program, always there. Main context only.
class Commands {
public:
    static constexpr const char *service = "commands";
    virtual ~Commands() = default;

    /// Lasts as long as the subscription. Throws Error when the name is taken.
    virtual Subscription add(Command command) = 0;
    /// Sorted by name.
    virtual std::vector<Command> list() const = 0;
    /// Runs `name arguments`. Throws Error, with the nearest known name when there is no such command.
    virtual std::string invoke(std::string_view line) = 0;
};

} // namespace callbooth
