// SPDX-License-Identifier: MIT
#include "net/http/server.hpp"
#include "support/fake_presence.hpp"
#include "support/raw_client.hpp"
#include "support/test_host.hpp"
#include <callbooth/services/peers.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using test::http;
using test::WebSocketClient;
using Texts = std::vector<std::string>;

namespace {

struct Fixture {
    explicit Fixture(const Values &values = {}) {
        host.offer<HttpServer>(server);
        server.publish(host.metrics);
        host.offer<Presence>(presence);
        plugin = host.create(values);
        plugin->start();
        server.start();
        port = test::port_of(server.url());
    }
    std::string target(const std::string &id, const std::string &token = "t", const std::string &key = "peerjs") {
        return "/signaling/peerjs?key=" + key + "&id=" + id + "&token=" + token + "&version=1.5.5";
    }

    test::TestHost host;
    net::Server server{{.port = 0}, [](Level, std::string_view) {}};
    test::FakePresence presence{{}};
    std::unique_ptr<Plugin> plugin;
    uint16_t port = 0;
};

} // namespace

TEST(PeerServerPlugin, describes_itself_with_and_without_the_slash) {
    Fixture f;
    for (const auto target : {"/signaling", "/signaling/"}) {
        const auto reply = http(f.port, "GET", target, "Origin: https://page.example\r\n");
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.header("Content-Type"), "application/json; charset=utf-8");
        EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), "https://page.example");
        EXPECT_NE(reply.header("Vary").find("Origin"), std::string::npos);
        EXPECT_NE(reply.body.find("\"name\""), std::string::npos);
    }
}

TEST(PeerServerPlugin, gives_fresh_ids_as_bare_text) {
    Fixture f;
    const auto first = http(f.port, "GET", "/signaling/peerjs/id?ts=1&version=1.5.5");
    const auto second = http(f.port, "GET", "/signaling/anykey/id");
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(first.body.size(), 36U);
    EXPECT_EQ(first.body[14], '4');
    EXPECT_NE(first.body, second.body);
}

TEST(PeerServerPlugin, answers_preflights) {
    Fixture f;
    const auto reply = http(f.port, "OPTIONS", "/signaling/peerjs/id",
                            "Origin: https://x\r\nAccess-Control-Request-Headers: x-thing\r\n");
    EXPECT_EQ(reply.status, 204);
    EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), "https://x");
    EXPECT_EQ(reply.header("Access-Control-Allow-Headers"), "x-thing");
}

TEST(PeerServerPlugin, lists_peers_only_with_discovery) {
    Fixture closed;
    EXPECT_EQ(http(closed.port, "GET", "/signaling/peerjs/peers").status, 401);
    Fixture f({{"discovery", true}});
    EXPECT_EQ(http(f.port, "GET", "/signaling/peerjs/peers").body, "[]");
    WebSocketClient a(f.port, f.target("a"));
    WebSocketClient b(f.port, f.target("__proto__"));
    EXPECT_EQ(http(f.port, "GET", "/signaling/peerjs/peers").body, R"(["a","__proto__"])");
}

TEST(PeerServerPlugin, refuses_other_paths_and_methods) {
    Fixture f;
    EXPECT_EQ(http(f.port, "GET", "/signaling/peerjs/nothing").status, 404);
    EXPECT_EQ(http(f.port, "POST", "/signaling/peerjs/id").status, 405);
    EXPECT_EQ(WebSocketClient(f.port, "/signaling/other?key=peerjs&id=a&token=t").status, 400);
}

TEST(PeerServerPlugin, relays_between_sockets) {
    Fixture f;
    WebSocketClient a(f.port, f.target("a"));
    WebSocketClient b(f.port, f.target("b%20b"));
    a.text(R"({"type":"OFFER","dst":"b b","payload":{"sdp":"v=0"}})");
    ASSERT_TRUE(b.wait_for_texts(2));
    EXPECT_EQ(b.texts,
              (Texts{R"({"type":"OPEN"})", R"({"type":"OFFER","src":"a","dst":"b b","payload":{"sdp":"v=0"}})"}));
    b.send({2, R"({"type":"ANSWER","dst":"a"})"});
    ASSERT_TRUE(a.wait_for_texts(2));
    EXPECT_EQ(a.texts[1], R"({"type":"ANSWER","src":"b b","dst":"a"})");
}

TEST(PeerServerPlugin, takes_messages_as_long_as_browsers_need_and_no_longer) {
    Fixture f;
    WebSocketClient a(f.port, f.target("a"));
    WebSocketClient b(f.port, f.target("b"));
    const auto offer = [](size_t size) {
        return R"({"type":"OFFER","dst":"b","payload":")" + std::string(size, 's') + "\"}";
    };
    a.text(offer(120000));
    ASSERT_TRUE(b.wait_for_texts(2));
    a.text(offer(140000));
    ASSERT_TRUE(a.wait_for_end());
    EXPECT_EQ(a.close_code, 1009);
    Fixture longer({{"max-message", int64_t{200000}}});
    WebSocketClient c(longer.port, longer.target("b"));
    c.text(offer(140000)); // to itself
    EXPECT_TRUE(c.wait_for_texts(2));
}

