// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/timer_wheel.hpp"
#include "socket.hpp"
#include <callbooth/json.hpp>
#include <callbooth/services/socket_io.hpp>

namespace callbooth::socketio {

struct RecoveryOptions {
    std::chrono::milliseconds time{0}; ///< for a client to come back; 0: never
    size_t packets = 1000;             ///< that are kept
    size_t bytes = size_t{1} << 20;    ///< the same
    size_t clients = 4096;             ///< that may come back
};

/// A socket whose client lost its connection.
struct LostSocket {
    std::string private_id; ///< by which it comes back
    std::string id;
    std::vector<std::string> rooms; ///< its own too
    Json data;
};

/// The sockets of clients that lost their connection, and the events that they have missed: a namespace keeps them so
/// that these clients can go on after a short loss. Forgets the oldest first.
class History {
public:
    History(const RecoveryOptions &options, TimerWheel &wheel);

    bool is_enabled() const { return options_.time.count() > 0; }
    /// Of the packet that is added next. The client sends back the last one that it got.
    std::string next_offset() const;
    void add(SocketIoTarget target, Outgoing packet);
    void lose(LostSocket socket);
    /// A socket that comes back, and what it has missed, while these are kept.
    struct Recovered {
        LostSocket socket;
        std::vector<Outgoing> missed;
    };
    std::optional<Recovered> recover(std::string_view private_id, std::string_view offset);

private:
    using Time = std::chrono::milliseconds;
    struct Kept {
        SocketIoTarget target;
        Outgoing packet;
        size_t bytes;
        Time at;
    };
    struct Lost {
        LostSocket socket;
        Time at;
    };
    using LostSockets = std::list<Lost>;

    /// Nullopt when the packet is not kept.
    std::optional<size_t> index_of(std::string_view offset) const;
    void forget_packet();
    void forget_socket();
    void forget_old();
    bool is_old(Time at) const { return at + options_.time <= wheel_.now(); }

    const RecoveryOptions options_;
    TimerWheel &wheel_;
    const std::string prefix_;
    uint64_t first_ = 0; ///< the number of the first packet that is kept
    size_t bytes_ = 0;
    std::deque<Kept> packets_;
    LostSockets lost_; ///< longest lost first
    std::unordered_map<std::string, LostSockets::iterator> found_;
    Timer forgetting_;
};

} // namespace callbooth::socketio
