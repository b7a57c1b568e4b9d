// SPDX-License-Identifier: MIT
/// Namespaces, events, acknowledgements and rooms, as an application has them.
#include <algorithm>

#include "plugins/socketio/fixture.hpp"

using namespace callbooth;
using namespace callbooth::test::socketio;
using std::chrono::milliseconds;
using test::http;
using test::run_until;
using test::WebSocketClient;

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
    const auto reply = http(f.port, "GET", Fixture::polling());
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(reply.body, R"({"code":4,"message":"go away"})");
}

TEST(SocketIoPlugin, refuses_names_that_are_not_those_of_namespaces) {
    Fixture f;
    auto &service = *f.host.find<SocketIo>();
    for (const auto name : {"", "a", "/a,b", "/a?b", "/a\n"})
        EXPECT_THROW(service.open(name), Error);
    EXPECT_EQ(&service.open("/"), f.space);
}
