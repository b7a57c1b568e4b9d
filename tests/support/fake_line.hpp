// SPDX-License-Identifier: MIT
/// A waiting line that notes what a door asks for; a test plays the rest.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <callbooth/services/waiting_line.hpp>

namespace callbooth::test {

class FakeLine final : public WaitingLine {
public:
    Subscription open(Door &opened) override {
        door = &opened;
        return Subscription([this] { door = nullptr; });
    }
    bool look(Door &, std::string_view client, std::string_view peer) override {
        asked.push_back("look " + std::string(client) + " as " + std::string(peer));
        return calls;
    }
    void leave(Door &, std::string_view client) override { asked.push_back("leave " + std::string(client)); }

    Door *door = nullptr; ///< null while none is open
    std::vector<std::string> asked;
    bool calls = false; ///< what `look` returns
};

} // namespace callbooth::test
