// SPDX-License-Identifier: MIT
#include "host/commands.hpp"

#include "config/nearest.hpp"
#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::host {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

} // namespace

Subscription CommandTable::add(Command command) {
    const std::string name = command.name;
    if (!table_->try_emplace(name, std::move(command)).second)
        throw Error(fmt::format("there is a command '{}' already", name));
    return Subscription([table = std::weak_ptr<Table>(table_), name] {
        if (const auto alive = table.lock())
            alive->erase(name);
    });
}

std::vector<Command> CommandTable::list() const {
    std::vector<Command> commands;
    for (const auto &[name, command] : *table_)
        commands.push_back(command);
    return commands;
}

std::string CommandTable::invoke(std::string_view line) {
    const auto text = trimmed(line);
    const auto end = text.find_first_of(" \t");
    const auto name = text.substr(0, end);
    const auto it = table_->find(name);
    if (it != table_->end()) {
        const auto run = it->second.run; // stays alive when the command removes itself
        return run(end == std::string_view::npos ? std::string_view() : trimmed(text.substr(end)));
    }
    std::vector<std::string> known;
    for (const auto &[other, command] : *table_)
        known.push_back(other);
    const auto meant = config::did_you_mean(name, known);
    throw Error(fmt::format("there is no command '{}'{}{}", name, meant.empty() ? "" : "; ", meant));
}

} // namespace callbooth::host
