// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <callbooth/event.hpp>

namespace callbooth {

/// A board of keys and values that any overlay, metrics endpoint or watchdog reads and watches; provided by the
/// program, always there. Main context only. Keys are dotted and lower case: `signaling.state`, `call.peer`,
/// `call.video.received.frames`; docs/status.md lists them.
class Status {
public:
    static constexpr const char *service = "status";
    virtual ~Status() = default;

    /// Does nothing when the value is the same.
    virtual void set(std::string_view key, std::string_view value) = 0;
    virtual void erase(std::string_view key) = 0;
    virtual const std::map<std::string, std::string, std::less<>> &all() const = 0;

    Event<std::string_view, std::string_view> changed; ///< key, value (empty when erased)
};

} // namespace callbooth
