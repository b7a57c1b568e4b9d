// SPDX-License-Identifier: MIT
#pragma once

#include "rooms.hpp"
#include <callbooth/services/waiting_line.hpp>

namespace callbooth::queue {

/// The line of a server that has no other: for one door, whose clients are peers of any server.
class OwnLine final : public WaitingLine {
public:
    Subscription open(Door &) override { return {}; }
    bool look(Door &door, std::string_view client, std::string_view peer) override;
    void leave(Door &door, std::string_view client) override;

private:
    Rooms rooms_;
};

} // namespace callbooth::queue
