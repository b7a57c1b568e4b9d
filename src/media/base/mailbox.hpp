// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <callbooth/util/glib.hpp>

namespace callbooth::media {

/// The way from GStreamer's threads to an object on the main context. What arrives after the mailbox is destroyed is
/// dropped, so a handler may capture the owner of the mailbox and nothing else needs a lock.
class Mailbox {
    struct State {
        bool open = true; // read and written on the main context only
    };

public:
    /// A copyable, thread-safe handle for handlers.
    class Address {
    public:
        void post(std::function<void()> function) const {
            callbooth::post(nullptr, [state = state_, function = std::move(function)] {
                if (state->open)
                    function();
            });
        }

    private:
        friend class Mailbox;
        explicit Address(std::shared_ptr<State> state) : state_(std::move(state)) {}
        std::shared_ptr<State> state_;
    };

    Mailbox() = default;
    Mailbox(const Mailbox &) = delete;
    Mailbox &operator=(const Mailbox &) = delete;
    ~Mailbox() { close(); }

    Address address() const { return Address(state_); }
    void close() { state_->open = false; }

private:
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

} // namespace callbooth::media
