// SPDX-License-Identifier: MIT
#include <algorithm>
#include <fstream>

#include "net/http/server.hpp"
#include "support/fake_presence.hpp"
#include "support/raw_client.hpp"
#include "support/temp_folder.hpp"
#include "support/test_host.hpp"
#include <callbooth/services/socket_io.hpp>
#include <gtest/gtest.h>

using namespace callbooth;
using test::http;
using test::run_until;
using test::WebSocketClient;
using Texts = std::vector<std::string>;
using std::chrono::milliseconds;

namespace {

/// Notes which crowds there are.
class Presences final : public Presence {
public:
    Subscription add(Crowd &crowd) override {
        crowds_.push_back(&crowd);
        return {};
    }
    const std::vector<Crowd *> &crowds() const override { return crowds_; }
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
    static std::string polling_target(const std::string &sid = "") {
        return "/socket.io/?EIO=4&transport=polling" + (sid.empty() ? "" : "&sid=" + sid);
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
        const auto body = http(port, "GET", polling_target()).body;
        return Json::parse(body.substr(1)).get<std::string>("sid");
    }
    SocketIoSocket &socket(const WebSocketClient &client) { return *space->find(id_of(client)); }
    double metric(const std::string &name) { return host.metrics.get("callbooth_socketio_" + name); }

    net::Server server{{.port = 0}, [](Level, std::string_view) {}};
    Presences presence;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    SocketIoNamespace *space = nullptr;
    uint16_t port = 0;
};

/// What came behind the answer to the CONNECT.
Texts events(WebSocketClient &client, size_t count) {
    EXPECT_TRUE(client.wait_for_texts(2 + count));
    return {client.texts.begin() + 2, client.texts.end()};
}

/// The server closes the connection; the client does its part.
bool is_closed(WebSocketClient &client) {
    const Source alive = test::heartbeat();
    const bool asked = run_until([&] {
        client.receive();
        return client.close_code.has_value();
    });
    client.say_goodbye();
    return asked && client.wait_for_end();
}

} // namespace

TEST(SocketIoPlugin, lets_the_application_meet_its_clients) {
    Fixture f;
    Texts seen;
    const auto connected = f.space->connected.subscribe([&](SocketIoSocket &socket) {
        seen.push_back(socket.auth().dump());
        EXPECT_EQ(socket.address(), "127.0.0.1");
        EXPECT_TRUE(socket.emit("welcome", {1, "two"}));
    });
    const auto disconnected = f.space->disconnected.subscribe([&](SocketIoSocket &socket, const std::string &why) {
        EXPECT_FALSE(socket.emit("late", {}));
        seen.push_back(why);
    });
    auto client = f.join(R"({"name":"a"})");
    EXPECT_EQ(events(*client, 1), Texts{R"(42["welcome",1,"two"])"});
    EXPECT_EQ(f.space->size(), 1U);
    client->raw.hang_up();
    EXPECT_TRUE(run_until([&] { return f.space->size() == 0; }));
    EXPECT_EQ(seen, (Texts{R"({"name":"a"})", "transport close"}));
}

TEST(SocketIoPlugin, hands_events_to_all_listeners_and_counts_them) {
    Fixture f;
    Texts seen;
    const auto listen = [&](const char *name) {
        return f.space->on("chat", [&seen, name](auto &, const EventArguments &arguments, const auto &) {
            seen.push_back(name + std::string(arguments.text()));
            return arguments.find<std::string>(0).has_value();
        });
    };
    const auto first = listen("first ");
    auto second = std::optional(listen("second "));
    auto client = f.join();
    client->text(R"(42["chat","x"])");
    client->text(R"(42["chat",7])");
    client->text(R"(42["other"])");
    EXPECT_TRUE(run_until([&] { return f.metric("events_total unhandled") == 1; }));
    EXPECT_EQ(seen, (Texts{"first \"x\"", "second \"x\"", "first 7", "second 7"}));
    EXPECT_EQ(f.metric("events_total handled"), 1);
    EXPECT_EQ(f.metric("events_total malformed"), 1);
    second.reset();
    client->text(R"(42["chat","y"])");
    EXPECT_TRUE(run_until([&] { return seen.size() == 5; }));
}

