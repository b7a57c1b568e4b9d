// SPDX-License-Identifier: MIT
#include "net/http/server.hpp"
#include "support/raw_client.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using namespace std::chrono_literals;
using test::run_until;

namespace {

/// A server that keeps the replies to requests at `/poll`.
struct Fixture {
    explicit Fixture(net::HttpDeadlines deadlines = {}, config::HttpSection section = {})
        : server(with_port(std::move(section)), [this](Level, std::string_view text) { lines.emplace_back(text); }, {},
                 {.deadlines = deadlines}) {
        server.start();
        port = test::port_of(server.url());
    }
    static config::HttpSection with_port(config::HttpSection section) {
        section.port = 0;
        return section;
    }
    void keep(const HttpRequest &request, std::shared_ptr<HttpReply> reply) {
        bodies.emplace_back(request.body);
        reply->on_gone = [this] { ++gone; };
        replies.push_back(std::move(reply));
    }
    bool wait_for_replies(size_t count) {
        return run_until([&] { return replies.size() >= count; });
    }

    std::vector<std::string> lines;
    std::vector<std::string> bodies;
    std::vector<std::shared_ptr<HttpReply>> replies;
    int gone = 0;
    net::Server server;
    Subscription late =
        server.route_late("/poll", [this](const HttpRequest &request, std::shared_ptr<HttpReply> reply) {
            keep(request, std::move(reply));
        });
    Subscription page = server.route("/", [](const HttpRequest &) { return HttpResponse{.body = "page"}; });
    Source alive = test::heartbeat();
    uint16_t port = 0;
};

struct Poll : test::RawClient {
    explicit Poll(Fixture &f, const std::string &method = "GET", const std::string &headers = "",
                  const std::string &body = "")
        : RawClient(f.port) {
        send(method + " /poll HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n" + body);
    }
    /// Waits for `text`, and returns whether it came.
    bool got(const std::string &text) {
        const Source turning = test::heartbeat();
        return run_until([&] { return !receive() || received.find(text) != std::string::npos; }) &&
               received.find(text) != std::string::npos;
    }
};

} // namespace

TEST(LateReplies, answer_when_they_are_sent) {
    Fixture f;
    Poll client(f);
    ASSERT_TRUE(f.wait_for_replies(1));
    test::run_pending();
    client.receive();
    EXPECT_EQ(client.received, "");
    EXPECT_EQ(f.server.late().size(), 1U);
    f.replies[0]->send({.status = 201, .body = "at last"});
    EXPECT_TRUE(client.got("at last"));
    EXPECT_TRUE(client.received.starts_with("HTTP/1.1 201 ")) << client.received;
    EXPECT_EQ(f.server.late().size(), 0U);
    EXPECT_EQ(f.gone, 0);
}

TEST(LateReplies, may_answer_within_the_handler) {
    Fixture f;
    const auto route =
        f.server.route_late("/now", [](const HttpRequest &request, const std::shared_ptr<HttpReply> &reply) {
            reply->send({.body = std::string(request.path)});
        });
    EXPECT_EQ(test::http(f.port, "GET", "/now").body, "/now");
}

TEST(LateReplies, answer_once) {
    Fixture f;
    Poll client(f);
    ASSERT_TRUE(f.wait_for_replies(1));
    f.replies[0]->send({.body = "first"});
    f.replies[0]->send({.body = "second"});
    EXPECT_TRUE(client.got("first"));
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_TRUE(client.got("page"));
    EXPECT_EQ(client.received.find("second"), std::string::npos);
}

TEST(LateReplies, answer_503_when_they_are_dropped) {
    Fixture f;
    Poll client(f);
    ASSERT_TRUE(f.wait_for_replies(1));
    f.replies.clear();
    EXPECT_TRUE(client.got("No answer\n"));
    EXPECT_TRUE(client.received.starts_with("HTTP/1.1 503 "));
    const auto route = f.server.route_late("/drops", [](const HttpRequest &, const std::shared_ptr<HttpReply> &) {});
    EXPECT_EQ(test::http(f.port, "GET", "/drops").status, 503);
}

