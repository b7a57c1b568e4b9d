// SPDX-License-Identifier: MIT
#include "net/http/router.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

using namespace callbooth;

namespace {

struct Fixture {
    std::vector<std::string> lines;
    std::optional<net::Router> router{[this](Level, std::string_view text) { lines.emplace_back(text); }};

    static HttpServer::Handler says(std::string text) {
        return [text](const HttpRequest &) { return HttpResponse{.body = text}; };
    }
    static HttpRequest get(std::string_view path) { return {.method = "GET", .path = path}; }
    std::string body(std::string_view path) { return router->answer(get(path)).body; }
    int status(std::string_view path) { return router->answer(get(path)).status; }
};

} // namespace

TEST(Router, lets_the_longest_path_answer) {
    Fixture f;
    const auto root = f.router->route("/", f.says("root"));
    const auto a = f.router->route("/a", f.says("a"));
    const auto ab = f.router->route("/a/b/", f.says("ab"));
    EXPECT_EQ(f.body("/"), "root");
    EXPECT_EQ(f.body("/x/y"), "root");
    EXPECT_EQ(f.body("/ab"), "root");
    EXPECT_EQ(f.body("/a"), "a");
    EXPECT_EQ(f.body("/a/"), "a");
    EXPECT_EQ(f.body("/a/c"), "a");
    EXPECT_EQ(f.body("/a/b"), "ab");
    EXPECT_EQ(f.body("/a/b/c/d"), "ab");
}

TEST(Router, answers_404_without_a_route) {
    Fixture f;
    { const auto gone = f.router->route("/a", f.says("a")); }
    EXPECT_EQ(f.status("/a"), 404);
}

TEST(Router, asks_no_gate_for_peers_where_the_plugin_asks_presence) {
    Fixture f;
    const auto gate = f.router->gate_peers([](const HttpRequest &) { return HttpResponse{.status = 403}; });
    const auto accept = [](const HttpRequest &, WebSocket &) {};
    const auto guarded = f.router->websocket("/guarded", accept);
    const auto asking = f.router->websocket("/asking", accept, {.asks_presence = true});
    EXPECT_TRUE(f.router->refusal(f.get("/guarded")));
    EXPECT_FALSE(f.router->refusal(f.get("/asking")));
}

TEST(Router, says_that_only_a_websocket_lives_here) {
    Fixture f;
    const auto socket = f.router->websocket("/ws", [](const HttpRequest &, WebSocket &) {});
    EXPECT_EQ(f.status("/ws"), 426);
    EXPECT_TRUE(f.router->endpoint("/ws"));
    EXPECT_FALSE(f.router->endpoint("/ws/more"));
}

TEST(Router, accepts_websockets_with_a_slash_at_the_end_of_their_path) {
    Fixture f;
    const auto socket = f.router->websocket("/socket.io/", [](const HttpRequest &, WebSocket &) {});
    for (const auto *path : {"/socket.io", "/socket.io/"}) {
        EXPECT_TRUE(f.router->endpoint(path)) << path;
        EXPECT_EQ(f.status(path), 426) << path;
    }
    EXPECT_FALSE(f.router->endpoint("/"));
}

TEST(Router, has_gates_before_all_that_is_for_peers) {
    Fixture f;
    const auto gate = f.router->gate_peers([](const HttpRequest &) { return HttpResponse{.status = 403}; });
    const auto pages = f.router->route("/", f.says("a page"));
    const auto polls = f.router->route("/poll", f.says("a long poll"), Audience::peers);
    const auto help = f.router->route("/poll/help", f.says("a page"));
    const auto socket = f.router->websocket("/ws", [](const HttpRequest &, WebSocket &) {});
    for (const auto *path : {"/poll", "/poll/", "/poll/1", "/ws", "/ws/"})
        EXPECT_TRUE(f.router->refusal(f.get(path))) << path;
    for (const auto *path : {"/", "/index.html", "/poll/help", "/polls", "/ws/1"})
        EXPECT_FALSE(f.router->refusal(f.get(path))) << path;
}

TEST(Router, refuses_a_path_twice) {
    Fixture f;
    const auto a = f.router->route("/a", f.says("a"));
    EXPECT_THROW(auto again = f.router->route("/a/", f.says("b")), Error);
    EXPECT_THROW(auto relative = f.router->route("a", f.says("b")), Error);
}

TEST(Router, asks_the_gates_of_the_path_in_order) {
    Fixture f;
    std::string asked;
    const auto open = f.router->gate("/", [&](const HttpRequest &) -> std::optional<HttpResponse> {
        asked += "1";
        return {};
    });
    const auto shut = f.router->gate("/a", [&](const HttpRequest &) -> std::optional<HttpResponse> {
        asked += "2";
        return HttpResponse{.status = 403};
    });
    EXPECT_EQ(f.router->refusal(f.get("/a/b"))->status, 403);
    EXPECT_FALSE(f.router->refusal(f.get("/b")));
    EXPECT_EQ(asked, "121");
}

TEST(Router, turns_an_exception_into_500_and_a_log_line) {
    Fixture f;
    const auto broken = f.router->route("/a", [](const HttpRequest &) -> HttpResponse { throw Error("no luck"); });
    EXPECT_EQ(f.status("/a"), 500);
    EXPECT_EQ(f.lines, std::vector<std::string>{"GET /a: no luck"});
}

TEST(Router, lets_a_handler_remove_itself) {
    Fixture f;
    Subscription self;
    self = f.router->route("/a", [&](const HttpRequest &) {
        self = {};
        return HttpResponse{.body = "last words"};
    });
    EXPECT_EQ(f.body("/a"), "last words");
    EXPECT_EQ(f.status("/a"), 404);
}

TEST(Router, may_be_outlived_by_its_subscriptions) {
    Fixture f;
    const auto route = f.router->route("/a", f.says("a"));
    const auto gate = f.router->gate("/a", [](const HttpRequest &) { return std::nullopt; });
    f.router.reset();
}
