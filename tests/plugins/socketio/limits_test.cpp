// SPDX-License-Identifier: MIT
/// What hostile clients try: each is held within its limits, and others do not notice.
#include "plugins/socketio/fixture.hpp"

using namespace callbooth;
using namespace callbooth::test::socketio;
using test::http;
using test::run_until;
using test::WebSocketClient;

namespace {

struct LimitsFixture : Fixture {
    explicit LimitsFixture(const Values &values = {}) : Fixture(values) {}

    SocketIoNamespace *other = &host.find<SocketIo>()->open("/other");
};

/// The server sent its close frame.
bool has_close_frame(WebSocketClient &client) {
    const Source alive = test::heartbeat();
    return run_until([&] {
        client.receive();
        return client.close_code.has_value();
    });
}

std::string list_of(size_t values) {
    std::string list = "[{}";
    for (size_t i = 1; i < values; ++i)
        list += ",{}";
    return list + ']';
}

const std::string half_event = R"(452-["e",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])";

} // namespace

TEST(SocketIoLimits, hold_what_comes_with_a_connect) {
    LimitsFixture f;
    const auto client = f.connect();
    client->text("40" + Json(Json::Object{{"token", std::string(16000, 'x')}}).dump());
    ASSERT_TRUE(client->wait_for_texts(2)) << "a long token";
    const auto many = f.connect();
    many->text("40{\"a\":" + list_of(200) + "}");
    EXPECT_TRUE(has_close_frame(*many)) << "a tree of these would take 20 kB";
    const auto large = f.connect();
    large->text("40" + Json(Json::Object{{"token", std::string(17000, 'x')}}).dump());
    EXPECT_TRUE(has_close_frame(*large));
    EXPECT_EQ(f.space->size(), 1U);
}

TEST(SocketIoLimits, hold_events_whose_attachments_do_not_come) {
    LimitsFixture f({{"packet-timeout", 0.1}});
    const auto client = f.join();
    client->text(half_event);
    client->send({2, "first"});
    EXPECT_TRUE(has_close_frame(*client));
    EXPECT_EQ(f.metric("incomplete_bytes"), 0);
}

TEST(SocketIoLimits, share_the_room_for_such_events_between_networks) {
    LimitsFixture f({{"packet-total", int64_t{16384}}});
    const auto first = f.join();
    first->text(half_event);
    first->send({2, std::string(3000, 'x')});
    const Source alive = test::heartbeat();
    ASSERT_TRUE(run_until([&] { return f.metric("incomplete_bytes") > 3000; }));
    const auto second = f.join();
    second->text(half_event);
    second->send({2, std::string(3000, 'x')});
    EXPECT_TRUE(has_close_frame(*second));
    ASSERT_TRUE(run_until([&] { return f.metric("incomplete_bytes") < 4000; }));
    first->send({2, "rest"});
    ASSERT_TRUE(run_until([&] { return f.metric("incomplete_bytes") == 0; }));
    EXPECT_EQ(f.space->size(), 1U);
}

TEST(SocketIoLimits, share_the_room_for_what_waits_between_networks) {
    LimitsFixture f({{"queue-total", int64_t{40000}}});
    for (int i = 0; i < 4; ++i)
        f.join_polling();
    for (int i = 0; i < 20; ++i)
        f.space->emit("e", {std::string(1000, 'x')});
    EXPECT_LE(f.metric("queue_bytes"), 10000 + 4 * 1200);
}

TEST(SocketIoLimits, leave_nothing_behind_when_the_plugin_ends_first) {
    LimitsFixture f;
    const auto sid = f.join_polling();
    f.space->emit("e", {"waits"});
    http(f.port, "POST", f.polling(sid), "", "abc"); // a parse error ends it now, and it is destroyed later
    EXPECT_EQ(f.metric("queue_bytes"), 0);
}

TEST(SocketIoLimits, hold_the_bytes_that_a_client_posts) {
    LimitsFixture f({{"bytes-per-second", 1024.0}, {"max-payload", int64_t{50000}}});
    const auto sid = f.join_polling();
    const auto event = R"(42["e",")" + std::string(40000, 'x') + "\"]";
    EXPECT_EQ(http(f.port, "POST", f.polling(sid), "", event).status, 200);
    EXPECT_EQ(http(f.port, "POST", f.polling(sid), "", event).status, 200);
    EXPECT_EQ(http(f.port, "POST", f.polling(sid), "", event).status, 429);
    EXPECT_EQ(http(f.port, "GET", f.polling(sid)).status, 400) << "it has ended";
}

TEST(SocketIoLimits, end_a_client_that_connects_to_a_namespace_again_and_again) {
    LimitsFixture f;
    const auto client = f.connect();
    for (int i = 0; i < 40; ++i) {
        client->text("40");
        client->text("41");
    }
    EXPECT_TRUE(has_close_frame(*client));
}

TEST(SocketIoLimits, make_the_text_of_a_form_utf8) {
    LimitsFixture f;
    const auto sid = f.join_polling();
    std::string text;
    const auto listener = f.space->on("e", [&](auto &, const EventArguments &arguments, auto &) {
        text = arguments.text(0);
        return true;
    });
    EXPECT_EQ(http(f.port, "POST", f.polling(sid) + "&j=0", "", "d=42[\"e\",\"a%FFb\"]").status, 200);
    EXPECT_EQ(text, "\"a\xef\xbf\xbd"
                    "b\"");
}

