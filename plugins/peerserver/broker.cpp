// SPDX-License-Identifier: MIT
#include "broker.hpp"

#include <callbooth/error.hpp>
#include <callbooth/util/network_key.hpp>
#include <callbooth/util/secret.hpp>

namespace callbooth::peerserver {

namespace {

constexpr size_t max_name = 256; // bytes of an id or a token

bool is_name(std::string_view text) {
    return text.size() <= max_name && simdjson::validate_utf8(text.data(), text.size());
}

} // namespace

Broker::Broker(BrokerLimits limits, std::string kind)
    : limits_(limits), kind_(std::move(kind)), backlog_(limits.backlog) {}

void Broker::refuse(WebSocket &socket, std::string_view message, WebSocket::Code code) {
    socket.send(message);
    socket.close(code, "");
}

bool Broker::overcrowded(WebSocket &socket) {
    const bool crowded = connected_networks_.of(socket.address()) >= limits_.network_connections;
    if (!full() && !crowded)
        return false;
    ++(full() ? counts_.refused_full : counts_.refused_network);
    refuse(socket,
           error_message(full() ? "Server has reached its concurrent user limit"
                                : "Your network has too many connections"),
           WebSocket::try_again);
    return true;
}

bool Broker::connect(WebSocket &socket, Visitor visitor, Time now) {
    visitor.address = socket.address();
    visitor.kind = kind_;
    if (!is_name(visitor.id) || !is_name(visitor.token)) {
        ++counts_.refused_invalid;
        refuse(socket, error_message("Invalid id or token provided"), WebSocket::policy);
        return false;
    }
    if (expelled(socket, visitor))
        return false;
    const auto known = peers_.find(visitor.id);
    if (known == peers_.end())
        return enroll(socket, visitor, now);
    if (!same_secret(known->second.token, visitor.token)) {
        ++counts_.refused_taken;
        refuse(socket, id_taken_message, WebSocket::policy);
        return false;
    }
    if (known->second.socket == nullptr && overcrowded(socket))
        return false;
    take_over(known->second, socket, now);
    return true;
}

bool Broker::expelled(WebSocket &socket, const Visitor &visitor) {
    const auto why = check ? check(visitor) : std::nullopt;
    if (!why)
        return false;
    ++counts_.refused_guarded;
    refuse(socket, expulsion_message(*why), WebSocket::policy);
    return true;
}

bool Broker::enroll(WebSocket &socket, const Visitor &visitor, Time now) {
    if (overcrowded(socket))
        return false;
    Peer &peer = peers_
                     .try_emplace(visitor.id, Peer{visitor.id,
                                                   visitor.token,
                                                   "",
                                                   nullptr,
                                                   now,
                                                   now,
                                                   TokenBucket(limits_.offers_per_second, limits_.offers_at_once),
                                                   TokenBucket(limits_.requests_per_second, limits_.requests_at_once),
                                                   {},
                                                   {}})
                     .first->second;
    peer.place = connected_.insert(connected_.end(), &peer);
    seat(peer, socket, now);
    joined.emit(visitor.id);
    return true;
}

void Broker::take_over(Peer &peer, WebSocket &socket, Time now) {
    const bool was_lost = peer.socket == nullptr;
    (was_lost ? reserved_networks_ : connected_networks_).remove(peer.address);
    if (was_lost) {
        connected_.splice(connected_.end(), reserved_, peer.place);
    } else {
        let_go(*peer.socket);
        peer.socket->close(WebSocket::normal, "replaced by a new connection");
    }
    seat(peer, socket, now);
    if (was_lost)
        joined.emit(std::string(peer.id));
}

void Broker::seat(Peer &peer, WebSocket &socket, Time now) {
    peer.socket = &socket;
    peer.address = socket.address();
    connected_networks_.add(peer.address);
    sockets_[&socket] = &peer;
    refresh(peer, now);
    socket.send(open_message);
    deliver_backlog(peer);
}

void Broker::deliver_backlog(Peer &peer) {
    for (const auto &message : backlog_.take(peer.id))
        if (!peer.socket->send(message.text)) {
            ++counts_.undelivered;
            if (const Peer *sender = connected_peer(message.sender))
                tell_expired(peer.id, *sender);
        }
}

void Broker::refresh(Peer &peer, Time now) {
    peer.since = now;
    connected_.splice(connected_.end(), connected_, peer.place);
}

void Broker::message(WebSocket &socket, std::string_view text, Time now) {
    const auto found = sockets_.find(&socket);
    if (found == sockets_.end())
        return;
    Peer &peer = *found->second;
    const auto message = reader_.read(text);
    if (!message) {
        ++counts_.nonsense;
        return;
    }
    if (message->type == Type::other)
        return hand_over(peer, *message, now);
    ++counts_.messages[static_cast<size_t>(message->type)];
    act(peer, *message, now);
}

void Broker::act(Peer &peer, const Message &message, Time now) {
    if (message.type == Type::heartbeat)
        refresh(peer, now);
    else if (!message.dst.empty())
        route(peer, message, now);
    else if (message.type == Type::leave)
        remove(peer, WebSocket::normal, "left");
}

void Broker::hand_over(Peer &peer, const Message &message, Time now) {
    const auto found = extensions_->handlings.find(message.name);
    if (found == extensions_->handlings.end() || !found->second.handler) {
        ++counts_.nonsense;
        return;
    }
    ++found->second.messages;
    if (!peer.requests.take(now)) {
        ++counts_.limited;
        return;
    }
    const auto handler = found->second.handler; // stays alive when it unsubscribes itself
    const std::string id = peer.id;             // and when the peer goes
    (*handler)(id, message.dst, message.payload);
}

void Broker::route(Peer &peer, const Message &message, Time now) {
    const bool counts = message.type == Type::offer || message.type == Type::leave;
    if (counts && !peer.bucket.take(now)) {
        ++counts_.limited;
        if (message.type == Type::offer)
            expire(message.dst, peer);
        return;
    }
    if (message.type == Type::offer && message.dst.size() <= max_name)
        peer.called.add(message.dst);
    if (const Peer *target = connected_peer(message.dst))
        relay(*target, peer, message);
    else if (message.type != Type::leave)
        keep_for_later(peer, message, now);
}

void Broker::relay(const Peer &target, const Peer &sender, const Message &message) {
    write_relay(relay_, sender.id, message);
    if (!target.socket->send(relay_)) {
        ++counts_.undelivered;
        if (message.type != Type::leave)
            tell_expired(target.id, sender);
        return;
    }
    if (message.type == Type::answer && target.called.contains(sender.id))
        met.emit(std::string(sender.id), std::string(target.id));
}

void Broker::keep_for_later(Peer &peer, const Message &message, Time now) {
    std::string text;
    write_relay(text, peer.id, message);
    if (message.dst.size() > max_name ||
        !backlog_.add(std::string(message.dst), {peer.id, network_key(peer.address), std::move(text)}, now))
        expire(message.dst, peer);
}

void Broker::expire(std::string_view dst, const Peer &sender) {
    ++counts_.expired;
    tell_expired(dst, sender);
}

void Broker::tell_expired(std::string_view dst, const Peer &sender) {
    sender.socket->send(expire_message(dst, sender.id));
}

void Broker::disconnect(WebSocket &socket, Time now) {
    const auto found = sockets_.find(&socket);
    if (found == sockets_.end())
        return;
    Peer &peer = *found->second;
    const std::string id = peer.id;
    const bool keep = !socket.clean() && limits_.grace.count() > 0 &&
                      reserved_networks_.of(peer.address) < limits_.network_connections;
    let_go(socket);
    peer.since = now;
    reserve(peer);
    if (!keep)
        forget(peer);
    else if (reserved_.size() > limits_.connections)
        forget(*reserved_.front());
    left.emit(id);
}

void Broker::tick(Time now) {
    while (!connected_.empty() && connected_.front()->since + limits_.alive <= now)
        remove(*connected_.front(), WebSocket::policy, "no heartbeat");
    while (!reserved_.empty() && reserved_.front()->since + limits_.grace <= now)
        forget(*reserved_.front());
    for (const auto &[dst, sender] : backlog_.expire(now))
        if (const Peer *peer = connected_peer(sender))
            expire(dst, *peer);
}

void Broker::remove(Peer &peer, WebSocket::Code code, std::string_view why) {
    const std::string id = peer.id;
    WebSocket &socket = *peer.socket;
    let_go(socket);
    reserve(peer);
    forget(peer);
    socket.close(code, why);
    left.emit(id);
}

void Broker::let_go(WebSocket &socket) {
    sockets_.erase(&socket);
    socket.on_message = nullptr;
    socket.on_closed = nullptr;
}

void Broker::reserve(Peer &peer) {
    peer.socket = nullptr;
    connected_networks_.remove(peer.address);
    reserved_networks_.add(peer.address);
    reserved_.splice(reserved_.end(), connected_, peer.place);
}

void Broker::forget(Peer &peer) {
    reserved_networks_.remove(peer.address);
    reserved_.erase(peer.place);
    peers_.erase(peers_.find(peer.id));
}

void Broker::release() {
    while (!sockets_.empty())
        let_go(*sockets_.begin()->first);
    connected_.clear();
    reserved_.clear();
    connected_networks_ = reserved_networks_ = {};
    peers_.clear();
}

const Broker::Peer *Broker::connected_peer(std::string_view id) const {
    const auto found = peers_.find(id);
    if (found == peers_.end() || found->second.socket == nullptr)
        return nullptr;
    return &found->second;
}

bool Broker::connected(std::string_view id) const { return connected_peer(id) != nullptr; }

bool Broker::proves(std::string_view id, std::string_view token) const {
    const Peer *known = connected_peer(id);
    return known != nullptr && same_secret(known->token, token);
}

std::optional<Visitor> Broker::claim(std::string_view id) const {
    const auto found = find(id);
    return found ? std::optional(found->visitor) : std::nullopt;
}

Attendee Broker::attendee(const Peer &peer) const { return {{peer.id, peer.token, peer.address, kind_}, peer.entered}; }

std::optional<Attendee> Broker::find(std::string_view id) const {
    const Peer *known = connected_peer(id);
    return known == nullptr ? std::nullopt : std::optional(attendee(*known));
}

std::vector<Attendee> Broker::list() const {
    std::vector<Attendee> all;
    for (const Peer *peer : connected_)
        all.push_back(attendee(*peer));
    return all;
}

Subscription Broker::handle(std::string type, Handler handler) {
    auto &handling = extensions_->handlings[type];
    if (handling.handler)
        throw Error("messages of the type " + type + " are handled already; two plugins do the same");
    handling.handler = std::make_shared<const Handler>(std::move(handler));
    if (on_handled)
        on_handled(type, handling.messages);
    return Subscription([extensions = std::weak_ptr(extensions_), type] {
        if (const auto alive = extensions.lock())
            alive->handlings[type].handler.reset();
    });
}

bool Broker::tell(std::string_view id, std::string_view text) {
    const Peer *known = connected_peer(id);
    return known != nullptr && known->socket->send(text);
}

bool Broker::notify(std::string_view id, std::string_view text) { return tell(id, notice_message(text)); }

bool Broker::expel(std::string_view id, const Expulsion &why) {
    const auto found = peers_.find(id);
    if (found == peers_.end() || found->second.socket == nullptr)
        return false;
    found->second.socket->send(expulsion_message(why));
    remove(found->second, WebSocket::policy, "kicked");
    return true;
}

std::vector<std::string> Broker::ids() const {
    std::vector<std::string> ids;
    for (const Peer *peer : connected_)
        ids.push_back(peer->id);
    return ids;
}

} // namespace callbooth::peerserver
