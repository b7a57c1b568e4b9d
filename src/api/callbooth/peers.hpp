// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <callbooth/event.hpp>

namespace callbooth {

/// Who is connected to this server's signaling. Main context only.
class Peers {
public:
    static constexpr const char *service = "peers";
    virtual ~Peers() = default;

    virtual bool connected(std::string_view id) const = 0;
    /// `token` is the one that the connected peer `id` came with. Takes the same time for every wrong one.
    virtual bool proves(std::string_view id, std::string_view token) const = 0;

    Event<const std::string &> joined;
    Event<const std::string &> left;
    /// The first answered an offer of the second: they have found each other. More than once a call.
    Event<const std::string &, const std::string &> met;
};

} // namespace callbooth
