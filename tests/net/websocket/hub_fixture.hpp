// SPDX-License-Identifier: MIT
#pragma once

#include "net/http/server.hpp"
#include "support/raw_client.hpp"
#include <gtest/gtest.h>

namespace callbooth {

/// A server whose WebSockets at `/ws` echo, once with io_uring, where there is one, and once without.
class HubTest : public testing::TestWithParam<bool> {
protected:
    struct Fixture;
};

inline std::string with_or_without_ring(const testing::TestParamInfo<bool> &test) {
    return test.param ? "together" : "one_by_one";
}

struct HubTest::Fixture {
    explicit Fixture(net::HubOptions options = {}, double messages_per_second = 1000, SocketOptions path = {},
                     std::vector<std::string> proxies = {})
        : server(
              {.port = 0,
               .trusted_proxies = std::move(proxies),
               .messages_per_second = messages_per_second,
               .bytes_per_second = 1e9},
              [this](Level, std::string_view text) { lines.emplace_back(text); }, as_wished(options)) {
        accept = [this](WebSocket &ws) {
            ws.on_message = [&ws](std::string_view bytes, WebSocket::Kind kind) { ws.send(bytes, kind); };
            ws.on_closed = [this, &ws] {
                ++closed;
                clean += ws.clean();
            };
        };
        const auto remember = [this](const HttpRequest &, WebSocket &ws) {
            sockets.push_back(&ws);
            accept(ws);
        };
        route = server.websocket("/ws", remember, path);
        server.start();
        port = test::port_of(server.url());
    }

    static net::HubOptions as_wished(net::HubOptions options) {
        options.may_use_io_uring = GetParam();
        return options;
    }

    bool logged(std::string_view text) const {
        return std::any_of(lines.begin(), lines.end(), [&](const auto &line) { return line.find(text) != line.npos; });
    }

    std::vector<std::string> lines;
    std::vector<WebSocket *> sockets;
    std::function<void(WebSocket &)> accept;
    int closed = 0;
    int clean = 0;
    net::Server server;
    Subscription route;
    uint16_t port = 0;
    Source alive = test::heartbeat();
};

} // namespace callbooth
