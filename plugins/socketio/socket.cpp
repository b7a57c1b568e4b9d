// SPDX-License-Identifier: MIT
#include "socket.hpp"

#include <algorithm>

#include "client.hpp"
#include "server.hpp"
#include "space.hpp"

namespace callbooth::socketio {

namespace {
constexpr std::string_view message_digit = "4"; // of Engine.IO

std::vector<Frame> frames_of(const EventArguments::Attachments &attachments) {
    std::vector<Frame> frames;
    frames.reserve(attachments.size());
    for (const auto &bytes : attachments)
        frames.push_back(Frame::binary(bytes));
    return frames;
}
} // namespace

Outgoing make_outgoing(const Packet &packet) {
    const auto encoded = encode(packet, message_digit);
    return {Frame::text(encoded.text), frames_of(encoded.attachments())};
}

struct Socket::OpenAck {
    OpenAck(OnAck listener, std::function<void()> on_timeout)
        : on_ack(std::move(listener)), timeout(std::move(on_timeout)) {}

    OnAck on_ack;
    Timer timeout;
};

Socket::Socket(Space &space, Client &client, std::string id, Json auth)
    : space_(space), client_(&client), id_(std::move(id)), address_(client.session().address()),
      auth_(std::move(auth)) {}

Socket::~Socket() = default;

bool Socket::send(const Outgoing &packet, bool is_volatile) {
    return client_ != nullptr && client_->send(packet, is_volatile);
}

bool Socket::emit(std::string_view event, const EventArguments &arguments) {
    return client_ != nullptr && space_.emit_to(*this, event, arguments, false);
}

bool Socket::emit_volatile(std::string_view event, const EventArguments &arguments) {
    return client_ != nullptr && client_->session().is_writable() && space_.emit_to(*this, event, arguments, true);
}

void Socket::emit(std::string_view event, const EventArguments &arguments, std::chrono::milliseconds timeout,
                  OnAck on_ack) {
    const uint64_t number = space_.next_ack();
    expect_ack(number, timeout, std::move(on_ack));
    if (!send(space_.encode_event(event, arguments, number), false))
        answer_later(number);
}

void Socket::expect_ack(uint64_t number, std::chrono::milliseconds timeout, OnAck on_ack) {
    auto &wheel = space_.server().wheel();
    if (client_ == nullptr || acks_.size() >= max_acks)
        return wheel.later([on_ack = std::move(on_ack)] { on_ack(std::nullopt); });
    auto &ack = acks_[number];
    ack = std::make_unique<OpenAck>(std::move(on_ack), [this, number] { answer_ack(number, std::nullopt); });
    wheel.start(ack->timeout, timeout);
}

void Socket::answer_later(uint64_t number) {
    if (const auto found = acks_.find(number); found != acks_.end())
        space_.server().wheel().start(found->second->timeout, std::chrono::milliseconds(0));
}

void Socket::take_ack(uint64_t number, EventArguments arguments) { answer_ack(number, std::move(arguments)); }

void Socket::answer_ack(uint64_t number, std::optional<EventArguments> arguments) {
    const auto found = acks_.find(number);
    if (found == acks_.end())
        return;
    const auto ack = std::move(found->second);
    acks_.erase(found);
    ack->on_ack(std::move(arguments));
}

void Socket::drop_acks() {
    while (!acks_.empty())
        answer_ack(acks_.begin()->first, std::nullopt);
}

bool Socket::join(const std::string &room) {
    if (client_ == nullptr || room.size() > max_room_name)
        return false;
    return room == id_ || space_.rooms().join(*this, room, max_rooms);
}

void Socket::leave(const std::string &room) { space_.rooms().leave(*this, room); }

std::vector<std::string> Socket::rooms() const {
    auto names = room_names();
    names.insert(names.begin(), id_);
    return names;
}

void Socket::restore(Json data, const std::vector<std::string> &rooms, std::string private_id) {
    is_recovered_ = true;
    data_ = std::move(data);
    private_id_ = std::move(private_id);
    for (const auto &room : rooms)
        join(room);
}

void Socket::disconnect(bool transport) {
    if (client_ != nullptr)
        client_->disconnect(*this, transport);
}

void Socket::end(Reason reason) {
    client_ = nullptr;
    space_.remove(*this, reason);
    drop_acks();
}

} // namespace callbooth::socketio