TEST(LateReplies, answer_500_when_the_handler_throws) {
    Fixture f;
    const auto route = f.server.route_late("/throws", [&](const HttpRequest &, std::shared_ptr<HttpReply> reply) {
        f.replies.push_back(std::move(reply));
        throw std::runtime_error("no luck");
    });
    EXPECT_EQ(test::http(f.port, "GET", "/throws").status, 500);
    EXPECT_EQ(f.lines.back(), "GET /throws: no luck");
    f.replies[0]->send({.body = "too late"});
}

TEST(LateReplies, let_the_next_requests_of_their_connection_wait) {
    Fixture f;
    Poll client(f, "POST", "Content-Length: 3\r\n", "one");
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\nPOST /poll HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                "3\r\n\r\ntwo");
    ASSERT_TRUE(f.wait_for_replies(1));
    test::run_pending();
    EXPECT_EQ(f.replies.size(), 1U);
    f.replies[0]->send({.body = "answer one"});
    EXPECT_TRUE(client.got("page"));
    EXPECT_LT(client.received.find("answer one"), client.received.find("page"));
    ASSERT_TRUE(f.wait_for_replies(2));
    f.replies[1]->send({.body = "answer two"});
    EXPECT_TRUE(client.got("answer two"));
    EXPECT_EQ(f.bodies, (std::vector<std::string>{"one", "two"}));
}

TEST(LateReplies, to_head_have_no_body) {
    Fixture f;
    Poll client(f, "HEAD");
    ASSERT_TRUE(f.wait_for_replies(1));
    f.replies[0]->send({.body = "not this"});
    EXPECT_TRUE(client.got("\r\n\r\n"));
    test::run_pending();
    client.receive();
    EXPECT_EQ(client.received.find("not this"), std::string::npos);
}

TEST(LateReplies, tell_that_the_client_has_gone) {
    Fixture f;
    auto client = std::make_unique<Poll>(f);
    ASSERT_TRUE(f.wait_for_replies(1));
    client.reset();
    EXPECT_TRUE(run_until([&] { return f.gone == 1; }));
    EXPECT_EQ(f.server.connections(), 0U);
    f.replies[0]->send({.body = "for nobody"});
    EXPECT_EQ(f.server.late().counts().gone, 1U);
}

TEST(LateReplies, tell_of_a_client_that_was_gone_before_the_handler_returned) {
    Fixture f;
    { const Poll client(f); }
    ASSERT_TRUE(f.wait_for_replies(1));
    EXPECT_TRUE(run_until([&] { return f.gone == 1; }));
}

TEST(LateReplies, may_be_dropped_by_their_listener) {
    Fixture f;
    auto client = std::make_unique<Poll>(f);
    ASSERT_TRUE(f.wait_for_replies(1));
    f.replies[0]->on_gone = [&] { f.replies.clear(); };
    client.reset();
    EXPECT_TRUE(run_until([&] { return f.replies.empty(); }));
}

TEST(LateReplies, may_be_held_by_their_listener) {
    Fixture f;
    Poll client(f);
    ASSERT_TRUE(f.wait_for_replies(1));
    const std::weak_ptr<HttpReply> reply = f.replies[0];
    f.replies[0]->on_gone = [held = f.replies[0]] {};
    f.replies.clear();
    ASSERT_FALSE(reply.expired());
    reply.lock()->send({.body = "answer"});
    EXPECT_TRUE(reply.expired());
    EXPECT_TRUE(client.got("answer"));
}

TEST(LateReplies, do_not_stall_but_have_a_longest_time) {
    Fixture f({.stalled = 20ms, .held = 200ms, .slowest = size_t{1} << 30});
    const auto began = std::chrono::steady_clock::now();
    Poll client(f);
    ASSERT_TRUE(f.wait_for_replies(1));
    EXPECT_TRUE(client.got("No answer in time\n"));
    EXPECT_GE(std::chrono::steady_clock::now() - began, 200ms);
    EXPECT_TRUE(client.received.starts_with("HTTP/1.1 503 "));
    EXPECT_EQ(f.gone, 1);
    EXPECT_EQ(f.server.late().counts().expired, 1U);
}

TEST(LateReplies, hold_nothing_of_their_request) {
    Fixture f;
    Poll client(f, "POST", "Content-Length: 100000\r\n", std::string(100000, 'b'));
    ASSERT_TRUE(f.wait_for_replies(1));
    EXPECT_EQ(f.bodies[0].size(), 100000U);
    EXPECT_EQ(f.server.body_bytes(), 0U);
}

