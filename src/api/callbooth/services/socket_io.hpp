// SPDX-License-Identifier: MIT
/// The server's side of Socket.IO protocol 5 (https://socket.io/docs/v4/socket-io-protocol/): namespaces, the sockets
/// that clients have in them, events, acknowledgements and rooms.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <callbooth/event.hpp>
#include <callbooth/json.hpp>
#include <callbooth/util/event_arguments.hpp>

namespace callbooth {

/// Why a client may not join a namespace: its `connect_error` has the message and the data.
struct ConnectError {
    std::string message;
    std::optional<Json> data = {};
};

/// The answers to a broadcast that asks for acknowledgements.
struct BroadcastAcks {
    std::vector<EventArguments> answers; ///< in the order in which they came
    size_t missing = 0;                  ///< of sockets that did not answer in time, or are gone
};

/// One client in one namespace; valid until `disconnected` of the namespace was emitted. Main context only.
class SocketIoSocket {
public:
    /// Gets the arguments of the client's acknowledgement; nullopt when it did not come in time or the client is gone.
    using OnAck = std::function<void(std::optional<EventArguments>)>;
    virtual ~SocketIoSocket() = default;

    /// 20 characters that nobody can guess; unique over all namespaces. Every socket is in a room of this name.
    virtual const std::string &id() const = 0;
    /// As in HttpRequest.
    virtual const std::string &address() const = 0;
    /// What the client sent along when it connected to the namespace; an object.
    virtual const Json &auth() const = 0;
    /// Where the application keeps what belongs to this socket: it comes back with a recovered one.
    virtual Json &data() = 0;
    /// The client lost its connection, and is back with its id, rooms and data.
    virtual bool recovered() const = 0;

    /// Queues one event. False when it is not sent: the client is gone, or too much waits for it already.
    virtual bool emit(std::string_view event, const EventArguments &arguments) = 0;
    /// The same, but only if it can be sent at once: for what is replaced soon.
    virtual bool emit_volatile(std::string_view event, const EventArguments &arguments) = 0;
    /// The same with an acknowledgement; `on_ack` is called once, and not before this returns. A socket can have 256
    /// of them open; more are answered with nullopt.
    virtual void emit(std::string_view event, const EventArguments &arguments, std::chrono::milliseconds timeout,
                      OnAck on_ack) = 0;

    /// At most 64 rooms for each socket, of at most 256 bytes; false beyond that.
    virtual bool join(const std::string &room) = 0;
    virtual void leave(const std::string &room) = 0;
    virtual std::vector<std::string> rooms() const = 0;

    /// Ends it, with `transport` the client's whole connection. `disconnected` is emitted before this returns.
    virtual void disconnect(bool transport = false) = 0;
};

/// To whom a broadcast goes: everybody in one of the rooms (of the namespace, where there are none), and in no room of
/// `except`. Each socket gets it once.
struct SocketIoTarget {
    std::vector<std::string> rooms = {};
    std::vector<std::string> except = {};
    bool is_volatile = false; ///< not to those who cannot take it at once
};

/// All sockets that clients have under one name. Main context only.
class SocketIoNamespace {
public:
    /// Answers the client, which waits for that; empty when it does not. Call it once, any time later.
    using Ack = std::function<void(const EventArguments &)>;
    /// Returns false for arguments of a shape that is not its own. Events that no listener takes are ignored, and
    /// counted. It may disconnect any socket.
    using Listener = std::function<bool(SocketIoSocket &, const EventArguments &, const Ack &)>;
    using Guard = std::function<std::optional<ConnectError>(const SocketIoSocket &)>;
    class Broadcast;
    virtual ~SocketIoNamespace() = default;

    /// Begins with '/'.
    virtual const std::string &name() const = 0;
    virtual size_t size() const = 0;
    /// Null when there is no such socket here.
    virtual SocketIoSocket *find(std::string_view id) = 0;
    /// Of one room, or all with an empty one. Valid until the first of them disconnects.
    virtual std::vector<SocketIoSocket *> sockets(std::string_view room = {}) = 0;

    /// Several listeners, of several plugins, may share an event: each is called.
    virtual Subscription on(std::string event, Listener listener) = 0;
    /// Looks at every client that wants to connect here, before `connected`; not at recovered ones.
    virtual Subscription guard(Guard guard) = 0;

    /// Encodes the event once and sends it in batches.
    virtual void broadcast(const SocketIoTarget &target, std::string_view event, const EventArguments &arguments) = 0;
    /// The same with an acknowledgement of each; `on_done` is called once, when all have answered or time is up.
    virtual void broadcast(const SocketIoTarget &target, std::string_view event, const EventArguments &arguments,
                           std::chrono::milliseconds timeout, std::function<void(BroadcastAcks)> on_done) = 0;

    void emit(std::string_view event, const EventArguments &arguments) { broadcast({}, event, arguments); }
    Broadcast to(std::string room);
    Broadcast except(std::string room);

    Event<SocketIoSocket &> connected;
    /// With the reason, as Socket.IO names it: `transport close`. The socket is still in its rooms, and can no more be
    /// emitted to.
    Event<SocketIoSocket &, const std::string &> disconnected;
};

/// A broadcast while it is described: `chat.to("lobby").except(socket.id()).emit("message", {text})`.
class SocketIoNamespace::Broadcast {
public:
    explicit Broadcast(SocketIoNamespace &space) : space_(&space) {}

    Broadcast &to(std::string room) {
        target_.rooms.push_back(std::move(room));
        return *this;
    }
    Broadcast &except(std::string room) {
        target_.except.push_back(std::move(room));
        return *this;
    }
    Broadcast &only_if_writable() {
        target_.is_volatile = true;
        return *this;
    }
    void emit(std::string_view event, const EventArguments &arguments) { space_->broadcast(target_, event, arguments); }

private:
    SocketIoNamespace *space_;
    SocketIoTarget target_;
};

inline SocketIoNamespace::Broadcast SocketIoNamespace::to(std::string room) {
    return Broadcast(*this).to(std::move(room));
}

inline SocketIoNamespace::Broadcast SocketIoNamespace::except(std::string room) {
    return Broadcast(*this).except(std::move(room));
}

/// The Socket.IO server at the path of the plugin `socketio`, which provides this. Main context only.
class SocketIo {
public:
    static constexpr const char *service = "socketio";
    virtual ~SocketIo() = default;

    /// The namespace of this name, which clients can connect to from now on; it lives as long as the service. Several
    /// plugins may open the same. Throws Error for a name that does not begin with '/', or has a comma, a question mark
    /// or a control character in it.
    virtual SocketIoNamespace &open(const std::string &name) = 0;
};

} // namespace callbooth
