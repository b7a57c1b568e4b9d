// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/session.hpp"
#include "packet.hpp"
#include "rooms.hpp"
#include <callbooth/services/socket_io.hpp>

namespace callbooth::socketio {

class Client;
class Space;

/// A packet as it goes to clients, encoded once for all of them.
struct Outgoing {
    Frame text;
    std::vector<Frame> attachments;
};
Outgoing make_outgoing(const Packet &packet);

/// The socket of a client in a namespace.
class Socket final : public SocketIoSocket, public Occupant, public std::enable_shared_from_this<Socket> {
public:
    static constexpr size_t max_rooms = 64;
    static constexpr size_t max_room_name = 256; ///< bytes
    static constexpr size_t max_acks = 256;

    Socket(Space &space, Client &client, std::string id, Json auth);
    Socket(const Socket &) = delete;
    Socket &operator=(const Socket &) = delete;
    ~Socket() override;

    Space &space() const { return space_; }
    bool is_connected() const { return client_ != nullptr; }
    std::chrono::steady_clock::time_point since() const { return since_; }
    const std::string &private_id() const { return private_id_; }

    /// False when it is not sent.
    bool send(const Outgoing &packet, bool is_volatile);
    /// Waits for the client's acknowledgement of this number.
    void expect_ack(uint64_t number, std::chrono::milliseconds timeout, OnAck on_ack);
    /// An acknowledgement came.
    void take_ack(uint64_t number, EventArguments arguments);
    void set_private_id(std::string id) { private_id_ = std::move(id); }
    /// It is as it was before the client lost its connection.
    void restore(Json data, const std::vector<std::string> &rooms, std::string private_id);
    /// Must be the client's socket no more; emits `disconnected`.
    void end(Reason reason);

    const std::string &id() const override { return id_; }
    const std::string &address() const override { return address_; }
    const Json &auth() const override { return auth_; }
    Json &data() override { return data_; }
    bool recovered() const override { return is_recovered_; }
    bool emit(std::string_view event, const EventArguments &arguments) override;
    bool emit_volatile(std::string_view event, const EventArguments &arguments) override;
    void emit(std::string_view event, const EventArguments &arguments, std::chrono::milliseconds timeout,
              OnAck on_ack) override;
    bool join(const std::string &room) override;
    void leave(const std::string &room) override;
    std::vector<std::string> rooms() const override;
    void disconnect(bool transport = false) override;

private:
    friend class Space;
    struct OpenAck;

    /// As if its time was up.
    void answer_later(uint64_t number);
    void answer_ack(uint64_t number, std::optional<EventArguments> arguments);
    void drop_acks();

    Space &space_;
    Client *client_; ///< null once it has ended
    const std::string id_;
    const std::string address_;
    std::string private_id_; ///< by which it comes back; empty without recovery
    const Json auth_;
    Json data_{Json::Object{}};
    const std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
    std::map<uint64_t, std::unique_ptr<OpenAck>> acks_;
    size_t index_ = 0;  ///< among the namespace's sockets
    uint64_t mark_ = 0; ///< of the last broadcast that looked at it
    bool is_recovered_ = false;
};

} // namespace callbooth::socketio