TEST(SocketIoPlugin, answers_when_the_application_is_ready) {
    Fixture f;
    SocketIoNamespace::Ack kept;
    const auto listener = f.space->on("ask", [&](auto &, const auto &, const auto &ack) {
        kept = ack;
        return true;
    });
    auto client = f.join();
    client->text(R"(42["ask"])");
    client->text(R"(4217["ask"])");
    EXPECT_TRUE(run_until([&] { return kept != nullptr; }));
    kept({"late"});
    EXPECT_EQ(events(*client, 1), Texts{R"(4317["late"])"});
    client.reset();
    EXPECT_TRUE(run_until([&] { return f.space->size() == 0; }));
    kept({"too late"});
}

TEST(SocketIoPlugin, broadcasts_to_rooms_once_and_not_to_those_left_out) {
    Fixture f;
    auto a = f.join();
    auto b = f.join();
    auto c = f.join();
    EXPECT_TRUE(f.socket(*a).join("red"));
    EXPECT_TRUE(f.socket(*a).join("blue"));
    EXPECT_TRUE(f.socket(*b).join("blue"));
    f.space->to("red").to("blue").emit("one", {});
    f.space->to("blue").except("red").emit("two", {});
    f.space->except(Fixture::id_of(*a)).emit("three", {});
    f.space->to(Fixture::id_of(*c)).emit("four", {});
    f.socket(*b).leave("blue");
    f.space->to("blue").emit("five", {});
    f.space->emit("end", {});
    EXPECT_EQ(events(*a, 3), (Texts{R"(42["one"])", R"(42["five"])", R"(42["end"])"}));
    EXPECT_EQ(events(*b, 4), (Texts{R"(42["one"])", R"(42["two"])", R"(42["three"])", R"(42["end"])"}));
    EXPECT_EQ(events(*c, 3), (Texts{R"(42["three"])", R"(42["four"])", R"(42["end"])"}));
    EXPECT_EQ(f.socket(*a).rooms(), (Texts{Fixture::id_of(*a), "red", "blue"}));
    EXPECT_EQ(f.space->sockets("red").size(), 1U);
    EXPECT_EQ(f.space->sockets().size(), 3U);
}

TEST(SocketIoPlugin, limits_rooms) {
    Fixture f;
    auto client = f.join();
    auto &socket = f.socket(*client);
    for (int i = 0; i < 64; ++i)
        EXPECT_TRUE(socket.join(std::to_string(i)));
    EXPECT_TRUE(socket.join("63"));
    EXPECT_TRUE(socket.join(socket.id()));
    EXPECT_FALSE(socket.join("64"));
    socket.leave("0");
    EXPECT_FALSE(socket.join(std::string(257, 'x')));
    EXPECT_TRUE(socket.join(std::string(256, 'x')));
}

TEST(SocketIoPlugin, gets_acknowledgements_or_none_in_time) {
    Fixture f;
    auto client = f.join();
    Texts answers;
    const auto note = [&](std::optional<EventArguments> answer) {
        answers.push_back(answer ? std::string(answer->text()) : "none");
    };
    f.socket(*client).emit("ask", {}, milliseconds(5000), note);
    EXPECT_EQ(events(*client, 1), Texts{R"(420["ask"])"});
    client->text("430[7]");
    client->text("430[8]");
    EXPECT_TRUE(run_until([&] { return answers == Texts{"7"}; }));
    f.socket(*client).emit("ask", {}, milliseconds(20), note);
    EXPECT_TRUE(run_until([&] { return answers == (Texts{"7", "none"}); }));
    f.socket(*client).emit("ask", {}, milliseconds(5000), note);
    f.socket(*client).disconnect();
    EXPECT_EQ(answers, (Texts{"7", "none", "none"}));
}

TEST(SocketIoPlugin, limits_open_acknowledgements) {
    int none = 0; // outlives the fixture: those that are open are answered at the end
    Fixture f;
    auto client = f.join();
    for (int i = 0; i < 257; ++i)
        f.socket(*client).emit("ask", {}, milliseconds(60000), [&](auto answer) { none += answer ? 0 : 1; });
    EXPECT_EQ(none, 0);
    EXPECT_TRUE(run_until([&] { return none == 1; }));
}

