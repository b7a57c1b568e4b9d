// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <callbooth/error.hpp>
#include <callbooth/services/commands.hpp>

namespace callbooth::remote_control {

/// All commands but those that a phone is not to have.
class VisibleCommands final : public Commands {
public:
    VisibleCommands(Commands &all, std::vector<std::string> hidden) : all_(all), hidden_(std::move(hidden)) {}

    Subscription add(Command command) override { return all_.add(std::move(command)); }
    std::vector<Command> list() const override {
        auto visible = all_.list();
        std::erase_if(visible, [&](const Command &command) { return is_hidden(command.name); });
        return visible;
    }
    std::string invoke(std::string_view line) override {
        if (is_hidden(line.substr(0, line.find(' '))))
            throw Error("phones may not do this");
        return all_.invoke(line);
    }

private:
    bool is_hidden(std::string_view name) const {
        return std::find(hidden_.begin(), hidden_.end(), name) != hidden_.end();
    }

    Commands &all_;
    const std::vector<std::string> hidden_;
};

} // namespace callbooth::remote_control
