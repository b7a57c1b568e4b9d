// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/session.hpp"
#include "history.hpp"
#include "packet.hpp"
#include "socket.hpp"
#include <callbooth/util/token_bucket.hpp>

namespace callbooth::socketio {

class Server;

/// One client: its sockets, over one session.
class Client final : public SessionUser {
public:
    Client(Server &server, Session &session);
    ~Client() override;

    Session &session() const { return session_; }
    /// False when it is not sent: the client is gone, or too much waits for it.
    bool send(const Outgoing &packet, bool is_volatile);
    /// Takes the socket out of its namespace; with `transport` all of the client's, and ends the session.
    void disconnect(Socket &socket, bool transport);

    void on_message(std::string_view bytes, WebSocket::Kind kind) override;
    void on_closed(Reason reason) override;

private:
    struct Incomplete;

    bool keep_incomplete();
    void handle(Packet &packet);
    void connect(Packet &packet);
    /// Admits a new socket, or sends the client the reason for the refusal.
    void admit(Space &space, const std::shared_ptr<Socket> &socket);
    /// Lets a socket in that comes back.
    void readmit(Space &space, History::Recovered recovered, const Json &auth);
    bool is_expelled(const Socket &socket);
    void join(const std::shared_ptr<Socket> &socket);
    void welcome(Socket &socket);
    void refuse(const std::string &space, const std::string &message, const std::optional<Json> &data = {});
    void take_event(const Packet &packet);
    void take_ack(Packet &packet);
    void take_disconnect(const Packet &packet);
    /// Null when the client has not joined the namespace.
    Socket *joined(std::string_view space) const;
    /// Ends the session, as for all that breaks the protocol.
    void protest();
    void send_disconnect(const Socket &socket);
    void release(Socket &socket, Reason reason);

    Server &server_;
    Session &session_;
    PacketReader reader_;
    std::unique_ptr<Incomplete> incomplete_; ///< null while no attachment is due
    Timer connect_timeout_;
    TokenBucket connects_; ///< a new socket is a new client to most applications, and to their limits
    std::vector<std::shared_ptr<Socket>> sockets_;
};

} // namespace callbooth::socketio
