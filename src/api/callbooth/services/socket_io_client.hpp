// SPDX-License-Identifier: MIT
/// The client's side of Socket.IO protocol 5 (https://socket.io/docs/v4/socket-io-protocol/).
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <callbooth/event.hpp>
#include <callbooth/json.hpp>
#include <callbooth/util/event_arguments.hpp>

namespace callbooth {

/// Our socket in one namespace of the server. It connects again whenever it is lost, unless the server ended it. Main
/// context only.
class SocketIoClientSocket {
public:
    /// Answers the server, which waits for that; empty when it does not. Call it once, any time later.
    using Ack = std::function<void(const EventArguments &)>;
    using Listener = std::function<void(const EventArguments &, const Ack &)>;
    /// Gets the arguments of the server's acknowledgement; nullopt when it did not come in time or the socket was lost.
    /// Not called once the socket is destroyed.
    using OnAck = std::function<void(std::optional<EventArguments>)>;
    virtual ~SocketIoClientSocket() = default;

    virtual bool is_connected() const = 0;
    /// As the server knows us; empty while not connected.
    virtual const std::string &id() const = 0;

    virtual Subscription on(std::string event, Listener listener) = 0;
    /// False, and nothing is sent or kept, while not connected or when too much waits for the server.
    virtual bool emit(std::string_view event, const EventArguments &arguments) = 0;
    /// The same with an acknowledgement; `on_ack` is called once, and not before this returns.
    virtual void emit(std::string_view event, const EventArguments &arguments, std::chrono::milliseconds timeout,
                      OnAck on_ack) = 0;
    /// Asks the server again after it has refused or ended this socket; does nothing while it is connected.
    virtual void connect() = 0;

    Event<> connected;
    /// With the reason, as Socket.IO names it. After `io server disconnect` it stays so until connect().
    Event<const std::string &> disconnected;
    /// The server does not let us in: message and data (null without). It stays so until connect().
    Event<const std::string &, const Json &> refused;
};

/// The connection to the server of the plugin `socketio-client`, which provides this; namespaces share it. Main context
/// only.
class SocketIoClient {
public:
    static constexpr const char *service = "socketio-client";
    virtual ~SocketIoClient() = default;

    /// Connects to the namespace `name`, sending `auth`, an object, along; until the socket is destroyed, which leaves
    /// it. The first event comes after this has returned. Throws Error when it is open already, or for a name that is
    /// not one.
    virtual std::unique_ptr<SocketIoClientSocket> open(const std::string &name, const Json &auth = Json::Object()) = 0;
    /// The server's address without path, such as `https://chat.example`, and without secrets.
    virtual std::string origin() const = 0;
};

} // namespace callbooth