TEST(LateReplies, of_one_address_are_limited) {
    config::HttpSection section{.trusted_proxies = {"127.0.0.1"}, .connections_per_address = 2};
    Fixture f({}, section);
    const std::string one = "X-Forwarded-For: 192.0.2.1\r\n";
    auto first = std::make_unique<Poll>(f, "GET", one);
    Poll second(f, "GET", one);
    ASSERT_TRUE(f.wait_for_replies(2));
    EXPECT_EQ(test::http(f.port, "GET", "/poll", one).status, 429);
    Poll other(f, "GET", "X-Forwarded-For: 192.0.2.2\r\n");
    EXPECT_TRUE(f.wait_for_replies(3));
    first.reset();
    EXPECT_TRUE(run_until([&] { return f.gone == 1; }));
    Poll again(f, "GET", one);
    EXPECT_TRUE(f.wait_for_replies(4));
    EXPECT_EQ(f.server.late().counts().refused_address, 1U);
}

TEST(LateReplies, leave_connections_for_others) {
    Fixture f({}, {.connections = 4});
    const Poll a(f);
    const Poll b(f);
    const Poll c(f);
    ASSERT_TRUE(f.wait_for_replies(3));
    EXPECT_EQ(test::http(f.port, "GET", "/poll").status, 503);
    EXPECT_EQ(test::http(f.port, "GET", "/").status, 200);
    EXPECT_EQ(f.server.late().counts().refused_full, 1U);
}

TEST(LateReplies, are_answered_503_when_the_server_drains) {
    Fixture f;
    Poll client(f);
    ASSERT_TRUE(f.wait_for_replies(1));
    bool drained = false;
    f.server.drain([&] { drained = true; });
    EXPECT_TRUE(client.got("The server stops\n"));
    EXPECT_TRUE(client.received.starts_with("HTTP/1.1 503 "));
    EXPECT_EQ(f.gone, 1);
    EXPECT_EQ(test::http(f.port, "GET", "/poll").status, 503);
    EXPECT_TRUE(run_until([&] { return drained; }));
}

TEST(LateReplies, are_answered_503_when_the_server_stops) {
    Fixture f;
    Poll client(f);
    ASSERT_TRUE(f.wait_for_replies(1));
    f.server.stop();
    EXPECT_TRUE(client.receive_until_closed());
    EXPECT_TRUE(client.received.starts_with("HTTP/1.1 503 ")) << client.received;
    EXPECT_EQ(f.gone, 1);
    f.replies[0]->send({.body = "for nobody"});
}

TEST(LateReplies, call_no_handler_of_a_pipelined_request_back) {
    Fixture f;
    Poll client(f);
    for (int i = 0; i < 2; ++i)
        client.send("GET /poll HTTP/1.1\r\nHost: localhost\r\n\r\n");
    ASSERT_TRUE(f.wait_for_replies(1));
    f.replies[0]->send({.body = "first"});
    EXPECT_EQ(f.replies.size(), 1U) << "not within send";
    ASSERT_TRUE(f.wait_for_replies(2));
    f.replies.clear(); // dropped ones are answered, and the third request comes no sooner than this has returned
    ASSERT_TRUE(f.wait_for_replies(1));
    f.replies[0]->send({.body = "third"});
    EXPECT_TRUE(client.got("third"));
    EXPECT_LT(client.received.find("first"), client.received.find("No answer"));
}

TEST(LateReplies, may_outlive_the_server) {
    std::shared_ptr<HttpReply> reply;
    {
        Fixture f;
        const Poll client(f);
        ASSERT_TRUE(f.wait_for_replies(1));
        reply = f.replies[0];
    }
    reply->send({.body = "for nobody"});
}

TEST(LateReplies, stand_behind_gates_and_beside_longer_routes) {
    Fixture f;
    const auto longer =
        f.server.route("/poll/page", [](const HttpRequest &) { return HttpResponse{.body = "longer"}; });
    EXPECT_EQ(test::http(f.port, "GET", "/poll/page").body, "longer");
    const auto gate = f.server.gate(
        "/poll", [](const HttpRequest &) -> std::optional<HttpResponse> { return HttpResponse{.status = 403}; });
    EXPECT_EQ(test::http(f.port, "GET", "/poll").status, 403);
    EXPECT_TRUE(f.replies.empty());
}