TEST(SocketIoLimits, refuse_a_script_of_an_unknown_page) {
    LimitsFixture f({{"origins", std::vector<std::string>{"https://chat.example"}}});
    EXPECT_EQ(http(f.port, "GET", f.polling()).status, 200) << "of the server's own origin";
    EXPECT_EQ(http(f.port, "GET", f.polling() + "&j=0").status, 403);
}

TEST(SocketIoLimits, let_nobody_join_whom_a_guard_has_disconnected) {
    LimitsFixture f;
    const auto guard = f.other->guard([&](const SocketIoSocket &) -> std::optional<ConnectError> {
        for (SocketIoSocket *socket : f.space->sockets())
            socket->disconnect(true);
        return {};
    });
    const auto client = f.join();
    client->text("40/other,");
    EXPECT_TRUE(has_close_frame(*client));
    EXPECT_EQ(f.other->size(), 0U);
}

namespace {

std::string post_head(const std::string &sid, size_t size) {
    return "POST " + Fixture::polling(sid) + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) +
           "\r\n\r\n";
}

/// A session by polling in a namespace, and why its socket was disconnected.
struct Posting : LimitsFixture {
    bool ends(const std::string &reason) {
        const Source alive = test::heartbeat();
        return run_until([&] { return !why.empty(); }) && why == reason;
    }

    std::string why;
    Subscription disconnected =
        space->disconnected.subscribe([this](auto &, const std::string &reason) { why = reason; });
    std::string sid = join_polling();
};

} // namespace

TEST(SocketIoLimits, end_the_session_of_a_post_that_the_server_does_not_take) {
    Posting f;
    test::RawClient client(f.port);
    client.send(post_head(f.sid, size_t{2} << 20));
    EXPECT_TRUE(f.ends("transport error"));
    EXPECT_TRUE(client.receive_until_closed());
    EXPECT_TRUE(client.received.starts_with("HTTP/1.1 413"));
    EXPECT_EQ(f.metric("sessions polling"), 0);
}

TEST(SocketIoLimits, end_the_session_of_a_post_that_is_lost_half_way) {
    Posting f;
    test::RawClient client(f.port);
    client.send(post_head(f.sid, 100) + "42[\"e\"");
    client.hang_up();
    EXPECT_TRUE(f.ends("transport error"));
    EXPECT_EQ(http(f.port, "GET", f.polling(f.sid)).status, 400);
}

TEST(SocketIoLimits, end_the_session_of_posts_that_overlap) {
    Posting f;
    test::RawClient first(f.port);
    first.send(post_head(f.sid, 100) + "42[\"e\"");
    EXPECT_EQ(http(f.port, "POST", f.polling("unknown"), "", "6").status, 400);
    EXPECT_EQ(f.why, "") << "one is fine";
    const auto second = http(f.port, "POST", f.polling(f.sid), "", "6");
    EXPECT_EQ(second.status, 400);
    EXPECT_EQ(second.body, "");
    EXPECT_TRUE(f.ends("transport error"));
    Posting g;
    test::RawClient slow(g.port);
    test::RawClient slower(g.port);
    slow.send(post_head(g.sid, 100) + "6");
    slower.send(post_head(g.sid, 100) + "6");
    EXPECT_TRUE(g.ends("transport error")) << "neither is whole";
}

TEST(SocketIoLimits, let_a_post_come_in_pieces) {
    Posting f;
    for (int i = 0; i < 3; ++i) {
        test::RawClient client(f.port);
        client.send(post_head(f.sid, 3) + "6");
        const Source alive = test::heartbeat();
        run_until([&] { return f.server.body_bytes() > 0; });
        client.send("\x1e"
                    "6");
        EXPECT_TRUE(run_until([&] { return !client.receive() || client.received.ends_with("ok"); }));
    }
    EXPECT_EQ(f.why, "");
}

TEST(SocketIoLimits, take_the_last_of_equal_parameters) {
    Posting f;
    EXPECT_EQ(http(f.port, "POST", f.polling("unknown") + "&si%64=" + f.sid, "", "6").status, 200);
    EXPECT_EQ(http(f.port, "GET", "/socket.io/?EIO=3&transport=websocket&transport=polling&EIO=4").status, 200);
    EXPECT_EQ(http(f.port, "GET", f.polling() + "&EIO=3").status, 400);
}

TEST(SocketIoLimits, share_the_handshakes_of_a_site_between_its_networks) {
    LimitsFixture f({{"handshakes-per-second", 0.1}});
    int admitted = 0;
    for (int network = 0; network < 20; ++network) {
        const auto address = "X-Forwarded-For: 2001:db8:1:" + std::to_string(network) + "::1\r\n";
        admitted += http(f.port, "GET", f.polling(), address).status == 200 ? 1 : 0;
    }
    EXPECT_EQ(admitted, 16) << "one of each network";
    EXPECT_EQ(f.metric("refused_total rate"), 4);
    EXPECT_EQ(http(f.port, "GET", f.polling(), "X-Forwarded-For: 2001:db8:2::1\r\n").status, 200);
}
