// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "answers.hpp"
#include "shared_bytes.hpp"
#include <callbooth/services/http.hpp>
#include <callbooth/services/websocket.hpp>

namespace callbooth::socketio {

/// A GET that waits for packets.
class Poll {
public:
    Poll() = default;
    Poll(std::shared_ptr<HttpReply> reply, AnswerForm form) : reply_(std::move(reply)), form_(std::move(form)) {}

    bool waits() const { return reply_ != nullptr; }
    /// Calls `on_gone` when the client goes before it is answered.
    void watch(std::function<void()> on_gone) { reply_->on_gone = std::move(on_gone); }
    void answer(std::string payload) { std::exchange(reply_, nullptr)->send(form_.packets(std::move(payload))); }
    void refuse(int status) { std::exchange(reply_, nullptr)->send(form_.empty(status)); }

private:
    std::shared_ptr<HttpReply> reply_;
    AnswerForm form_;
};

/// The polling transport of one session, from the server to the client: packets wait for a GET, or a GET for packets.
class Polling {
public:
    /// `held`: the bytes that wait for the GETs of all sessions. `max`: bytes that may wait here.
    Polling(SharedBytes &held, std::string_view address, size_t max) : held_(held, address), max_(max) {}
    Polling(const Polling &) = delete;
    Polling &operator=(const Polling &) = delete;

    /// Sends it at once, or keeps it. False when too much waits already.
    bool send(const Frame &packet);
    /// The same for one of few bytes, which is always kept.
    void send_control(std::string_view packet) { push(Frame::text(packet)); }
    /// Takes a GET, of which there must not be one, and answers it when something waits.
    void take(Poll poll);
    bool has_poll() const { return poll_.waits(); }
    /// Answers the GET with this instead of the packets that wait. Does nothing without a GET.
    void answer(std::string payload);

    bool is_empty() const { return waiting_.empty(); }
    std::vector<Frame> take_waiting();

private:
    void push(const Frame &packet);
    void flush();

    SharedBytes::Account held_; ///< bytes of `waiting_`
    const size_t max_;
    Poll poll_;
    std::vector<Frame> waiting_;
};

} // namespace callbooth::socketio
