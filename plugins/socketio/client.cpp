// SPDX-License-Identifier: MIT
#include "client.hpp"

#include <algorithm>

#include "server.hpp"
#include "space.hpp"
#include <callbooth/error.hpp>

namespace callbooth::socketio {

namespace {
constexpr double connects_per_second = 1;
constexpr double connects_at_once = 20;                     // more than there are namespaces
constexpr std::chrono::milliseconds expelled_timeout{5000}; // to join a namespace, and be sent the reason

std::optional<History::Recovered> recover(Space &space, const Json &auth) {
    if (!space.history().is_enabled())
        return {};
    const auto private_id = auth.find<std::string>("pid");
    const auto offset = auth.find<std::string>("offset");
    return private_id && offset ? space.history().recover(*private_id, *offset) : std::nullopt;
}
} // namespace

/// The rest of a packet is due.
struct Client::Incomplete {
    Incomplete(SharedBytes &all, std::string_view address, std::function<void()> on_timeout)
        : bytes(all, address), timeout(std::move(on_timeout)) {}

    SharedBytes::Account bytes;
    Timer timeout;
};

Client::Client(Server &server, Session &session)
    : server_(server), session_(session), reader_(server.options().reader), connect_timeout_([this] { protest(); }),
      connects_(connects_per_second, static_cast<double>(server.spaces().size()) + connects_at_once) {
    const bool is_expelled = server_.check(session_.id(), session_.address()).has_value();
    const auto time = server_.options().connect_timeout;
    server_.wheel().start(connect_timeout_, is_expelled ? std::min(time, expelled_timeout) : time);
}

bool Client::send(const Outgoing &packet, bool is_volatile) {
    if (is_volatile && !session_.is_writable())
        return false;
    if (!session_.send(packet.text)) {
        server_.count_undelivered();
        return false;
    }
    for (const Frame &attachment : packet.attachments)
        if (!session_.send(attachment)) { // the client would take what comes next for it
            server_.wheel().later([&server = server_, id = session_.id()] { server.drop(id); });
            return false;
        }
    return true;
}

Client::~Client() = default;

void Client::protest() { session_.close(Reason::forced_close); }

void Client::on_message(std::string_view bytes, WebSocket::Kind kind) {
    try {
        auto packet = kind == WebSocket::Kind::text ? reader_.read_text(bytes) : reader_.read_binary(bytes);
        if (keep_incomplete() && packet)
            handle(*packet);
    } catch (const Error &) {
        protest();
    }
}

/// False when there is no room for the attachments that have come so far.
bool Client::keep_incomplete() {
    const size_t held = reader_.held();
    if (held == 0) {
        incomplete_.reset();
        return true;
    }
    if (!incomplete_) {
        incomplete_ = std::make_unique<Incomplete>(server_.incomplete(), session_.address(), [this] { protest(); });
        server_.wheel().start(incomplete_->timeout, server_.options().packet_timeout);
    }
    const bool has_room = incomplete_->bytes.has_room(held - incomplete_->bytes.bytes());
    incomplete_->bytes.set(held);
    if (!has_room)
        protest();
    return has_room;
}

void Client::handle(Packet &packet) {
    switch (packet.type) {
    case PacketType::connect: return connect(packet);
    case PacketType::event: return take_event(packet);
    case PacketType::ack: return take_ack(packet);
    case PacketType::disconnect: return take_disconnect(packet);
    case PacketType::connect_error: return protest();
    }
}

Socket *Client::joined(std::string_view space) const {
    const auto found = std::find_if(sockets_.begin(), sockets_.end(),
                                    [&](const auto &socket) { return socket->space().name() == space; });
    return found == sockets_.end() ? nullptr : found->get();
}

void Client::connect(Packet &packet) {
    const bool is_too_often = !connects_.take(TokenBucket::Time(server_.wheel().now()));
    if (is_too_often || joined(packet.space) != nullptr)
        return protest();
    Space *space = server_.find(packet.space);
    if (space == nullptr)
        return refuse(packet.space, "Invalid namespace");
    const Json auth = packet.data ? Json::parse(*packet.data) : Json(Json::Object{});
    if (auto recovered = recover(*space, auth))
        return readmit(*space, std::move(*recovered), auth);
    const auto socket = std::make_shared<Socket>(*space, *this, random_id(), auth);
    if (space->history().is_enabled())
        socket->set_private_id(random_id());
    admit(*space, socket);
}

bool Client::is_expelled(const Socket &socket) {
    const auto expulsion = server_.check(socket.id(), socket.address());
    if (!expulsion)
        return false;
    refuse(socket.space().name(), expulsion->reason, Json::Object{{"banned", expulsion->banned.count()}});
    if (sockets_.empty())
        session_.close(Reason::server_disconnect);
    return true;
}

void Client::admit(Space &space, const std::shared_ptr<Socket> &socket) {
    if (is_expelled(*socket))
        return;
    if (const auto error = space.refusal(*socket))
        return refuse(space.name(), error->message, error->data);
    if (!session_.is_open()) // a guard has ended it
        return;
    join(socket);
    welcome(*socket);
}

void Client::readmit(Space &space, History::Recovered recovered, const Json &auth) {
    auto &lost = recovered.socket;
    const auto socket = std::make_shared<Socket>(space, *this, std::move(lost.id), auth);
    if (is_expelled(*socket))
        return;
    join(socket);
    socket->restore(std::move(lost.data), lost.rooms, std::move(lost.private_id));
    for (const Outgoing &packet : recovered.missed) // before the welcome, as clients want it
        socket->send(packet, false);
    welcome(*socket);
}

void Client::join(const std::shared_ptr<Socket> &socket) {
    connect_timeout_.cancel();
    sockets_.push_back(socket);
    socket->space().add(*socket);
}

void Client::welcome(Socket &socket) {
    Json::Object data{{"sid", socket.id()}};
    if (!socket.private_id().empty())
        data.set("pid", socket.private_id());
    socket.send(make_outgoing({.type = PacketType::connect, .space = socket.space().name(), .data = data.dump()}),
                false);
    socket.space().connected.emit(socket);
}

void Client::refuse(const std::string &space, const std::string &message, const std::optional<Json> &data) {
    Json::Object error{{"message", message}};
    if (data)
        error.set("data", *data);
    send(make_outgoing({.type = PacketType::connect_error, .space = space, .data = error.dump()}), false);
}

void Client::take_event(const Packet &packet) {
    if (Socket *socket = joined(packet.space))
        socket->space().take_event(*socket, packet);
    else
        protest();
}

void Client::take_ack(Packet &packet) {
    Socket *socket = joined(packet.space);
    if (socket == nullptr || !packet.id)
        return protest();
    socket->take_ack(*packet.id, std::move(packet.arguments));
}

void Client::take_disconnect(const Packet &packet) {
    if (Socket *socket = joined(packet.space))
        release(*socket, Reason::client_disconnect);
    else
        protest();
}

void Client::send_disconnect(const Socket &socket) {
    send(make_outgoing({.type = PacketType::disconnect, .space = socket.space().name()}), false);
}

void Client::disconnect(Socket &socket, bool transport) {
    send_disconnect(socket);
    release(socket, Reason::server_disconnect);
    if (!transport)
        return;
    while (!sockets_.empty()) {
        send_disconnect(*sockets_.back());
        release(*sockets_.back(), Reason::server_disconnect);
    }
    session_.close(Reason::server_disconnect);
}

void Client::on_closed(Reason reason) {
    connect_timeout_.cancel();
    incomplete_.reset();
    reader_ = PacketReader(server_.options().reader);
    while (!sockets_.empty())
        release(*sockets_.back(), reason);
}

void Client::release(Socket &socket, Reason reason) {
    const auto found =
        std::find_if(sockets_.begin(), sockets_.end(), [&](const auto &entry) { return entry.get() == &socket; });
    auto ended = std::move(*found);
    sockets_.erase(found);
    ended->end(reason);
    server_.wheel().later([ended = std::move(ended)] {}); // its callers may still look at it
}

} // namespace callbooth::socketio