TEST(PeerServerPlugin, keeps_a_receiver_that_strangers_send_more_than_it_reads) {
    Fixture f;
    WebSocketClient victim(f.port, f.target("v"), "", "", 65536);
    std::vector<std::unique_ptr<WebSocketClient>> strangers;
    for (int i = 0; i < 10; ++i)
        strangers.push_back(std::make_unique<WebSocketClient>(f.port, f.target("s" + std::to_string(i))));
    const auto text = R"({"type":"CANDIDATE","dst":"v","payload":")" + std::string(100000, 'c') + "\"}";
    for (int i = 0; i < 10; ++i)
        for (auto &stranger : strangers)
            stranger->text(text);
    const Source alive = test::heartbeat();
    const auto is_told = [](auto &stranger) {
        stranger->receive();
        return stranger->texts.back().starts_with(R"({"type":"EXPIRE","src":"v",)");
    };
    EXPECT_TRUE(test::run_until([&] { return std::any_of(strangers.begin(), strangers.end(), is_told); }));
    WebSocketClient friendly(f.port, f.target("friend"));
    friendly.text(R"({"type":"OFFER","dst":"v","payload":"short"})");
    EXPECT_TRUE(test::run_until([&] { // strangers' last messages may come after it
        victim.receive();
        return victim.closed || std::any_of(victim.texts.begin(), victim.texts.end(), [](const std::string &received) {
                   return received.find("short") != std::string::npos;
               });
    }));
    EXPECT_FALSE(victim.closed);
}

TEST(PeerServerPlugin, tells_what_is_missing_or_wrong) {
    Fixture f;
    const std::string missing =
        R"({"type":"ERROR","payload":{"msg":"No id, token, or key supplied to websocket server"}})";
    const std::vector<std::pair<std::string, std::string>> wrong = {
        {"/signaling/peerjs", missing},
        {f.target(""), missing},
        {f.target("a", ""), missing},
        {f.target("a", "t", ""), missing},
        {f.target("a", "t", "wrong"), R"({"type":"ERROR","payload":{"msg":"Invalid key provided"}})"},
    };
    for (const auto &[target, text] : wrong) {
        WebSocketClient client(f.port, target);
        EXPECT_TRUE(client.wait_for_texts(1)) << target;
        EXPECT_EQ(client.texts, Texts{text}) << target;
        client.say_goodbye();
        EXPECT_TRUE(client.wait_for_end()) << target;
        EXPECT_EQ(client.close_code, 1008) << target;
    }
}

TEST(PeerServerPlugin, lets_only_listed_origins_in) {
    Fixture f({{"origins", std::vector<std::string>{"https://chat.example"}}});
    EXPECT_EQ(WebSocketClient(f.port, f.target("a"), "Origin: https://evil.example\r\n").status, 403);
    EXPECT_EQ(WebSocketClient(f.port, f.target("a")).status, 403);
    EXPECT_EQ(WebSocketClient(f.port, f.target("a"), "Origin: https://chat.example\r\n").status, 101);
}

TEST(PeerServerPlugin, answers_the_page_that_it_lets_in) {
    Fixture f({{"origins", std::vector<std::string>{"https://chat.example"}}, {"discovery", true}});
    // A browser sends no Origin with a GET of the page's own origin.
    EXPECT_EQ(http(f.port, "GET", "/signaling/peerjs/id").status, 200);
    EXPECT_EQ(http(f.port, "GET", "/signaling/peerjs/id", "Origin: https://chat.example\r\n").status, 200);
    for (const auto *target : {"/signaling/peerjs/id", "/signaling/other/peers", "/signaling/", "/signaling/peerjs/"})
        EXPECT_EQ(http(f.port, "GET", target, "Origin: https://evil.example\r\n").status, 403) << target;
    EXPECT_EQ(WebSocketClient(f.port, f.target("a")).status, 403) << "with a WebSocket there is always one";
}

TEST(PeerServerPlugin, provides_peers) {
    Fixture f;
    auto &peers = f.host.require<Peers>();
    std::string events;
    const auto joined = peers.joined.subscribe([&](const std::string &id) { events += "+" + id; });
    const auto left = peers.left.subscribe([&](const std::string &id) { events += "-" + id; });
    {
        WebSocketClient a(f.port, f.target("a", "secret"));
        EXPECT_TRUE(peers.connected("a"));
        EXPECT_TRUE(peers.proves("a", "secret"));
        EXPECT_FALSE(peers.proves("a", "guess"));
    }
    EXPECT_TRUE(test::run_until([&] { return events == "+a-a"; }));
}

