// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "history.hpp"
#include "packet.hpp"
#include "rooms.hpp"
#include "socket.hpp"
#include <callbooth/event.hpp>
#include <callbooth/services/socket_io.hpp>

namespace callbooth::socketio {

class Server;

/// Events that clients have sent to a namespace.
struct EventCounts {
    uint64_t handled = 0;
    uint64_t unhandled = 0; ///< no listener takes such events
    uint64_t malformed = 0; ///< their listener took them for something else
};

/// A namespace.
class Space final : public SocketIoNamespace {
public:
    Space(Server &server, std::string name);
    Space(const Space &) = delete;
    Space &operator=(const Space &) = delete;
    ~Space() override;

    Server &server() const { return server_; }
    Rooms &rooms() { return rooms_; }
    const EventCounts &counts() const { return counts_; }

    // For its sockets and their clients.
    uint64_t next_ack() { return acks_++; }
    Outgoing encode_event(std::string_view event, const EventArguments &arguments,
                          std::optional<uint64_t> ack = {}) const;
    bool emit_to(Socket &socket, std::string_view event, const EventArguments &arguments, bool is_volatile);
    History &history() { return history_; }
    std::optional<ConnectError> refusal(const Socket &socket) const;
    void add(Socket &socket);
    /// Emits `disconnected` before it is gone.
    void remove(Socket &socket, Reason reason);
    void take_event(Socket &socket, const Packet &packet);
    const std::vector<Socket *> &all() const { return sockets_; }
    Socket *socket(std::string_view id) const;

    const std::string &name() const override { return name_; }
    size_t size() const override { return sockets_.size(); }
    SocketIoSocket *find(std::string_view id) override { return socket(id); }
    std::vector<SocketIoSocket *> sockets(std::string_view room = {}) override;
    Subscription on(std::string event, Listener listener) override;
    Subscription guard(Guard guard) override;
    void broadcast(const SocketIoTarget &target, std::string_view event, const EventArguments &arguments) override;
    void broadcast(const SocketIoTarget &target, std::string_view event, const EventArguments &arguments,
                   std::chrono::milliseconds timeout, std::function<void(BroadcastAcks)> on_done) override;

private:
    struct Outcome;
    struct Collector;
    using Listeners = Event<Socket &, const EventArguments &, const Ack &, Outcome &>;

    /// The same as `encode_event`, and kept for clients that come back.
    Outgoing record_event(const SocketIoTarget &target, std::string_view event, const EventArguments &arguments);
    std::vector<Socket *> select(const SocketIoTarget &target);
    void list_room(std::string_view room, const std::function<void(Socket &)> &add) const;
    void send(const std::vector<Socket *> &sockets, const Outgoing &packet, bool is_volatile);
    void count(const Outcome &outcome);

    Server &server_;
    const std::string name_;
    std::vector<Socket *> sockets_;
    std::unordered_map<std::string_view, Socket *> ids_;
    Rooms rooms_;
    History history_;
    std::unordered_map<std::string, std::unique_ptr<Listeners>> listeners_;
    Event<const Socket &, std::optional<ConnectError> &> guards_;
    uint64_t acks_ = 0;
    uint64_t marks_ = 0;
    EventCounts counts_;
};

} // namespace callbooth::socketio
