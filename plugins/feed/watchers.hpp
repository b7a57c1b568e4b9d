// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "selection.hpp"
#include <callbooth/services/http.hpp>
#include <callbooth/services/presence.hpp>

namespace callbooth::feed {

/// The pages that watch a feed. Each item is encoded once for all of them; a newcomer gets the last ones in one
/// message. Sets no listeners of sockets; drops those of a socket that it lets go.
class Watchers final : public Crowd {
public:
    using Time = std::chrono::steady_clock::time_point;
    struct Limits {
        size_t watchers = 1000;
        size_t history = 100; ///< items that a newcomer gets
    };
    Watchers(Limits limits, std::string name) : limits_(limits), name_(std::move(name)) {}

    /// Sends the history to a new watcher. Returns false when it is refused; it gets the reason, and is closed.
    bool connect(WebSocket &socket, Time now);
    void disconnect(WebSocket &socket);
    /// `milliseconds` since 1970.
    void publish(HttpServer &server, const Item &item, int64_t milliseconds);
    /// `ready` or `lost`: of the connection to the service.
    void set_state(HttpServer &server, std::string state);
    /// Lets go of all sockets without a word.
    void release();

    const std::string &kind() const override { return name_; }
    size_t size() const override { return watchers_.size(); }
    std::vector<Attendee> list() const override;
    std::optional<Attendee> find(std::string_view id) const override;
    bool notify(std::string_view id, std::string_view text) override;
    bool expel(std::string_view id, const Expulsion &why) override;

    /// Whether a visitor is refused. Null: nobody is.
    std::function<std::optional<Expulsion>(const Visitor &)> check;

private:
    struct Watcher {
        std::string id;
        Time since;
    };
    void send_all(HttpServer &server, const Frame &frame);
    const Frame &history();
    Attendee attendee(const WebSocket &socket, const Watcher &watcher) const;
    WebSocket *socket_of(std::string_view id) const;
    static bool refuse(WebSocket &socket, std::string_view why, WebSocket::Code code);

    const Limits limits_;
    const std::string name_;
    uint64_t last_id_ = 0;
    std::string state_ = "lost";
    std::deque<std::string> items_; ///< the messages, oldest first
    std::optional<Frame> history_;  ///< as long as it is true
    std::unordered_map<WebSocket *, Watcher> watchers_;
};

} // namespace callbooth::feed
