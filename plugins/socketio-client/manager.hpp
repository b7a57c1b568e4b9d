// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine.hpp"
#include "socketio/packet.hpp"
#include <callbooth/json.hpp>

namespace callbooth::socketio_client {

class ClientSocket;

/// Throws Error when `name` is not the name of a namespace.
void check_namespace(const std::string &name);

/// One connection and the sockets that share it: it is open as long as one of them wants to be in its namespace. Main
/// context only.
class Manager {
public:
    explicit Manager(WebSocketClient::Options options);

    Engine &engine() { return engine_; }
    /// No socket connects any more.
    void stop();

    /// Throws Error when there is one of its name.
    void add(ClientSocket &socket);
    void remove(const ClientSocket &socket);
    /// A socket wants to be in its namespace, or does not any more.
    void update();

    /// Asks for the namespace, once until there is an answer. Returns false while there is no connection.
    bool ask(const std::string &name, const std::string &auth);
    bool send(const socketio::Packet &packet);
    /// The server broke the protocol.
    void refuse(const std::string &why) { engine_.fail("parse error", why); }

private:
    template <class Read> void receive(Read read);
    void on_packet(const socketio::Packet &packet);
    void on_opened();
    void on_lost(const Engine::Loss &loss);
    ClientSocket *find(std::string_view name) const;
    std::vector<std::string> names() const;

    Engine engine_;
    socketio::PacketReader reader_;
    std::map<std::string, ClientSocket *, std::less<>> sockets_;
    std::set<std::string, std::less<>> asked_; ///< namespaces whose answer is due
    bool is_stopped_ = false;
    Source idle_;
    std::vector<Subscription> subscriptions_;
};

} // namespace callbooth::socketio_client
