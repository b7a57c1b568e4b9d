// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "manager.hpp"
#include "socketio/packet.hpp"
#include <callbooth/services/socket_io_client.hpp>
#include <callbooth/util/glib.hpp>

namespace callbooth::socketio_client {

/// Our end of one namespace. Its listeners may destroy it.
class ClientSocket final : public SocketIoClientSocket {
public:
    /// Throws Error as SocketIoClient::open() does.
    ClientSocket(std::shared_ptr<Manager> manager, std::string name, const Json &auth);
    ~ClientSocket() override;

    const std::string &name() const { return name_; }
    /// It is in its namespace, or wants to be.
    bool is_wanted() const { return state_ != State::idle; }

    bool is_connected() const override { return state_ == State::connected; }
    const std::string &id() const override { return id_; }
    Subscription on(std::string event, Listener listener) override;
    bool emit(std::string_view event, const EventArguments &arguments) override;
    void emit(std::string_view event, const EventArguments &arguments, std::chrono::milliseconds timeout,
              OnAck on_ack) override;
    void connect() override;

    void on_opened();
    void on_lost(const std::string &reason);
    void on_packet(const socketio::Packet &packet);

private:
    enum class State { idle, waiting, connected };
    struct PendingAck {
        OnAck on_ack;
        Source timeout;
    };

    void on_connect(const socketio::Packet &packet);
    void on_connect_error(const socketio::Packet &packet);
    void on_event(const socketio::Packet &packet);
    void on_ack(const socketio::Packet &packet);
    void end(State next, const std::string &reason);
    void finish_ack(uint64_t id, std::optional<EventArguments> arguments);
    Ack ack_for(const socketio::Packet &packet);
    void acknowledge(uint64_t session, uint64_t id, const EventArguments &arguments);

    const std::shared_ptr<Manager> manager_;
    const std::string name_;
    const std::string auth_; ///< JSON; empty for none
    State state_ = State::waiting;
    std::string id_;
    uint64_t session_ = 0; ///< grows with each connection: acknowledgements of an older one are not sent
    uint64_t next_ack_ = 0;
    std::map<uint64_t, PendingAck> pending_;
    std::map<std::string, Event<const EventArguments &, const Ack &>, std::less<>> listeners_;
    const std::shared_ptr<ClientSocket *> self_ =
        std::make_shared<ClientSocket *>(this); ///< to see whether it is alive
};

} // namespace callbooth::socketio_client
