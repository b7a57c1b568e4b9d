// SPDX-License-Identifier: MIT
/// How phones reach the booth.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <callbooth/event.hpp>

namespace callbooth::remote_control {

constexpr size_t max_message = 4096; ///< bytes that a phone may send at once

/// The connection of one phone. Main context only.
class Line {
public:
    virtual ~Line() = default;
    /// An IP address or a text that stands for one.
    virtual const std::string &address() const = 0;
    virtual void send(std::string_view message) = 0;
    /// What was sent before still arrives. `on_closed` is called later.
    virtual void close() = 0;

    std::function<void(std::string_view message)> on_message;
    std::function<void()> on_closed; ///< once
};

/// One way for phones to reach the booth. Main context only.
class Transport {
public:
    virtual ~Transport() = default;

    /// Phones may come with this code from here on, in place of the one before.
    virtual void open(const std::string &code) = 0;
    virtual void close() = 0;
    /// The address of the page that controls the booth with the code of open(); it may change with the machine's
    /// addresses. The code is behind the '#', which browsers do not send.
    virtual std::string link() const = 0;
    /// What else people want to know of it; may be empty.
    virtual std::string remark() const { return {}; }

    Event<const std::shared_ptr<Line> &> connected;
};

} // namespace callbooth::remote_control