TEST(SocketIoPlugin, collects_the_acknowledgements_of_a_broadcast) {
    Fixture f;
    auto a = f.join();
    auto b = f.join();
    std::optional<BroadcastAcks> acks;
    f.space->broadcast({}, "ask", {1}, milliseconds(100), [&](BroadcastAcks result) { acks = std::move(result); });
    EXPECT_EQ(events(*a, 1), Texts{R"(420["ask",1])"});
    a->text("430[\"yes\"]");
    EXPECT_TRUE(run_until([&] { return acks.has_value(); }));
    ASSERT_EQ(acks->answers.size(), 1U);
    EXPECT_EQ(acks->answers[0].text(), "\"yes\"");
    EXPECT_EQ(acks->missing, 1U);
    acks.reset();
    f.space->broadcast({{"nobody"}}, "ask", {}, milliseconds(100),
                       [&](BroadcastAcks result) { acks = std::move(result); });
    EXPECT_FALSE(acks);
    EXPECT_TRUE(run_until([&] { return acks.has_value(); }));
}

TEST(SocketIoPlugin, asks_guards_and_presence_before_it_admits) {
    Fixture f;
    int joined = 0;
    const auto connected = f.space->connected.subscribe([&](auto &) { ++joined; });
    const auto guard = f.space->guard([](const SocketIoSocket &socket) -> std::optional<ConnectError> {
        if (socket.auth().find<std::string>("token") == "right")
            return {};
        return ConnectError{"not you", Json(Json::Object{{"hint", 7}})};
    });
    EXPECT_EQ(f.join()->texts[1], R"(44{"message":"not you","data":{"hint":7}})");
    EXPECT_EQ(joined, 0);
    auto client = f.join(R"({"token":"right"})");
    EXPECT_EQ(joined, 1);
    const auto id = Fixture::id_of(*client);
    auto &crowd = *f.presence.crowds().at(0);
    EXPECT_EQ(crowd.size(), 1U);
    EXPECT_EQ(crowd.find(id)->visitor.address, "127.0.0.1");
    EXPECT_TRUE(crowd.notify(id, "hello"));
    EXPECT_TRUE(crowd.expel(id, {"spam", std::chrono::seconds(60)}));
    EXPECT_FALSE(crowd.expel(id, {}));
    EXPECT_EQ(events(*client, 3),
              (Texts{R"(42["notice","hello"])", R"(42["expelled",{"reason":"spam","banned":60}])", "41"}));
    EXPECT_TRUE(is_closed(*client));
    const auto banned = f.presence.guard([](const Visitor &visitor) {
        return visitor.id.empty() ? std::nullopt : std::optional(Expulsion{"banned", std::chrono::seconds(9)});
    });
    EXPECT_EQ(f.join(R"({"token":"right"})")->texts[1], R"(44{"message":"banned","data":{"banned":9}})");
    const auto refused = f.presence.guard([](const Visitor &) { return std::optional(Expulsion{"go away"}); });
    const auto reply = http(f.port, "GET", Fixture::polling_target());
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(reply.body, R"({"code":4,"message":"go away"})");
}

TEST(SocketIoPlugin, ends_a_polling_session_with_its_next_GETs) {
    Fixture f;
    const auto sid = f.begin_polling();
    http(f.port, "POST", Fixture::polling_target(sid), "", "40");
    EXPECT_TRUE(http(f.port, "GET", Fixture::polling_target(sid)).body.starts_with("40{"));
    f.space->sockets().at(0)->disconnect(true);
    EXPECT_EQ(http(f.port, "GET", Fixture::polling_target(sid)).body, "41");
    EXPECT_EQ(http(f.port, "POST", Fixture::polling_target(sid), "", "4x").body, "ok");
    EXPECT_EQ(http(f.port, "GET", Fixture::polling_target(sid)).body, "6\x1e"
                                                                      "1");
    EXPECT_EQ(http(f.port, "GET", Fixture::polling_target(sid)).status, 400);
    EXPECT_EQ(f.metric("sessions polling"), 0);
}

