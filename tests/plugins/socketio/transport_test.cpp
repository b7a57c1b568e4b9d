// SPDX-License-Identifier: MIT
/// Sessions, requests and files, as clients and pages have them.
#include <fstream>

#include "plugins/socketio/fixture.hpp"
#include "support/temp_folder.hpp"

using namespace callbooth;
using namespace callbooth::test::socketio;
using test::http;
using test::run_until;
using test::WebSocketClient;

TEST(SocketIoPlugin, ends_a_polling_session_with_its_next_GETs) {
    Fixture f;
    const auto sid = f.begin_polling();
    http(f.port, "POST", Fixture::polling(sid), "", "40");
    EXPECT_TRUE(http(f.port, "GET", Fixture::polling(sid)).body.starts_with("40{"));
    f.space->sockets().at(0)->disconnect(true);
    EXPECT_EQ(http(f.port, "GET", Fixture::polling(sid)).body, "41");
    EXPECT_EQ(http(f.port, "POST", Fixture::polling(sid), "", "4x").body, "ok");
    EXPECT_EQ(http(f.port, "GET", Fixture::polling(sid)).body, "6\x1e"
                                                               "1");
    EXPECT_EQ(http(f.port, "GET", Fixture::polling(sid)).status, 400);
    EXPECT_EQ(f.metric("sessions polling"), 0);
}

TEST(SocketIoPlugin, drops_volatile_events_that_would_have_to_wait) {
    Fixture f;
    const auto sid = f.begin_polling();
    http(f.port, "POST", Fixture::polling(sid), "", "40");
    auto &socket = *f.space->sockets().at(0);
    EXPECT_FALSE(socket.emit_volatile("position", {1}));
    f.space->to(socket.id()).only_if_writable().emit("position", {2});
    EXPECT_TRUE(socket.emit("last", {}));
    const auto body = http(f.port, "GET", Fixture::polling(sid)).body;
    EXPECT_TRUE(body.ends_with("\x1e"
                               "42[\"last\"]"));
    EXPECT_EQ(body.find("position"), std::string::npos);
}

TEST(SocketIoPlugin, limits_what_waits_for_a_client_that_polls) {
    Fixture f({{"queue-bytes", int64_t{4096}}});
    const auto sid = f.begin_polling();
    http(f.port, "POST", Fixture::polling(sid), "", "40");
    auto &socket = *f.space->sockets().at(0);
    EXPECT_TRUE(socket.emit("a", {std::string(3000, 'x')}));
    EXPECT_FALSE(socket.emit("b", {std::string(3000, 'x')}));
    EXPECT_EQ(f.metric("undelivered_total"), 1);
    EXPECT_GT(f.metric("queue_bytes"), 3000);
    http(f.port, "GET", Fixture::polling(sid));
    EXPECT_EQ(f.metric("queue_bytes"), 0);
    EXPECT_TRUE(socket.emit("c", {}));
}

TEST(SocketIoPlugin, limits_sessions) {
    Fixture f({{"session-limit", int64_t{3}}, {"network-limit", int64_t{2}}});
    const auto first = f.join();
    const auto second = f.join();
    const auto reply = http(f.port, "GET", Fixture::polling());
    EXPECT_EQ(reply.status, 429);
    EXPECT_EQ(reply.body, R"({"code":4,"message":"Too many connections from your address"})");
    EXPECT_EQ(WebSocketClient(f.port, Fixture::socket_target()).status, 429);
    EXPECT_EQ(f.metric("refused_total network"), 2);
    Fixture full({{"session-limit", int64_t{1}}});
    const auto only = full.join();
    EXPECT_EQ(http(full.port, "GET", Fixture::polling()).status, 503);
}

TEST(SocketIoPlugin, limits_handshakes_and_messages) {
    Fixture f({{"handshakes-per-second", 0.1}});
    f.begin_polling();
    EXPECT_EQ(http(f.port, "GET", Fixture::polling()).status, 429);
    EXPECT_EQ(f.metric("refused_total rate"), 1);
    Fixture g({{"messages-per-second", 0.1}});
    const auto sid = g.begin_polling();
    http(g.port, "POST", Fixture::polling(sid), "",
         "6\x1e"
         "6");
    EXPECT_EQ(http(g.port, "GET", Fixture::polling(sid)).status, 400);
}

TEST(SocketIoPlugin, admits_pages_by_their_origin) {
    Fixture f({{"origins", Texts{"https://chat.example"}}, {"cors", Texts{"https://chat.example"}}});
    const auto from = [&](const std::string &method, const std::string &origin) {
        return http(f.port, method, Fixture::polling(), "Origin: " + origin + "\r\n");
    };
    const auto good = from("GET", "https://chat.example");
    EXPECT_EQ(good.status, 200);
    EXPECT_EQ(good.header("Access-Control-Allow-Origin"), "https://chat.example");
    EXPECT_EQ(good.header("Vary"), "Origin");
    const auto bad = from("GET", "https://evil.example");
    EXPECT_EQ(bad.status, 403);
    EXPECT_EQ(bad.body, R"({"code":4,"message":"Forbidden"})");
    EXPECT_EQ(bad.header("Access-Control-Allow-Origin"), "");
    const auto preflight = from("OPTIONS", "https://chat.example");
    EXPECT_EQ(preflight.status, 204);
    EXPECT_EQ(preflight.header("Access-Control-Allow-Methods"), "GET,HEAD,PUT,PATCH,POST,DELETE");
    const auto socket = [&](const std::string &origin) {
        return WebSocketClient(f.port, Fixture::socket_target(), "Origin: " + origin + "\r\n").status;
    };
    EXPECT_EQ(socket("https://chat.example"), 101);
    EXPECT_EQ(socket("https://evil.example"), 400);
    EXPECT_EQ(WebSocketClient(f.port, Fixture::socket_target()).status, 400);
}

