// SPDX-License-Identifier: MIT
#include "watchers.hpp"

#include <algorithm>
#include <utility>

namespace callbooth::feed {
namespace {

Json text_message(const char *type, std::string_view text) { return Json::Object{{"type", type}, {"payload", text}}; }

Json describe(const Item &item, int64_t milliseconds) {
    Json::Object values;
    for (const auto &[name, value] : item.values)
        values.set(name, value);
    return Json::Object{{"type", "item"}, {"time", milliseconds}, {"text", item.text}, {"values", values}};
}

} // namespace

bool Watchers::connect(WebSocket &socket, Time now) {
    const Watcher watcher{std::to_string(++last_id_), now};
    if (watchers_.size() >= limits_.watchers)
        return refuse(socket, "too many watch this feed, try again later", WebSocket::try_again);
    if (const auto refusal = check ? check(attendee(socket, watcher).visitor) : std::nullopt)
        return refuse(socket, refusal->reason, WebSocket::policy);
    watchers_.emplace(&socket, watcher);
    socket.send(history());
    return true;
}

bool Watchers::refuse(WebSocket &socket, std::string_view why, WebSocket::Code code) {
    socket.send(text_message("error", why).dump());
    socket.close(code, "");
    return false;
}

void Watchers::disconnect(WebSocket &socket) { watchers_.erase(&socket); }

void Watchers::publish(HttpServer &server, const Item &item, int64_t milliseconds) {
    const std::string message = describe(item, milliseconds).dump();
    items_.push_back(message);
    if (items_.size() > limits_.history)
        items_.pop_front();
    send_all(server, Frame::text(message));
}

void Watchers::set_state(HttpServer &server, std::string state) {
    if (state == state_)
        return;
    state_ = std::move(state);
    send_all(server, Frame::text(text_message("state", state_).dump()));
}

void Watchers::send_all(HttpServer &server, const Frame &frame) {
    history_.reset();
    server.together([&] {
        for (const auto &[socket, watcher] : watchers_)
            socket->send(frame);
    });
}

/// Newcomers that come between two items share it.
const Frame &Watchers::history() {
    if (!history_) {
        const Json::Object head{{"type", "history"}, {"name", name_}, {"state", state_}};
        std::string text = head.dump();
        text.back() = ',';
        text += R"("items":[)";
        for (const std::string &item : items_)
            text += (&item == &items_.front() ? "" : ",") + item;
        history_ = Frame::text(text + "]}");
    }
    return *history_;
}

void Watchers::release() {
    for (const auto &[socket, watcher] : watchers_) {
        socket->on_message = nullptr;
        socket->on_closed = nullptr;
    }
    watchers_.clear();
}

Attendee Watchers::attendee(const WebSocket &socket, const Watcher &watcher) const {
    return {{watcher.id, "", socket.address(), name_}, watcher.since};
}

std::vector<Attendee> Watchers::list() const {
    std::vector<Attendee> all;
    for (const auto &[socket, watcher] : watchers_)
        all.push_back(attendee(*socket, watcher));
    return all;
}

WebSocket *Watchers::socket_of(std::string_view id) const {
    const auto found =
        std::find_if(watchers_.begin(), watchers_.end(), [&](const auto &entry) { return entry.second.id == id; });
    return found == watchers_.end() ? nullptr : found->first;
}

std::optional<Attendee> Watchers::find(std::string_view id) const {
    WebSocket *const socket = socket_of(id);
    return socket == nullptr ? std::nullopt : std::optional(attendee(*socket, watchers_.at(socket)));
}

bool Watchers::notify(std::string_view id, std::string_view text) {
    WebSocket *const socket = socket_of(id);
    return socket != nullptr && socket->send(text_message("notice", text).dump());
}

bool Watchers::expel(std::string_view id, const Expulsion &why) {
    WebSocket *const socket = socket_of(id);
    if (socket == nullptr)
        return false;
    watchers_.erase(socket);
    socket->on_message = nullptr;
    socket->on_closed = nullptr;
    refuse(*socket, why.reason, WebSocket::policy);
    return true;
}

} // namespace callbooth::feed
