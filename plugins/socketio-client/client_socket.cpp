// SPDX-License-Identifier: MIT
#include "client_socket.hpp"

#include <optional>
#include <utility>

#include <callbooth/error.hpp>
#include <callbooth/util/text.hpp>

namespace callbooth::socketio_client {
namespace {

using socketio::Packet;
using socketio::PacketType;
using std::chrono::milliseconds;

constexpr size_t max_pending_acks = 1024;
constexpr size_t max_id = 128; // bytes

std::string auth_text(const Json &auth) {
    if (!auth.is(Json::Kind::object))
        throw Error("the authentication of a namespace is not an object");
    return auth.size() == 0 ? std::string() : auth.dump();
}

Json data_of(const Packet &packet) {
    try {
        return packet.data ? Json::parse(*packet.data) : Json();
    } catch (const Error &) { // beyond the limits
        return {};
    }
}

} // namespace

ClientSocket::ClientSocket(std::shared_ptr<Manager> manager, std::string name, const Json &auth)
    : manager_(std::move(manager)), name_(std::move(name)), auth_(auth_text(auth)) {
    check_namespace(name_);
    manager_->add(*this);
    on_opened();
    manager_->update();
}

ClientSocket::~ClientSocket() {
    if (is_connected())
        manager_->send({.type = PacketType::disconnect, .space = name_});
    manager_->remove(*this);
}

Subscription ClientSocket::on(std::string event, Listener listener) {
    return listeners_[std::move(event)].subscribe(std::move(listener));
}

bool ClientSocket::emit(std::string_view event, const EventArguments &arguments) {
    return is_connected() && manager_->send({.space = name_, .event = std::string(event), .arguments = arguments});
}

void ClientSocket::emit(std::string_view event, const EventArguments &arguments, milliseconds timeout, OnAck on_ack) {
    const auto id = next_ack_++;
    const bool is_sent =
        is_connected() && pending_.size() < max_pending_acks &&
        manager_->send({.space = name_, .id = id, .event = std::string(event), .arguments = arguments});
    auto alarm = Source::after(is_sent ? timeout : milliseconds(0), [this, id] { finish_ack(id, {}); });
    pending_.emplace(id, PendingAck{std::move(on_ack), std::move(alarm)});
}

void ClientSocket::connect() {
    if (is_wanted())
        return;
    state_ = State::waiting;
    on_opened();
    manager_->update();
}

void ClientSocket::on_opened() {
    if (state_ == State::waiting)
        manager_->ask(name_, auth_);
}

void ClientSocket::on_lost(const std::string &reason) {
    if (is_connected())
        end(State::waiting, reason);
}

void ClientSocket::on_packet(const Packet &packet) {
    if (packet.type == PacketType::connect)
        return on_connect(packet);
    if (packet.type == PacketType::connect_error)
        return on_connect_error(packet);
    if (!is_connected())
        return;
    switch (packet.type) {
    case PacketType::event: return on_event(packet);
    case PacketType::ack: return on_ack(packet);
    default: end(State::idle, "io server disconnect");
    }
}

void ClientSocket::on_connect(const Packet &packet) {
    const auto id = data_of(packet).find<std::string>("sid");
    if (state_ != State::waiting)
        return;
    if (!id || id->empty() || id->size() > max_id) // Socket.IO 2 sends none
        return manager_->refuse("a CONNECT without a valid id");
    state_ = State::connected;
    id_ = *id;
    ++session_;
    connected.emit();
}

void ClientSocket::on_connect_error(const Packet &packet) {
    if (state_ != State::waiting)
        return;
    const auto data = data_of(packet);
    const auto message = data.find<std::string>("message").value_or(data.as<std::string>().value_or(""));
    state_ = State::idle;
    manager_->update();
    refused.emit(one_line(message, 200), data.member("data").value_or(Json()));
}

void ClientSocket::on_event(const Packet &packet) {
    const auto found = listeners_.find(packet.event);
    if (found != listeners_.end())
        found->second.emit(packet.arguments, ack_for(packet));
}

void ClientSocket::on_ack(const Packet &packet) {
    if (packet.id)
        finish_ack(*packet.id, packet.arguments);
}

void ClientSocket::finish_ack(uint64_t id, std::optional<EventArguments> arguments) {
    if (const auto pending = pending_.extract(id))
        pending.mapped().on_ack(std::move(arguments));
}

void ClientSocket::end(State next, const std::string &reason) {
    state_ = next;
    id_.clear();
    manager_->update();
    const auto alive = std::weak_ptr(self_);
    for (const auto &[id, pending] : std::exchange(pending_, {})) {
        pending.on_ack({});
        if (alive.expired())
            return;
    }
    disconnected.emit(reason);
}

ClientSocket::Ack ClientSocket::ack_for(const Packet &packet) {
    if (!packet.id)
        return {};
    return [alive = std::weak_ptr(self_), session = session_, id = *packet.id,
            done = std::make_shared<bool>()](const EventArguments &arguments) {
        if (const auto self = alive.lock(); self && !std::exchange(*done, true))
            (*self)->acknowledge(session, id, arguments);
    };
}

void ClientSocket::acknowledge(uint64_t session, uint64_t id, const EventArguments &arguments) {
    if (is_connected() && session == session_)
        manager_->send({.type = PacketType::ack, .space = name_, .id = id, .arguments = arguments});
}

} // namespace callbooth::socketio_client