TEST(PeerServerPlugin, may_go_before_its_sockets) {
    Fixture f;
    WebSocketClient a(f.port, f.target("a"));
    WebSocketClient refused(f.port, f.target("a", "other"));
    f.plugin.reset();
    a.text(R"({"type":"OFFER","dst":"a"})");
    a.say_goodbye();
    EXPECT_TRUE(a.wait_for_end());
    EXPECT_EQ(WebSocketClient(f.port, f.target("a")).status, 400);
    EXPECT_EQ(http(f.port, "GET", "/signaling").status, 404);
}

TEST(PeerServerPlugin, gives_one_network_a_share_of_the_server) {
    Fixture f({{"concurrent-limit", int64_t{400}}});
    std::vector<std::unique_ptr<WebSocketClient>> clients;
    for (int i = 0; i < 21; ++i) {
        clients.push_back(std::make_unique<WebSocketClient>(f.port, f.target("peer" + std::to_string(i))));
        ASSERT_TRUE(clients.back()->wait_for_texts(1));
    }
    EXPECT_EQ(clients[19]->texts, Texts{R"({"type":"OPEN"})"});
    EXPECT_EQ(clients[20]->texts,
              Texts{R"({"type":"ERROR","payload":{"msg":"Your network has too many connections"}})"});
    EXPECT_EQ(f.host.metrics.get("callbooth_signaling_refused_total network"), 1);
    EXPECT_TRUE(f.host.logged("127.0.0.1 has 20 peers: more are refused (network-limit)", Level::warning));
}

TEST(PeerServerPlugin, limits_how_often_one_network_connects) {
    Fixture f({{"claims-per-second", 0.2}});
    EXPECT_EQ(WebSocketClient(f.port, f.target("a")).status, 101);
    EXPECT_EQ(WebSocketClient(f.port, f.target("a")).status, 101);
    EXPECT_EQ(WebSocketClient(f.port, f.target("a")).status, 429);
    EXPECT_EQ(http(f.port, "GET", "/signaling/peerjs/id").status, 200) << "no connection";
    EXPECT_EQ(f.host.metrics.get("callbooth_signaling_refused_total rate"), 1);
}

TEST(PeerServerPlugin, may_live_at_the_root) {
    Fixture f({{"path", std::string("/")}});
    EXPECT_EQ(http(f.port, "GET", "/").status, 200);
    EXPECT_EQ(http(f.port, "GET", "/peerjs/id").body.size(), 36U);
    EXPECT_EQ(WebSocketClient(f.port, "/peerjs?key=peerjs&id=a&token=t").status, 101);
}

TEST(PeerServerPlugin, counts_messages_and_refusals) {
    Fixture f({{"origins", Texts{"https://page.example"}}});
    const auto count = [&](const std::string &key) { return f.host.metrics.get("callbooth_signaling_" + key); };
    const std::string origin = "Origin: https://page.example\r\n";
    WebSocketClient a(f.port, f.target("a"), origin);
    ASSERT_TRUE(a.wait_for_texts(1));
    EXPECT_EQ(count("peers"), 1);
    for (const auto text : {R"({"type":"HEARTBEAT"})", R"({"type":"OFFER","dst":"a","payload":1})", "nonsense"})
        a.text(text);
    ASSERT_TRUE(a.wait_for_texts(2));
    const Source alive = test::heartbeat();
    EXPECT_TRUE(test::run_until([&] { return count("messages_total none") == 1; }));
    EXPECT_EQ(count("messages_total HEARTBEAT"), 1);
    EXPECT_EQ(count("messages_total OFFER"), 1);
    EXPECT_EQ(count("messages_total ANSWER"), 0);
    EXPECT_TRUE(WebSocketClient(f.port, f.target("a", "guess"), origin).wait_for_texts(1));
    EXPECT_TRUE(WebSocketClient(f.port, f.target("b", "t", "guess"), origin).wait_for_texts(1));
    for (const auto reason : {"taken", "key"})
        EXPECT_EQ(count(std::string("refused_total ") + reason), 1) << reason;
    const std::string evil = "Origin: https://evil.example\r\n";
    const std::string refused = "callbooth_http_origins_refused_total ";
    EXPECT_EQ(f.host.metrics.get(refused + "/signaling/peerjs"), 0);
    EXPECT_EQ(WebSocketClient(f.port, f.target("b")).status, 403);
    EXPECT_EQ(WebSocketClient(f.port, f.target("b"), evil).status, 403);
    EXPECT_EQ(http(f.port, "GET", "/signaling/peerjs/id", evil).status, 403);
    EXPECT_EQ(f.host.metrics.get(refused + "/signaling/peerjs"), 2);
    EXPECT_EQ(f.host.metrics.get(refused + "/signaling"), 1);
}
