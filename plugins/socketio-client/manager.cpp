// SPDX-License-Identifier: MIT
#include "manager.hpp"

#include <algorithm>
#include <optional>

#include "client_socket.hpp"
#include <callbooth/error.hpp>
#include <fmt/format.h>

namespace callbooth::socketio_client {

using socketio::Packet;
using socketio::PacketType;

void check_namespace(const std::string &name) {
    constexpr size_t longest = 256; // bytes
    const auto is_wrong = [](unsigned char c) { return c < ' ' || c == 0x7f || c == ',' || c == '?'; };
    if (!name.starts_with('/') || name.size() > longest || std::any_of(name.begin(), name.end(), is_wrong))
        throw Error(
            fmt::format("'{}' is not the name of a namespace: it begins with '/', has no comma, question mark or "
                        "control character, and is at most {} bytes long",
                        name, longest));
}

Manager::Manager(WebSocketClient::Options options) : engine_(std::move(options)) {
    subscriptions_.push_back(engine_.opened.subscribe([this] { on_opened(); }));
    subscriptions_.push_back(
        engine_.text.subscribe([this](std::string_view text) { receive([&] { return reader_.read_text(text); }); }));
    subscriptions_.push_back(engine_.binary.subscribe(
        [this](std::string_view bytes) { receive([&] { return reader_.read_binary(bytes); }); }));
    subscriptions_.push_back(engine_.lost.subscribe([this](const Engine::Loss &loss) { on_lost(loss); }));
}

void Manager::stop() {
    is_stopped_ = true;
    idle_.cancel();
    engine_.stop();
}

void Manager::add(ClientSocket &socket) {
    if (!sockets_.try_emplace(socket.name(), &socket).second)
        throw Error(fmt::format("the namespace '{}' is open already", socket.name()));
}

void Manager::remove(const ClientSocket &socket) {
    sockets_.erase(socket.name());
    update();
}

void Manager::update() {
    if (is_stopped_)
        return;
    idle_.cancel();
    if (std::any_of(sockets_.begin(), sockets_.end(), [](const auto &entry) { return entry.second->is_wanted(); }))
        engine_.start();
    else // later: a socket may come at once in the place of the last one
        idle_ = Source::soon([this] {
            asked_.clear();
            reader_ = {};
            engine_.stop();
        });
}

bool Manager::ask(const std::string &name, const std::string &auth) {
    if (!engine_.is_open())
        return false;
    if (asked_.insert(name).second)
        send({.type = PacketType::connect, .space = name, .data = auth});
    return true;
}

bool Manager::send(const Packet &packet) {
    try {
        return engine_.is_open() && engine_.send(encode(packet));
    } catch (const Error &) { // it cannot be written
        return false;
    }
}

template <class Read> void Manager::receive(Read read) {
    std::optional<Packet> packet;
    try {
        packet = read();
    } catch (const Error &e) {
        return refuse(std::string("the server sent ") + e.what());
    }
    if (packet)
        on_packet(*packet);
}

void Manager::on_packet(const Packet &packet) {
    const bool is_answer = packet.type == PacketType::connect || packet.type == PacketType::connect_error;
    const bool was_asked = is_answer && asked_.erase(packet.space) > 0;
    if (ClientSocket *socket = find(packet.space); socket && (was_asked || !is_answer))
        socket->on_packet(packet);
    else if (was_asked && packet.type == PacketType::connect) // the socket is gone since
        send({.type = PacketType::disconnect, .space = packet.space});
}

ClientSocket *Manager::find(std::string_view name) const {
    const auto found = sockets_.find(name);
    return found == sockets_.end() ? nullptr : found->second;
}

// Listeners may open and destroy sockets.
std::vector<std::string> Manager::names() const {
    std::vector<std::string> names;
    for (const auto &[name, socket] : sockets_)
        names.push_back(name);
    return names;
}

void Manager::on_opened() {
    for (const auto &name : names())
        if (ClientSocket *socket = find(name))
            socket->on_opened();
}

void Manager::on_lost(const Engine::Loss &loss) {
    asked_.clear();
    reader_ = {};
    for (const auto &name : names())
        if (ClientSocket *socket = find(name))
            socket->on_lost(loss.reason);
}

} // namespace callbooth::socketio_client
