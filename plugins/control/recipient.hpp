// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace callbooth::control {

/// Gets the answers to its requests, and events. Main context only.
class Recipient {
public:
    virtual ~Recipient() = default;
    /// One of the lines of protocol.hpp.
    virtual void send(std::string line) = 0;
};

} // namespace callbooth::control
