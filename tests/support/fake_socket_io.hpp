// SPDX-License-Identifier: MIT
/// A Socket.IO server without a network: a test connects sockets, says what their clients send, and takes what was
/// sent to them, as `event[arguments]`.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <callbooth/error.hpp>
#include <callbooth/services/socket_io.hpp>

namespace callbooth::test {

class FakeSocketIoNamespace;

class FakeSocket final : public SocketIoSocket {
public:
    FakeSocket(FakeSocketIoNamespace &space, std::string id) : space_(space), id_(std::move(id)), rooms_{id_} {}

    const std::string &id() const override { return id_; }
    const std::string &address() const override { return address_; }
    const Json &auth() const override { return auth_; }
    Json &data() override { return data_; }
    bool recovered() const override { return recovered_; }

    bool emit(std::string_view event, const EventArguments &arguments) override {
        if (gone)
            return false;
        sent.push_back(std::string(event) + "[" + std::string(arguments.text()) + "]");
        return true;
    }
    bool emit_volatile(std::string_view event, const EventArguments &arguments) override {
        return writable && emit(event, arguments);
    }
    void emit(std::string_view event, const EventArguments &arguments, std::chrono::milliseconds,
              OnAck on_ack) override {
        acks.push_back(std::move(on_ack));
        emit(event, arguments);
    }

    bool join(const std::string &room) override { return rooms_.insert(room).second; }
    void leave(const std::string &room) override { rooms_.erase(room); }
    std::vector<std::string> rooms() const override { return {rooms_.begin(), rooms_.end()}; }
    bool in(const std::vector<std::string> &rooms) const {
        return std::any_of(rooms.begin(), rooms.end(), [&](const auto &room) { return rooms_.contains(room); });
    }
    inline void disconnect(bool transport = false) override;

    std::vector<std::string> sent; ///< since the last look
    std::vector<OnAck> acks;       ///< that this client owes
    bool writable = true;
    bool gone = false;

private:
    friend class FakeSocketIoNamespace;
    FakeSocketIoNamespace &space_;
    const std::string id_;
    const std::string address_ = "192.0.2.1";
    const Json auth_ = Json::Object();
    Json data_;
    bool recovered_ = false;
    std::set<std::string> rooms_;
};

class FakeSocketIoNamespace final : public SocketIoNamespace {
public:
    explicit FakeSocketIoNamespace(std::string name) : name_(std::move(name)) {}

    const std::string &name() const override { return name_; }
    size_t size() const override { return sockets_.size(); }
    FakeSocket *find(std::string_view id) override {
        const auto found = sockets_.find(id);
        return found == sockets_.end() ? nullptr : found->second.get();
    }
    std::vector<SocketIoSocket *> sockets(std::string_view room = {}) override {
        std::vector<SocketIoSocket *> all;
        for (const auto &[id, socket] : sockets_)
            if (room.empty() || socket->in({std::string(room)}))
                all.push_back(socket.get());
        return all;
    }
    Subscription on(std::string event, Listener listener) override {
        return add(listeners_, std::pair(std::move(event), std::move(listener)));
    }
    Subscription guard(Guard guard) override { return add(guards_, std::move(guard)); }

    void broadcast(const SocketIoTarget &target, std::string_view event, const EventArguments &arguments) override {
        ++broadcasts;
        for (const auto &[id, socket] : sockets_)
            if ((target.rooms.empty() || socket->in(target.rooms)) && !socket->in(target.except))
                target.is_volatile ? socket->emit_volatile(event, arguments) : socket->emit(event, arguments);
    }
    void broadcast(const SocketIoTarget &target, std::string_view event, const EventArguments &arguments,
                   std::chrono::milliseconds, std::function<void(BroadcastAcks)>) override {
        broadcast(target, event, arguments);
    }

    /// A client connects. False when a guard refuses it; `refusal` says why.
    bool connect(const std::string &id) {
        auto socket = std::make_unique<FakeSocket>(*this, id);
        for (const auto &[number, guard] : guards_)
            if ((refusal = guard(*socket)))
                return false;
        connected.emit(*(sockets_[id] = std::move(socket)));
        return true;
    }
    /// A client that was lost is back.
    void recover(const std::string &id) {
        auto socket = std::make_unique<FakeSocket>(*this, id);
        socket->data_ = lost_[id];
        socket->recovered_ = true;
        connected.emit(*(sockets_[id] = std::move(socket)));
    }
    void lose(const std::string &id, const std::string &reason = "transport close") {
        FakeSocket &socket = *sockets_.at(id);
        socket.gone = true;
        disconnected.emit(socket, reason);
        lost_[id] = socket.data_;
        sockets_.erase(id);
    }
    /// What the client sends. False when no listener takes it; `ack` gets the arguments of an acknowledgement.
    bool say(const std::string &id, const std::string &event, const EventArguments &arguments,
             std::string *ack = nullptr) {
        bool taken = false;
        for (const auto &[number, entry] : std::map(listeners_))
            if (FakeSocket *const socket = entry.first == event ? find(id) : nullptr)
                taken |= entry.second(*socket, arguments, answer(ack));
        return taken;
    }
    /// What was sent to the client since the last look.
    std::vector<std::string> take(const std::string &id) { return std::exchange(sockets_.at(id)->sent, {}); }

    std::optional<ConnectError> refusal;
    size_t broadcasts = 0;

private:
    static Ack answer(std::string *ack) {
        return ack == nullptr ? Ack() : [ack](const EventArguments &answer) { *ack = answer.text(); };
    }
    template <class T> static Subscription add(std::map<int, T> &list, T entry) {
        const int number = list.empty() ? 0 : list.rbegin()->first + 1;
        list.emplace(number, std::move(entry));
        return Subscription([&list, number] { list.erase(number); });
    }

    const std::string name_;
    std::map<std::string, std::unique_ptr<FakeSocket>, std::less<>> sockets_;
    std::map<std::string, Json> lost_;
    std::map<int, std::pair<std::string, Listener>> listeners_;
    std::map<int, Guard> guards_;
};

inline void FakeSocket::disconnect(bool) { space_.lose(id_, "server namespace disconnect"); }

/// Must outlive the plugin.
class FakeSocketIo final : public SocketIo {
public:
    FakeSocketIoNamespace &open(const std::string &name) override {
        if (!name.starts_with('/'))
            throw Error("the namespace '" + name + "' does not begin with '/'");
        auto &space = spaces_[name];
        if (space == nullptr)
            space = std::make_unique<FakeSocketIoNamespace>(name);
        return *space;
    }

private:
    std::map<std::string, std::unique_ptr<FakeSocketIoNamespace>> spaces_;
};

} // namespace callbooth::test
