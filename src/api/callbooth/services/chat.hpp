// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <callbooth/event.hpp>

namespace callbooth {

/// Text between the two people of a call. Main context only.
class Chat {
public:
    static constexpr const char *service = "chat";
    virtual ~Chat() = default;

    /// Sends one line to the partner. Throws Error when there is none or the text is too long.
    virtual void say(std::string_view text) = 0;

    Event<std::string_view, std::string_view> received; ///< peer id, text (valid UTF-8, no control characters)
    Event<std::string_view> said;                       ///< text that was sent
};

} // namespace callbooth
