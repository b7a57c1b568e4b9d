// SPDX-License-Identifier: MIT
/// What the conformance suites of both protocols expect of a server: raw Engine.IO at /engine.io/, and the namespaces
/// / and /custom of Socket.IO.
#include <memory>
#include <vector>

#include "socketio/engine/engine.hpp"
#include <callbooth/plugin.hpp>
#include <callbooth/services/http.hpp>
#include <callbooth/services/socket_io.hpp>

namespace {

using namespace callbooth;
namespace socketio = callbooth::socketio;

/// Sends every message back.
class Echo final : public socketio::SessionUser {
public:
    explicit Echo(socketio::Session &session) : session_(session) {}

    void on_message(std::string_view bytes, WebSocket::Kind kind) override {
        session_.send(kind == WebSocket::Kind::text ? Frame::text("4" + std::string(bytes)) : Frame::binary(bytes));
    }
    void on_closed(socketio::Reason) override {}

private:
    socketio::Session &session_;
};

class SocketIoEcho final : public Plugin {
public:
    using Requires = Services<HttpServer, SocketIo>;

    struct Config {
        std::string path = "/engine.io";
        double ping_interval = 0.3;
        double ping_timeout = 0.2;
        double messages_per_second = 100000;
    };
    static inline const Property<Config> properties[] = {
        {"path", &Config::path, "where Engine.IO lives"},
        {"ping-interval", &Config::ping_interval, "seconds after which a client is pinged", 0.05, 100},
        {"ping-timeout", &Config::ping_timeout, "seconds in which it has to answer", 0.05, 100},
        {"messages-per-second", &Config::messages_per_second, "messages that a client may send", 1, 1e6},
    };

    SocketIoEcho(Host &host, Config config) : host_(host), config_(std::move(config)), clockwork_(host.context()) {}

    void start() override {
        auto &http = host_.require<HttpServer>();
        socketio::EngineOptions options{.path = config_.path};
        options.session.ping_interval = milliseconds(config_.ping_interval);
        options.session.ping_timeout = milliseconds(config_.ping_timeout);
        options.session.messages_per_second = config_.messages_per_second;
        options.limits.max_per_network = options.limits.max;
        options.limits.handshakes_per_second = 10000;
        engine_ = std::make_unique<socketio::Engine>(http, clockwork_.wheel, options,
                                                     [](auto &session) { return std::make_unique<Echo>(session); });
        for (const char *name : {"/", "/custom"})
            serve(host_.require<SocketIo>().open(name));
    }
    void stop() override { engine_->sessions().close_all(socketio::Reason::server_shutting_down); }

private:
    static std::chrono::milliseconds milliseconds(double seconds) {
        return std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
    }

    void serve(SocketIoNamespace &space) {
        serve_bench(space);
        keep(space.connected.subscribe([](SocketIoSocket &socket) { socket.emit("auth", {socket.auth()}); }));
        keep(space.on("message", [](SocketIoSocket &socket, const EventArguments &arguments, const auto &) {
            return socket.emit("message-back", arguments);
        }));
        keep(space.on("message-with-ack", [](SocketIoSocket &, const EventArguments &arguments, const auto &ack) {
            if (ack)
                ack(arguments);
            return ack != nullptr;
        }));
    }
    void serve_bench(SocketIoNamespace &space) {
        keep(space.on("to-all", [&space](SocketIoSocket &, const EventArguments &arguments, const auto &) {
            space.emit("from-one", arguments);
            return true;
        }));
    }
    void keep(Subscription subscription) { subscriptions_.push_back(std::move(subscription)); }

    Host &host_;
    const Config config_;
    socketio::Clockwork clockwork_;
    std::unique_ptr<socketio::Engine> engine_;
    std::vector<Subscription> subscriptions_;
};

} // namespace

CALLBOOTH_PLUGIN(SocketIoEcho, "socketio-echo", "Answers the conformance suites of Engine.IO and Socket.IO");
