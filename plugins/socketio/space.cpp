// SPDX-License-Identifier: MIT
#include "space.hpp"

#include "server.hpp"

namespace callbooth::socketio {

struct Space::Outcome {
    bool was_called = false;
    bool fitted = false;
};

/// Counts the answers to a broadcast.
struct Space::Collector {
    BroadcastAcks acks;
    size_t expected;
    std::function<void(BroadcastAcks)> on_done;

    void take(std::optional<EventArguments> answer) {
        if (answer)
            acks.answers.push_back(std::move(*answer));
        else
            ++acks.missing;
        if (acks.answers.size() + acks.missing == expected)
            on_done(std::move(acks));
    }
};

namespace {
bool may_come_back(Reason reason) {
    return reason == Reason::transport_close || reason == Reason::transport_error || reason == Reason::ping_timeout ||
           reason == Reason::forced_close;
}
} // namespace

Space::Space(Server &server, std::string name)
    : server_(server), name_(std::move(name)), history_(server.options().recovery, server.wheel()) {}
Space::~Space() = default;

// Its sockets

void Space::add(Socket &socket) {
    socket.index_ = sockets_.size();
    sockets_.push_back(&socket);
    ids_.emplace(socket.id(), &socket);
}

void Space::remove(Socket &socket, Reason reason) {
    disconnected.emit(socket, to_string(reason));
    if (!socket.private_id().empty() && may_come_back(reason))
        history_.lose({socket.private_id(), socket.id(), socket.rooms(), socket.data()});
    rooms_.leave_all(socket);
    sockets_[socket.index_] = sockets_.back();
    sockets_[socket.index_]->index_ = socket.index_;
    sockets_.pop_back();
    ids_.erase(socket.id());
}

Socket *Space::socket(std::string_view id) const {
    const auto found = ids_.find(id);
    return found == ids_.end() ? nullptr : found->second;
}

Subscription Space::guard(Guard guard) {
    return guards_.subscribe([guard = std::move(guard)](const Socket &socket, std::optional<ConnectError> &error) {
        if (!error)
            error = guard(socket);
    });
}

std::optional<ConnectError> Space::refusal(const Socket &socket) const {
    std::optional<ConnectError> error;
    guards_.emit(socket, error);
    return error;
}

// Events of clients

Subscription Space::on(std::string event, Listener listener) {
    auto &listeners = listeners_[std::move(event)];
    if (!listeners)
        listeners = std::make_unique<Listeners>();
    return listeners->subscribe([listener = std::move(listener)](Socket &socket, const EventArguments &arguments,
                                                                 const Ack &ack, Outcome &outcome) {
        if (!socket.is_connected())
            return;
        outcome.was_called = true;
        outcome.fitted = listener(socket, arguments, ack) || outcome.fitted;
    });
}

void Space::take_event(Socket &socket, const Packet &packet) {
    Outcome outcome;
    Ack ack;
    if (packet.id)
        ack = [weak = socket.weak_from_this(), id = *packet.id](const EventArguments &arguments) {
            if (const auto alive = weak.lock())
                alive->send(
                    make_outgoing(
                        {.type = PacketType::ack, .space = alive->space().name(), .id = id, .arguments = arguments}),
                    false);
        };
    if (const auto found = listeners_.find(packet.event); found != listeners_.end())
        found->second->emit(socket, packet.arguments, ack, outcome);
    count(outcome);
}

void Space::count(const Outcome &outcome) {
    ++(!outcome.was_called ? counts_.unhandled : outcome.fitted ? counts_.handled : counts_.malformed);
}

// Events to clients

Outgoing Space::encode_event(std::string_view event, const EventArguments &arguments,
                             std::optional<uint64_t> ack) const {
    return make_outgoing({.space = name_, .id = ack, .event = std::string(event), .arguments = arguments});
}

Outgoing Space::record_event(const SocketIoTarget &target, std::string_view event, const EventArguments &arguments) {
    if (target.is_volatile || !history_.is_enabled())
        return encode_event(event, arguments);
    auto numbered = arguments;
    numbered.add(history_.next_offset());
    auto packet = encode_event(event, numbered);
    history_.add(target, packet);
    return packet;
}

bool Space::emit_to(Socket &socket, std::string_view event, const EventArguments &arguments, bool is_volatile) {
    const auto packet = history_.is_enabled() ? record_event({{socket.id()}, {}, is_volatile}, event, arguments)
                                              : encode_event(event, arguments);
    return socket.send(packet, is_volatile);
}

void Space::send(const std::vector<Socket *> &sockets, const Outgoing &packet, bool is_volatile) {
    server_.together([&] {
        for (Socket *socket : sockets)
            socket->send(packet, is_volatile);
    });
}

void Space::list_room(std::string_view room, const std::function<void(Socket &)> &add) const {
    if (Socket *own = socket(room))
        add(*own);
    rooms_.list(room, [&](Occupant &occupant) { add(static_cast<Socket &>(occupant)); });
}

std::vector<SocketIoSocket *> Space::sockets(std::string_view room) {
    const auto found = room.empty() ? sockets_ : select({.rooms = {std::string(room)}});
    return {found.begin(), found.end()};
}

std::vector<Socket *> Space::select(const SocketIoTarget &target) {
    if (target.rooms.empty() && target.except.empty())
        return sockets_;
    const uint64_t mark = ++marks_; // on those that were looked at
    std::vector<Socket *> selected;
    const auto add = [&](Socket &socket) {
        if (std::exchange(socket.mark_, mark) != mark)
            selected.push_back(&socket);
    };
    for (const auto &room : target.except)
        list_room(room, [&](Socket &socket) { socket.mark_ = mark; });
    for (const auto &room : target.rooms)
        list_room(room, add);
    if (target.rooms.empty())
        for (Socket *socket : sockets_)
            add(*socket);
    return selected;
}

void Space::broadcast(const SocketIoTarget &target, std::string_view event, const EventArguments &arguments) {
    const auto sockets = select(target);
    if (!sockets.empty() || history_.is_enabled())
        send(sockets, record_event(target, event, arguments), target.is_volatile);
}

void Space::broadcast(const SocketIoTarget &target, std::string_view event, const EventArguments &arguments,
                      std::chrono::milliseconds timeout, std::function<void(BroadcastAcks)> on_done) {
    const auto sockets = select(target);
    if (sockets.empty())
        return server_.wheel().later([on_done = std::move(on_done)] { on_done({}); });
    const uint64_t number = next_ack();
    const auto collector = std::make_shared<Collector>(Collector{{}, sockets.size(), std::move(on_done)});
    for (Socket *socket : sockets)
        socket->expect_ack(number, timeout, [collector](auto answer) { collector->take(std::move(answer)); });
    send(sockets, encode_event(event, arguments, number), target.is_volatile);
}

} // namespace callbooth::socketio