TEST(SocketIoPlugin, lets_a_lost_client_go_on) {
    Fixture f({{"recovery", 60.0}});
    int recovered = 0;
    const auto connected = f.space->connected.subscribe([&](SocketIoSocket &socket) {
        recovered += socket.recovered() ? 1 : 0;
        if (!socket.recovered())
            socket.data() = Json("kept");
    });
    auto client = f.join();
    const auto id = Fixture::id_of(*client);
    const auto pid = Json::parse(client->texts[1].substr(2)).get<std::string>("pid");
    f.socket(*client).join("room");
    f.space->emit("first", {});
    const auto offset = Json::parse(std::string_view(events(*client, 1)[0]).substr(2)).get<std::string>("[1]");
    client->raw.hang_up();
    EXPECT_TRUE(run_until([&] { return f.space->size() == 0; }));
    f.space->to("room").emit("second", {});
    f.space->to("other").emit("third", {});
    f.space->except("room").emit("fourth", {});
    f.space->to(id).emit("fifth", {});
    const auto auth = Json::Object{{"pid", pid}, {"offset", offset}}.dump();
    auto again = f.join(auth, 2);
    EXPECT_TRUE(again->texts[1].starts_with(R"(42["second",)"));
    EXPECT_TRUE(again->texts[2].starts_with(R"(42["fifth",)"));
    EXPECT_EQ(again->texts[3], R"(40{"sid":")" + id + R"(","pid":")" + pid + R"("})");
    EXPECT_EQ(recovered, 1);
    EXPECT_EQ(f.space->find(id)->data().as<std::string>(), "kept");
    EXPECT_EQ(f.space->find(id)->rooms(), (Texts{id, "room"}));
    again->text("41");
    EXPECT_TRUE(run_until([&] { return f.space->size() == 0; }));
    EXPECT_NE(Fixture::id_of(*f.join(auth)), id);
}

TEST(SocketIoPlugin, serves_the_clients_library) {
    const test::TempFolder folder;
    const auto write = [&](const char *name, const char *text) { std::ofstream(folder.path() / name) << text; };
    write("socket.io.min.js", "/*!\n * Socket.IO v4.8.4\n */\n!function(){}");
    write("socket.io.min.js.map", "{}");
    write("other.js", "secret");
    Fixture f({{"client-files", folder.path().string()}});
    const auto script = http(f.port, "GET", "/socket.io/socket.io.min.js");
    EXPECT_EQ(script.status, 200);
    EXPECT_EQ(script.header("Content-Type"), "application/javascript; charset=utf-8");
    EXPECT_EQ(script.header("Cache-Control"), "public, max-age=0");
    EXPECT_EQ(script.header("ETag"), "\"4.8.4\"");
    EXPECT_TRUE(script.body.ends_with("!function(){}"));
    EXPECT_EQ(http(f.port, "GET", "/socket.io/socket.io.min.js.map").header("Content-Type"),
              "application/json; charset=utf-8");
    for (const auto tag : {"\"4.8.4\"", "W/\"4.8.4\""})
        EXPECT_EQ(
            http(f.port, "GET", "/socket.io/socket.io.min.js", std::string("If-None-Match: ") + tag + "\r\n").status,
            304);
    EXPECT_EQ(http(f.port, "GET", "/socket.io/socket.io.min.js", "If-None-Match: *\r\n").status, 200);
    for (const auto name : {"other.js", "socket.io.js", "../other.js", "socket.io.min.js.map.map"})
        EXPECT_NE(http(f.port, "GET", std::string("/socket.io/") + name).status, 200);
    EXPECT_EQ(http(f.port, "GET", "/socket.io/other.js").body, R"({"code":0,"message":"Transport unknown"})");
}

TEST(SocketIoPlugin, tells_when_there_is_no_library) {
    test::TempFolder folder;
    const Fixture f({{"client-files", folder.path().string()}});
    EXPECT_TRUE(f.host.logged("it is not in " + folder.path().string(), Level::info));
}

TEST(SocketIoPlugin, refuses_transports_that_it_does_not_have) {
    test::TestHost host;
    EXPECT_THROW(host.create({{"transports", Texts{"polling", "webtransport"}}}), Error);
    EXPECT_THROW(host.create({{"transports", Texts{}}}), Error);
}

TEST(SocketIoPlugin, takes_scripts_and_forms_of_pages_without_XMLHttpRequest) {
    Fixture f;
    const auto opened = http(f.port, "GET", Fixture::polling() + "&j=3");
    EXPECT_EQ(opened.header("Content-Type"), "text/javascript; charset=UTF-8");
    EXPECT_TRUE(opened.body.starts_with("___eio[3](\"0{\\\"sid\\\":\\\""));
    EXPECT_TRUE(opened.body.ends_with("}\");"));
    const auto sid = opened.body.substr(23, 20);
    const auto posted = http(f.port, "POST", Fixture::polling(sid) + "&j=3",
                             "Content-Type: application/x-www-form-urlencoded\r\n", "d=40%7B%22a%22%3A1%7D");
    EXPECT_EQ(posted.body, "ok");
    EXPECT_EQ(f.space->sockets().at(0)->auth().dump(), R"({"a":1})");
}

TEST(SocketIoPlugin, tells_its_clients_that_the_server_stops) {
    auto f = std::make_unique<Fixture>();
    std::string why;
    const auto lost = f->space->disconnected.subscribe([&](auto &, const std::string &reason) { why = reason; });
    auto client = f->join();
    f->plugin->stop();
    EXPECT_EQ(why, "server shutting down");
    EXPECT_TRUE(is_closed(*client));
}