TEST(SocketIoPlugin, drops_volatile_events_that_would_have_to_wait) {
    Fixture f;
    const auto sid = f.begin_polling();
    http(f.port, "POST", Fixture::polling_target(sid), "", "40");
    auto &socket = *f.space->sockets().at(0);
    EXPECT_FALSE(socket.emit_volatile("position", {1}));
    f.space->to(socket.id()).only_if_writable().emit("position", {2});
    EXPECT_TRUE(socket.emit("last", {}));
    const auto body = http(f.port, "GET", Fixture::polling_target(sid)).body;
    EXPECT_TRUE(body.ends_with("\x1e"
                               "42[\"last\"]"));
    EXPECT_EQ(body.find("position"), std::string::npos);
}

TEST(SocketIoPlugin, limits_what_waits_for_a_client_that_polls) {
    Fixture f({{"queue-bytes", int64_t{4096}}});
    const auto sid = f.begin_polling();
    http(f.port, "POST", Fixture::polling_target(sid), "", "40");
    auto &socket = *f.space->sockets().at(0);
    EXPECT_TRUE(socket.emit("a", {std::string(3000, 'x')}));
    EXPECT_FALSE(socket.emit("b", {std::string(3000, 'x')}));
    EXPECT_EQ(f.metric("undelivered_total"), 1);
    EXPECT_GT(f.metric("queue_bytes"), 3000);
    http(f.port, "GET", Fixture::polling_target(sid));
    EXPECT_EQ(f.metric("queue_bytes"), 0);
    EXPECT_TRUE(socket.emit("c", {}));
}

TEST(SocketIoPlugin, limits_sessions) {
    Fixture f({{"session-limit", int64_t{3}}, {"network-limit", int64_t{2}}});
    const auto first = f.join();
    const auto second = f.join();
    const auto reply = http(f.port, "GET", Fixture::polling_target());
    EXPECT_EQ(reply.status, 429);
    EXPECT_EQ(reply.body, R"({"code":4,"message":"Too many connections from your address"})");
    EXPECT_EQ(WebSocketClient(f.port, Fixture::socket_target()).status, 429);
    EXPECT_EQ(f.metric("refused_total network"), 2);
    Fixture full({{"session-limit", int64_t{1}}});
    const auto only = full.join();
    EXPECT_EQ(http(full.port, "GET", Fixture::polling_target()).status, 503);
}

TEST(SocketIoPlugin, limits_handshakes_and_messages) {
    Fixture f({{"handshakes-per-second", 0.1}});
    f.begin_polling();
    EXPECT_EQ(http(f.port, "GET", Fixture::polling_target()).status, 429);
    EXPECT_EQ(f.metric("refused_total rate"), 1);
    Fixture g({{"messages-per-second", 0.1}});
    const auto sid = g.begin_polling();
    http(g.port, "POST", Fixture::polling_target(sid), "",
         "6\x1e"
         "6");
    EXPECT_EQ(http(g.port, "GET", Fixture::polling_target(sid)).status, 400);
}

TEST(SocketIoPlugin, admits_pages_by_their_origin) {
    Fixture f({{"origins", Texts{"https://chat.example"}}, {"cors", Texts{"https://chat.example"}}});
    const auto from = [&](const std::string &method, const std::string &origin) {
        return http(f.port, method, Fixture::polling_target(), "Origin: " + origin + "\r\n");
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
    const auto opened = http(f.port, "GET", Fixture::polling_target() + "&j=3");
    EXPECT_EQ(opened.header("Content-Type"), "text/javascript; charset=UTF-8");
    EXPECT_TRUE(opened.body.starts_with("___eio[3](\"0{\\\"sid\\\":\\\""));
    EXPECT_TRUE(opened.body.ends_with("}\");"));
    const auto sid = opened.body.substr(23, 20);
    const auto posted = http(f.port, "POST", Fixture::polling_target(sid) + "&j=3",
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

TEST(SocketIoPlugin, refuses_names_that_are_not_those_of_namespaces) {
    Fixture f;
    auto &service = *f.host.find<SocketIo>();
    for (const auto name : {"", "a", "/a,b", "/a?b", "/a\n"})
        EXPECT_THROW(service.open(name), Error);
    EXPECT_EQ(&service.open("/"), f.space);
}
