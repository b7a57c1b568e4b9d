// SPDX-License-Identifier: MIT
#include "room_table.hpp"

#include <utility>

#include <callbooth/util/secret.hpp>

namespace callbooth::rooms {
namespace {

// Pages of tutorials compare the first two.
constexpr const char *full = "room is already full";
constexpr const char *unknown = "room does not exist";
constexpr const char *too_many = "there are too many rooms, try again later";
constexpr const char *too_often = "too many rooms were created from your network, try again later";
constexpr const char *taken_over = "the room is open in another place";
constexpr const char *idle = "the room was closed because nobody came";

void drop_listeners(WebSocket &socket) {
    socket.on_message = nullptr;
    socket.on_closed = nullptr;
}

} // namespace

RoomTable::RoomTable(RoomLimits limits, std::string kind)
    : limits_(limits), kind_(std::move(kind)),
      creations_(limits.creations_per_second, 10 * limits.creations_per_second) {}

bool RoomTable::connect(WebSocket &socket, Time now) {
    Member member{std::to_string(++last_id_), &socket, now};
    const auto refusal = check ? check(attendee(member).visitor) : std::nullopt;
    if (refusal) {
        ++counts_.refused_guarded;
        socket.send(error_message(refusal->reason));
        socket.close(WebSocket::policy, "");
        return false;
    }
    Member &known = members_.emplace(&socket, std::move(member)).first->second;
    ids_.emplace(known.id, &known);
    return true;
}

void RoomTable::message(WebSocket &socket, std::string_view text, Time now) {
    const auto member = members_.find(&socket);
    if (member == members_.end())
        return;
    const auto message = parse(text);
    if (!message || is_from_server(message->type))
        ++counts_.nonsense;
    else
        act(member->second, *message, now);
}

void RoomTable::act(Member &member, const Message &message, Time now) {
    const bool inside = member.room != nullptr && (message.room.empty() || message.room == member.room->id);
    if (message.type == "createRoom")
        create(member, message, now);
    else if (message.type == "leave")
        leave_call(member, now);
    else if (inside)
        relay(member, message);
    else if (message.type == "offer")
        join(member, message, now);
    else
        refuse_outsider(member, message.room);
}

void RoomTable::create(Member &member, const Message &message, Time now) {
    if (!creations_.take(member.socket->address(), now)) {
        ++counts_.refused_rate;
        member.socket->send(error_message(too_often));
        return;
    }
    const std::string id = message.token.empty() ? random_room() : room_of(message.token);
    if (const auto room = rooms_.find(id); room != rooms_.end())
        come_back(member, room->second, message, now);
    else
        open(member, id, message, now);
}

bool RoomTable::may_create(Member &member) {
    if (rooms_.size() < limits_.rooms && networks_.of(member.socket->address()) < limits_.network_rooms)
        return true;
    ++counts_.refused_limit;
    member.socket->send(error_message(too_many));
    return false;
}

void RoomTable::open(Member &member, const std::string &id, const Message &message, Time now) {
    leave(member, now, false);
    if (!may_create(member))
        return;
    const std::string &address = member.socket->address();
    Room room{.id = id,
              .address = address,
              .returnable = !message.token.empty(),
              .creator = &member,
              .since = now,
              .peer = message.peer};
    member.room = &rooms_.emplace(id, std::move(room)).first->second;
    networks_.add(address);
    ++counts_.created;
    member.socket->send(created_message(id));
    publish(*member.room);
}

void RoomTable::publish(const Room &room) {
    if (wait && !room.peer.empty() && room.creator != nullptr && room.partner == nullptr)
        wait(std::string(room.creator->id), room.peer);
}

void RoomTable::withdraw(Room &room, const Member &creator) {
    room.has_met = false;
    if (stop_waiting && !room.peer.empty())
        stop_waiting(creator.id);
}

bool RoomTable::meet(std::string_view id, std::string_view peer, Time now) {
    Member *const member = member_of(id);
    if (member == nullptr || member->room == nullptr)
        return false;
    member->room->has_met = true;
    member->room->since = now;
    return peer.empty() || member->socket->send(partner_found_message(peer));
}

void RoomTable::part(std::string_view id, Time now) {
    Member *const member = member_of(id);
    if (member == nullptr || member->room == nullptr)
        return;
    member->room->has_met = false;
    member->room->since = now;
    member->socket->send(partner_left_message);
    publish(*member->room);
}

/// Only the creator has the token that leads to this id.
void RoomTable::come_back(Member &member, Room &room, const Message &message, Time now) {
    if (room.creator != &member) {
        leave(member, now, false);
        if (room.creator != nullptr) {
            withdraw(room, *room.creator);
            room.creator->room = nullptr;
            room.creator->socket->send(error_message(taken_over));
            if (room.partner != nullptr)
                room.partner->socket->send(partner_left_message);
        }
        room.creator = &member;
        member.room = &room;
        room.since = now;
        if (room.partner != nullptr)
            room.partner->socket->send(partner_returned_message);
    }
    if (room.peer != message.peer)
        withdraw(room, member);
    room.peer = message.peer;
    member.socket->send(created_message(room.id));
    publish(room);
}

void RoomTable::join(Member &member, const Message &message, Time now) {
    if (Room *const room = joinable(member, message)) {
        leave(member, now, false);
        seat(member, *room, message);
    }
}

RoomTable::Room *RoomTable::joinable(Member &member, const Message &message) {
    const auto found = rooms_.find(message.room);
    if (found == rooms_.end() || found->second.creator == nullptr) {
        refuse(member, message.room, unknown, counts_.refused_unknown);
        return nullptr;
    }
    Room &room = found->second;
    const bool is_same = !message.token.empty() && same_secret(room.partner_token, message.token);
    if (room.partner == nullptr || is_same)
        return &room;
    refuse(member, message.room, full, counts_.refused_full);
    return nullptr;
}

/// A partner that comes back before the loss of its former connection was noticed takes that one's place.
void RoomTable::seat(Member &member, Room &room, const Message &message) {
    if (room.partner != nullptr) {
        room.partner->room = nullptr;
        room.partner->socket->send(error_message(taken_over));
        room.creator->socket->send(partner_left_message);
    }
    withdraw(room, *room.creator);
    room.partner = &member;
    room.partner_token = message.token;
    member.room = &room;
    member.refused.clear();
    ++counts_.joined;
    relay(member, message);
}

void RoomTable::relay(Member &member, const Message &message) {
    Room &room = *member.room;
    Member *const other = room.creator == &member ? room.partner : room.creator;
    if (other != nullptr && other->socket->send(relay_message(message, room.id)))
        ++counts_.relayed;
    else if (room.creator == nullptr && message.type == "offer")
        refuse(member, room.id, unknown, counts_.refused_unknown);
    else
        ++counts_.undelivered;
}

/// A page whose offer was refused sends its candidates all the same: only the first gets an error.
void RoomTable::refuse_outsider(Member &member, const std::string &id) {
    const auto room = rooms_.find(id);
    if (member.refused == id && !id.empty())
        return;
    if (room == rooms_.end() || room->second.creator == nullptr)
        refuse(member, id, unknown, counts_.refused_unknown);
    else if (room->second.partner != nullptr)
        refuse(member, id, full, counts_.refused_full);
}

void RoomTable::refuse(Member &member, const std::string &id, const char *why, uint64_t &count) {
    ++count;
    member.refused = id;
    member.socket->send(error_message(why));
}

/// Of its room, if it is in one. `may_return`: a creator may come back to it.
void RoomTable::leave(Member &member, Time now, bool may_return) {
    Room *const room = std::exchange(member.room, nullptr);
    if (room == nullptr)
        return;
    room->since = now;
    const bool was_creator = room->creator == &member;
    Member *const other = was_creator ? room->partner : room->creator;
    (was_creator ? room->creator : room->partner) = nullptr;
    if (other != nullptr)
        other->socket->send(partner_left_message);
    if (was_creator)
        withdraw(*room, member);
    if (was_creator && !(may_return && room->returnable && limits_.grace.count() > 0))
        end(*room);
    else
        publish(*room);
}

/// The partner leaves, whichever of the two wants it; the room stays open.
void RoomTable::leave_call(Member &member, Time now) {
    if (member.room != nullptr && member.room->creator == &member)
        dismiss_partner(*member.room, now);
    else
        leave(member, now, false);
}

void RoomTable::dismiss_partner(Room &room, Time now) {
    Member *const partner = std::exchange(room.partner, nullptr);
    if (partner == nullptr)
        return;
    room.since = now;
    partner->room = nullptr;
    partner->socket->send(partner_left_message);
    publish(room);
}

void RoomTable::end(Room &room) {
    if (room.creator != nullptr)
        withdraw(room, *room.creator);
    for (Member *const member : {room.creator, room.partner})
        if (member != nullptr)
            member->room = nullptr;
    networks_.remove(room.address);
    const std::string id = room.id;
    rooms_.erase(id);
}

void RoomTable::disconnect(WebSocket &socket, Time now) {
    if (const auto member = members_.find(&socket); member != members_.end())
        forget(member->second, now);
}

void RoomTable::forget(Member &member, Time now) {
    leave(member, now, true);
    WebSocket *const socket = member.socket;
    ids_.erase(member.id);
    members_.erase(socket);
}

void RoomTable::tick(Time now) {
    last_tick_ = now;
    creations_.forget_idle(now);
    std::vector<Room *> over;
    for (auto &[id, room] : rooms_) {
        const bool abandoned = room.creator == nullptr && now - room.since > limits_.grace;
        const bool waits = room.creator != nullptr && room.partner == nullptr && !room.has_met;
        if (abandoned || (waits && limits_.idle.count() > 0 && now - room.since > limits_.idle))
            over.push_back(&room);
    }
    counts_.expired += over.size();
    for (Room *const room : over) {
        if (room->creator != nullptr)
            room->creator->socket->send(error_message(idle));
        end(*room);
    }
}

void RoomTable::release() {
    for (auto &[socket, member] : members_)
        drop_listeners(*socket);
    ids_.clear();
    members_.clear();
    rooms_.clear();
}

std::vector<Attendee> RoomTable::list() const {
    std::vector<Attendee> all;
    for (const auto &[socket, member] : members_)
        all.push_back(attendee(member));
    return all;
}

std::optional<Attendee> RoomTable::find(std::string_view id) const {
    const auto found = ids_.find(std::string(id));
    return found == ids_.end() ? std::nullopt : std::optional(attendee(*found->second));
}

RoomTable::Member *RoomTable::member_of(std::string_view id) {
    const auto found = ids_.find(std::string(id));
    return found == ids_.end() ? nullptr : found->second;
}

Attendee RoomTable::attendee(const Member &member) const {
    return {{member.id, "", member.socket->address(), kind_}, member.since};
}

bool RoomTable::notify(std::string_view id, std::string_view text) {
    Member *const member = member_of(id);
    return member != nullptr && member->socket->send(notice_message(text));
}

bool RoomTable::expel(std::string_view id, const Expulsion &why) {
    Member *const member = member_of(id);
    if (member == nullptr)
        return false;
    WebSocket &socket = *member->socket;
    socket.send(error_message(why.reason));
    leave(*member, last_tick_, false);
    forget(*member, last_tick_);
    drop_listeners(socket);
    socket.close(WebSocket::policy, "");
    return true;
}

} // namespace callbooth::rooms
