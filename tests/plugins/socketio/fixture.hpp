// SPDX-License-Identifier: MIT
/// The plugin on a server of its own, and its clients.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/http/server.hpp"
#include "support/fake_presence.hpp"
#include "support/raw_client.hpp"
#include "support/test_host.hpp"
#include <callbooth/json.hpp>
#include <callbooth/services/socket_io.hpp>
#include <gtest/gtest.h>

namespace callbooth::test::socketio {

using Texts = std::vector<std::string>;

/// Notes which crowds there are.
class Presences final : public Presence {
public:
    Subscription add(Crowd &crowd) override {
        crowds_.push_back(&crowd);
        return {};
    }
    const std::vector<Crowd *> &crowds() const override { return crowds_; }
    Subscription describe(Describer) override { return {}; }
    VisitorFacts facts(const Visitor &) const override { return {}; }
    Subscription guard(Guard guard) override {
        guard_ = std::move(guard);
        return {};
    }
    std::optional<Expulsion> check(const Visitor &visitor) const override {
        return guard_ ? guard_(visitor) : std::nullopt;
    }

private:
    std::vector<Crowd *> crowds_;
    Guard guard_;
};

struct Fixture {
    explicit Fixture(const Values &values = {}) {
        host.offer<HttpServer>(server);
        host.offer<Presence>(presence);
        plugin = host.create(values);
        space = &host.find<SocketIo>()->open("/");
        plugin->start();
        server.start();
        port = test::port_of(server.url());
    }
    ~Fixture() { plugin->stop(); }

    static std::string socket_target() { return "/socket.io/?EIO=4&transport=websocket"; }
    static std::string polling(const std::string &sid = "") {
        return "/socket.io/?EIO=4&transport=polling" + (sid.empty() ? "" : "&sid=" + sid);
    }
    std::unique_ptr<WebSocketClient> connect() {
        auto client = std::make_unique<WebSocketClient>(port, socket_target());
        EXPECT_TRUE(client->wait_for_texts(1));
        return client;
    }
    /// A client in `/`. `before`: packets that come before the answer to its CONNECT.
    std::unique_ptr<WebSocketClient> join(const std::string &auth = "", size_t before = 0) {
        auto client = std::make_unique<WebSocketClient>(port, socket_target());
        client->text("40" + auth);
        EXPECT_TRUE(client->wait_for_texts(2 + before));
        return client;
    }
    static std::string id_of(const WebSocketClient &client) {
        return Json::parse(client.texts.at(1).substr(2)).get<std::string>("sid");
    }
    std::string begin_polling() {
        const auto body = http(port, "GET", polling()).body;
        return Json::parse(body.substr(1)).get<std::string>("sid");
    }
    std::string join_polling() {
        const auto sid = begin_polling();
        http(port, "POST", polling(sid), "", "40");
        http(port, "GET", polling(sid));
        return sid;
    }
    SocketIoSocket &socket(const WebSocketClient &client) { return *space->find(id_of(client)); }
    double metric(const std::string &name) { return host.metrics.get("callbooth_socketio_" + name); }

    net::Server server{{.port = 0, .trusted_proxies = {"127.0.0.1"}}, [](Level, std::string_view) {}};
    Presences presence;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    SocketIoNamespace *space = nullptr;
    uint16_t port = 0;
};

/// What came behind the answer to the CONNECT.
inline Texts events(WebSocketClient &client, size_t count) {
    EXPECT_TRUE(client.wait_for_texts(2 + count));
    return {client.texts.begin() + 2, client.texts.end()};
}

/// The server closes the connection; the client does its part.
inline bool is_closed(WebSocketClient &client) {
    const Source alive = test::heartbeat();
    const bool asked = run_until([&] {
        client.receive();
        return client.close_code.has_value();
    });
    client.say_goodbye();
    return asked && client.wait_for_end();
}

} // namespace callbooth::test::socketio
