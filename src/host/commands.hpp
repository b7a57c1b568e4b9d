// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/services/commands.hpp>

namespace callbooth::host {

/// The program's Commands.
class CommandTable final : public Commands {
public:
    Subscription add(Command command) override;
    std::vector<Command> list() const override;
    std::string invoke(std::string_view line) override;

private:
    using Table = std::map<std::string, Command, std::less<>>;
    std::shared_ptr<Table> table_ = std::make_shared<Table>(); ///< shared with subscriptions, which may outlive this
};

} // namespace callbooth::host
