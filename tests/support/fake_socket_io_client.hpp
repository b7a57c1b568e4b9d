// SPDX-License-Identifier: MIT
/// A connection to a Socket.IO server that is not there: a test plays the server.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <callbooth/services/socket_io_client.hpp>

namespace callbooth::test {

class FakeSocketIoClient final : public SocketIoClient {
public:
    /// What a plugin holds.
    class Socket final : public SocketIoClientSocket {
    public:
        Socket(FakeSocketIoClient &client, std::string name) : client_(client), name_(std::move(name)) {
            client_.sockets[name_] = this;
        }
        ~Socket() override { client_.sockets.erase(name_); }

        bool is_connected() const override { return !id_.empty(); }
        const std::string &id() const override { return id_; }
        Subscription on(std::string event, Listener listener) override {
            return listeners_[std::move(event)].subscribe(std::move(listener));
        }
        bool emit(std::string_view event, const EventArguments &arguments) override {
            if (is_connected())
                client_.sent.push_back(std::string(event) + "(" + std::string(arguments.text()) + ")");
            return is_connected();
        }
        void emit(std::string_view event, const EventArguments &arguments, std::chrono::milliseconds, OnAck) override {
            emit(event, arguments);
        }
        void connect() override { ++client_.asked; }

        // What the server does.
        void let_in(const std::string &id) {
            id_ = id;
            connected.emit();
        }
        void end(const std::string &reason) {
            id_.clear();
            disconnected.emit(reason);
        }
        void say(const std::string &event, const EventArguments &arguments) {
            if (const auto found = listeners_.find(event); found != listeners_.end())
                found->second.emit(arguments, {});
        }

    private:
        FakeSocketIoClient &client_;
        const std::string name_;
        std::string id_;
        std::map<std::string, Event<const EventArguments &, const Ack &>> listeners_;
    };

    std::unique_ptr<SocketIoClientSocket> open(const std::string &name, const Json &) override {
        return std::make_unique<Socket>(*this, name);
    }
    std::string origin() const override { return "http://127.0.0.1:1"; }

    std::map<std::string, Socket *> sockets;
    std::vector<std::string> sent; ///< as `event(arguments)`
    int asked = 0;                 ///< how often a socket was to connect again
};

} // namespace callbooth::test
