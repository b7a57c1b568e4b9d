// SPDX-License-Identifier: MIT
#include "server.hpp"

#include <algorithm>

#include <callbooth/error.hpp>

namespace callbooth::socketio {

namespace {
bool is_name(std::string_view name) {
    return name.starts_with('/') && std::all_of(name.begin(), name.end(), [](unsigned char c) {
               return c >= ' ' && c != 0x7f && c != ',' && c != '?';
           });
}
} // namespace

Server::Server(ServerOptions options, std::string kind, TimerWheel &wheel)
    : options_(options), kind_(std::move(kind)), wheel_(wheel), incomplete_(options.max_incomplete) {}

SocketIoNamespace &Server::open(const std::string &name) {
    if (!is_name(name))
        throw Error("'" + name + "' is not the name of a namespace: it begins with '/', and has no ',' and no '?'");
    auto &space = spaces_[name];
    if (!space)
        space = std::make_unique<Space>(*this, name);
    return *space;
}

Space *Server::find(std::string_view name) const {
    const auto found = spaces_.find(name);
    return found == spaces_.end() ? nullptr : found->second.get();
}

Visitor Server::visitor(const Socket &socket) const { return {socket.id(), "", socket.address(), kind_}; }

std::optional<Expulsion> Server::check(const std::string &id, const std::string &address) const {
    return guard ? guard(Visitor{id, "", address, kind_}) : std::nullopt;
}

Socket *SocketCrowd::socket(std::string_view id) const {
    for (const auto &[name, space] : server_.spaces())
        if (Socket *found = space->socket(id))
            return found;
    return nullptr;
}

size_t SocketCrowd::size() const {
    size_t sum = 0;
    for (const auto &[name, space] : server_.spaces())
        sum += space->size();
    return sum;
}

std::vector<Attendee> SocketCrowd::list() const {
    std::vector<Attendee> all;
    for (const auto &[name, space] : server_.spaces())
        for (const Socket *one : space->all())
            all.push_back({server_.visitor(*one), one->since()});
    return all;
}

std::optional<Attendee> SocketCrowd::find(std::string_view id) const {
    const Socket *found = socket(id);
    return found == nullptr ? std::nullopt : std::optional(Attendee{server_.visitor(*found), found->since()});
}

bool SocketCrowd::notify(std::string_view id, std::string_view text) {
    Socket *found = socket(id);
    return found != nullptr && found->emit("notice", {Json(text)});
}

bool SocketCrowd::expel(std::string_view id, const Expulsion &why) {
    Socket *found = socket(id);
    if (found == nullptr)
        return false;
    found->emit("expelled", {Json(Json::Object{{"reason", why.reason}, {"banned", why.banned.count()}})});
    found->disconnect(true);
    return true;
}

} // namespace callbooth::socketio
