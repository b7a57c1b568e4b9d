// SPDX-License-Identifier: MIT
#include <thread>

#include "host/metrics.hpp"
#include "net/http/server.hpp"
#include "support/raw_client.hpp"
#include "support/test_host.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using Texts = std::vector<std::string>;

namespace {

struct Fixture {
    explicit Fixture(const Values &values = {}, std::vector<std::string> proxies = {"127.0.0.1"})
        : server({.port = 0, .trusted_proxies = std::move(proxies)}, [](Level, std::string_view) {}) {
        host.offer<HttpServer>(server);
        host.offer<Metrics>(metrics);
        server.publish(metrics);
        plugin = host.create(values);
        plugin->start();
        server.start();
        port = test::port_of(server.url());
    }
    test::HttpReply get(const std::string &target, const std::string &headers = "") {
        return test::http(port, "GET", target, headers);
    }
    /// The value of the line that begins with `series`; -1 without one.
    double value(const std::string &series) {
        const auto text = "\n" + get("/metrics").body;
        const auto begin = text.find("\n" + series + " ");
        return begin == std::string::npos ? -1 : std::stod(text.substr(begin + series.size() + 2));
    }

    host::MetricTable metrics;
    net::Server server;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    uint16_t port = 0;
};

const std::string from_elsewhere = "X-Forwarded-For: 192.0.2.1\r\n";

} // namespace

TEST(MetricsPlugin, tells_all_numbers) {
    Fixture f;
    const auto mine = f.metrics.gauge({"things", "what there is"}, [] { return 42; });
    const auto reply = f.get("/metrics");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_EQ(reply.header("Cache-Control"), "no-store");
    EXPECT_NE(reply.body.find("# HELP things what there is\n# TYPE things gauge\nthings 42\n"), std::string::npos);
    EXPECT_GT(f.value("process_resident_memory_bytes"), 1e6);
    EXPECT_GT(f.value("process_cpu_seconds_total"), 0);
}

TEST(MetricsPlugin, shows_what_the_server_does) {
    Fixture f;
    const auto socket = f.server.websocket("/ws", [](const HttpRequest &, WebSocket &ws) {
        ws.on_message = [&ws](std::string_view text, WebSocket::Kind) { ws.send(text); };
    });
    test::WebSocketClient client(f.port, "/ws");
    client.text("12345");
    ASSERT_TRUE(client.wait_for_texts(1));
    EXPECT_EQ(f.value("callbooth_websockets"), 1);
    EXPECT_EQ(f.value("callbooth_websocket_accepted_total"), 1);
    EXPECT_EQ(f.value("callbooth_websocket_messages_total{direction=\"in\"}"), 1);
    EXPECT_EQ(f.value("callbooth_websocket_messages_total{direction=\"out\"}"), 1);
    EXPECT_EQ(f.value("callbooth_websocket_bytes_total{direction=\"in\"}"), 2 + 4 + 5);
    EXPECT_EQ(f.value("callbooth_websocket_bytes_total{direction=\"out\"}"), 2 + 5);
    const auto before = f.value("callbooth_http_responses_total{status=\"4xx\"}");
    f.get("/nothing");
    EXPECT_EQ(f.value("callbooth_http_responses_total{status=\"4xx\"}"), before + 1);
    EXPECT_GT(f.value("callbooth_http_responses_total{status=\"2xx\"}"), 0);
}

TEST(MetricsPlugin, notices_a_main_loop_that_is_held_up) {
    Fixture f;
    EXPECT_TRUE(test::run_until([&] { return f.value("callbooth_event_loop_lag_seconds_count") > 0; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(300)); // this is what is to be noticed
    EXPECT_TRUE(test::run_until([&] { return f.value("callbooth_event_loop_lag_seconds_sum") >= 0.15; }));
    EXPECT_GT(f.value("callbooth_event_loop_lag_seconds_bucket{le=\"+Inf\"}"),
              f.value("callbooth_event_loop_lag_seconds_bucket{le=\"0.1\"}"));
}

TEST(MetricsPlugin, is_for_those_on_the_list) {
    Fixture f;
    EXPECT_EQ(f.get("/metrics").status, 200);
    EXPECT_EQ(f.get("/metrics", from_elsewhere).status, 403);
    Fixture elsewhere({{"allow", Texts{"192.0.2.0/24"}}});
    EXPECT_EQ(elsewhere.get("/metrics").status, 403);
    EXPECT_EQ(elsewhere.get("/metrics").body, "not from here: send 'Authorization: Bearer TOKEN'\n");
    Fixture closed({{"allow", Texts{}}});
    EXPECT_EQ(closed.get("/metrics", "Authorization: Bearer \r\n").status, 403);
}

TEST(MetricsPlugin, is_not_shown_over_a_proxy_without_a_token) {
    Fixture careless(Values{}, {}); // its proxy is not declared: everybody has the proxy's address
    for (const auto *header : {"X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1", "X-Real-IP: 192.0.2.1",
                               "Via: 1.1 proxy", "X-Forwarded-Proto: https"})
        EXPECT_EQ(careless.get("/metrics", header + std::string("\r\n")).status, 403) << header;
    EXPECT_EQ(careless.get("/healthz", from_elsewhere).status, 200);
}

TEST(MetricsPlugin, is_for_those_with_the_token) {
    Fixture f({{"token", std::string("well kept")}, {"allow", Texts{}}});
    EXPECT_EQ(f.get("/metrics").status, 403);
    EXPECT_EQ(f.get("/metrics", "Authorization: Bearer guess\r\n").status, 403);
    EXPECT_EQ(f.get("/metrics", "Authorization: Basic well kept\r\n").status, 403);
    EXPECT_EQ(f.get("/metrics", from_elsewhere + "Authorization: Bearer well kept\r\n").status, 200);
}

TEST(MetricsPlugin, tells_everybody_that_the_server_is_well) {
    Fixture f;
    for (const auto path : {"/healthz", "/readyz"}) {
        const auto reply = f.get(path, from_elsewhere);
        EXPECT_EQ(reply.status, 200) << path;
        EXPECT_EQ(reply.body, "ok\n") << path;
    }
    f.host.status.set("server.state", "draining");
    EXPECT_EQ(f.get("/healthz").status, 200);
    EXPECT_EQ(f.get("/readyz").status, 503);
}

TEST(MetricsPlugin, is_not_written_to) {
    Fixture f;
    const auto reply = test::http(f.port, "POST", "/metrics");
    EXPECT_EQ(reply.status, 405);
    EXPECT_EQ(reply.header("Allow"), "GET, HEAD");
}

TEST(MetricsPlugin, says_that_a_network_is_none) {
    test::TestHost host;
    EXPECT_THROW(host.create({{"allow", Texts{"everybody"}}}), Error);
}
