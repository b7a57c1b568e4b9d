// SPDX-License-Identifier: MIT
#include "fake_server.hpp"
#include "support/mute_server.hpp"
#include "support/test_host.hpp"
#include <callbooth/services/socket_io_client.hpp>
#include <gtest/gtest.h>

namespace callbooth::socketio_client {
namespace {

using std::chrono::milliseconds;
using test::run_pending;
using test::run_until;
using Sockets = std::unique_ptr<SocketIoClientSocket>;

struct SocketIoClientPlugin : testing::Test {
    void start(Values values = {}) {
        values.try_emplace("url", server.url());
        values.try_emplace("reconnect-min", 0.01);
        values.try_emplace("reconnect-max", 0.02);
        plugin = host.create(values);
        client = host.find<SocketIoClient>();
        plugin->start();
    }
    /// Opens a namespace and notes what becomes of it.
    Sockets open(const std::string &name, const Json &auth = Json::Object()) {
        auto socket = client->open(name, auth);
        auto *raw = socket.get();
        kept.push_back(raw->connected.subscribe([this, name, raw] { events.push_back(name + " " + raw->id()); }));
        kept.push_back(raw->disconnected.subscribe(
            [this, name](const std::string &reason) { events.push_back(name + " " + reason); }));
        kept.push_back(raw->refused.subscribe([this, name](const std::string &why, const Json &data) {
            events.push_back(name + " refused: " + why + " " + data.dump());
        }));
        return socket;
    }
    Sockets open_and_wait(const std::string &name = "/", Values values = {}) {
        start(std::move(values));
        auto socket = open(name);
        EXPECT_TRUE(run_until([&] { return socket->is_connected(); }));
        return socket;
    }
    bool server_heard(const std::string &message) {
        return run_until([&] { return server.heard(message); });
    }
    bool had(const std::string &event) {
        return run_until([&] { return std::count(events.begin(), events.end(), event) > 0; });
    }
    /// Lets all arrive that is under way: the server's ping is answered behind it.
    void settle() {
        const auto pongs = [&] { return std::count(server.messages.begin(), server.messages.end(), "3"); };
        const auto before = pongs();
        server.say("2");
        EXPECT_TRUE(run_until([&] { return pongs() > before; }));
        run_pending();
    }

    FakeServer server;
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    SocketIoClient *client = nullptr;
    std::vector<Subscription> kept;
    std::vector<std::string> events;
};

TEST_F(SocketIoClientPlugin, connects_over_a_websocket_without_an_origin) {
    const auto socket = open_and_wait("/", {{"url", server.url() + "/?token=s3cret"}});
    EXPECT_EQ(server.queries, std::vector<std::string>{"EIO=4&token=s3cret&transport=websocket&"});
    EXPECT_EQ(server.origins, std::vector<std::string>{"none"});
    EXPECT_EQ(server.messages, std::vector<std::string>{"40"});
    EXPECT_EQ(socket->id(), "id-1");
    EXPECT_EQ(client->origin(), server.url());
    EXPECT_EQ(host.status.get("socketio.state"), "ready");
    EXPECT_FALSE(host.logged("s3cret"));
    EXPECT_TRUE(host.logged("connected to " + server.url(), Level::info));
}

TEST_F(SocketIoClientPlugin, shares_one_connection_between_namespaces) {
    start();
    EXPECT_TRUE(server.clients.empty());
    const auto one = open("/one", Json::Object{{"token", "x"}});
    const auto two = open("/two");
    EXPECT_FALSE(one->is_connected());
    EXPECT_TRUE(had("/one id-1") && had("/two id-1"));
    EXPECT_TRUE(server.heard(R"(40/one,{"token":"x"})"));
    EXPECT_TRUE(server.heard("40/two,"));
    EXPECT_EQ(server.queries.size(), 1u);
    const auto three = open("/three");
    EXPECT_TRUE(had("/three id-1"));
    EXPECT_EQ(server.queries.size(), 1u);
}

TEST_F(SocketIoClientPlugin, refuses_names_that_are_none_or_open_already) {
    start();
    const auto socket = open("/a");
    EXPECT_THROW(client->open("/a"), Error);
    for (const char *name : {"", "a", "/a,b", "/a?b", "/a\n"})
        EXPECT_THROW(client->open(name), Error) << name;
    EXPECT_THROW(client->open("/b", Json("x")), Error);
    EXPECT_THROW(client->open("/" + std::string(256, 'x')), Error);
}

TEST_F(SocketIoClientPlugin, carries_events_both_ways) {
    const auto socket = open_and_wait("/a");
    std::vector<std::string> heard;
    const auto listening = socket->on("message", [&](const EventArguments &arguments, const auto &ack) {
        heard.emplace_back(arguments.text());
        EXPECT_FALSE(ack);
    });
    server.say(R"(42/a,["message",1,{"x":[]}])");
    server.say(R"(42/a,["other"])");
    server.say(R"(42/b,["message","not ours"])");
    settle();
    EXPECT_EQ(heard, std::vector<std::string>{R"(1,{"x":[]})"});
    EXPECT_TRUE(socket->emit("message", {"hi", 2}));
    EXPECT_TRUE(server_heard(R"(42/a,["message","hi",2])"));
}

TEST_F(SocketIoClientPlugin, carries_binary_both_ways) {
    const auto socket = open_and_wait("/a");
    std::vector<std::string> heard;
    const auto listening = socket->on("b", [&](const EventArguments &arguments, const auto &) {
        for (size_t i = 0; i < arguments.size(); ++i)
            heard.push_back(arguments.binary(i) ? *arguments.binary(i) : "none");
    });
    server.say(R"(452-/a,["b",{"_placeholder":true,"num":0},7,{"_placeholder":true,"num":1}])");
    server.say_binary(std::string("\0\xff", 2));
    server.say_binary("");
    settle();
    EXPECT_EQ(heard, (std::vector<std::string>{std::string("\0\xff", 2), "none", ""}));
    EXPECT_TRUE(socket->emit("b", EventArguments().add_binary("\xff").add_binary("")));
    EXPECT_TRUE(server_heard(R"(452-/a,["b",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])"));
    EXPECT_TRUE(server_heard("~\xff") && server_heard("~"));
}

TEST_F(SocketIoClientPlugin, gets_acknowledgements) {
    const auto socket = open_and_wait("/a");
    std::vector<std::string> answers;
    const auto note = [&](std::optional<EventArguments> answer) {
        answers.emplace_back(answer ? answer->text() : "none");
    };
    socket->emit("e", {1}, milliseconds(60000), note);
    socket->emit("f", {}, milliseconds(60000), note);
    EXPECT_TRUE(server_heard(R"(42/a,0["e",1])") && server_heard(R"(42/a,1["f"])"));
    server.say(R"(43/a,1["second"])");
    server.say(R"(43/a,1["again"])");
    server.say(R"(43/a,9["unknown"])");
    server.say(R"(43/a,["nothing"])");
    server.say(R"(43/a,0[])");
    settle();
    EXPECT_EQ(answers, (std::vector<std::string>{"\"second\"", ""}));
}

TEST_F(SocketIoClientPlugin, does_not_wait_for_acknowledgements_for_ever) {
    auto socket = open_and_wait();
    int missing = 0;
    const auto note = [&](const std::optional<EventArguments> &answer) { missing += answer ? 0 : 1; };
    socket->emit("e", {}, milliseconds(1), note);
    EXPECT_EQ(missing, 0);
    EXPECT_TRUE(run_until([&] { return missing == 1; }));
    socket->emit("e", {}, milliseconds(60000), note);
    server.hang_up();
    EXPECT_TRUE(run_until([&] { return missing == 2; }));
    EXPECT_FALSE(socket->emit("e", {}));
    socket->emit("e", {}, milliseconds(60000), note); // is not connected
    EXPECT_EQ(missing, 2);
    EXPECT_TRUE(run_until([&] { return missing == 3; }));
    EXPECT_TRUE(had("/ id-2"));
    for (int i = 0; i < 2000; ++i)
        socket->emit("e", {}, milliseconds(60000), note);
    EXPECT_TRUE(run_until([&] { return missing == 3 + 2000 - 1024; }));
    socket->emit("e", {}, milliseconds(60000), [&](auto) { socket.reset(); });
    server.hang_up();
    EXPECT_TRUE(run_until([&] { return !socket; }));
}

TEST_F(SocketIoClientPlugin, answers_events_once) {
    const auto socket = open_and_wait("/a");
    std::vector<SocketIoClientSocket::Ack> acks;
    const auto one = socket->on("ask", [&](const auto &, const auto &ack) { acks.push_back(ack); });
    const auto two = socket->on("ask", [&](const auto &, const auto &ack) { acks.push_back(ack); });
    server.say(R"(42/a,7["ask"])");
    EXPECT_TRUE(run_until([&] { return acks.size() == 2; }));
    acks[1]({"yes"});
    acks[0]({"no"});
    EXPECT_TRUE(server_heard(R"(43/a,7["yes"])"));
    server.say(R"(42/a,8["ask"])");
    EXPECT_TRUE(run_until([&] { return acks.size() == 4; }));
    server.hang_up();
    EXPECT_TRUE(had("/a id-2"));
    acks[2]({"too late"});
    settle();
    EXPECT_FALSE(server.heard(R"(43/a,7["no"])"));
    EXPECT_FALSE(server.heard(R"(43/a,8["too late"])"));
}

TEST_F(SocketIoClientPlugin, comes_back_when_the_connection_is_lost) {
    const auto socket = open_and_wait("/a");
    server.hang_up();
    EXPECT_TRUE(had("/a transport close"));
    EXPECT_EQ(socket->id(), "");
    EXPECT_TRUE(had("/a id-2"));
    EXPECT_TRUE(host.logged("no connection to " + server.url(), Level::warning));
}

TEST_F(SocketIoClientPlugin, tells_a_close_packet_from_a_lost_connection) {
    const auto socket = open_and_wait();
    server.say("1");
    EXPECT_TRUE(had("/ transport close") && had("/ id-2"));
}

TEST_F(SocketIoClientPlugin, answers_pings_and_misses_them) {
    server.handshake = R"({"sid":"s","pingInterval":100,"pingTimeout":100})";
    const auto socket = open_and_wait();
    server.say("2");
    EXPECT_TRUE(server_heard("3"));
    EXPECT_TRUE(had("/ ping timeout") && had("/ id-2"));
}

TEST_F(SocketIoClientPlugin, stays_out_once_the_server_has_ended_a_socket) {
    const auto one = open_and_wait("/one");
    const auto two = open("/two");
    EXPECT_TRUE(had("/two id-1"));
    server.say("41/one,");
    EXPECT_TRUE(had("/one io server disconnect"));
    EXPECT_FALSE(one->is_connected());
    EXPECT_TRUE(two->is_connected());
    events.clear();
    server.hang_up();
    EXPECT_TRUE(had("/two id-2"));
    EXPECT_FALSE(one->is_connected());
    one->connect();
    EXPECT_TRUE(had("/one id-2"));
}

TEST_F(SocketIoClientPlugin, closes_the_connection_when_no_socket_needs_it) {
    auto socket = open_and_wait("/a");
    server.say("41/a,");
    EXPECT_TRUE(run_until([&] { return server.clients.empty(); }));
    EXPECT_EQ(events.back(), "/a io server disconnect");
    socket->connect();
    EXPECT_TRUE(had("/a id-2"));
    socket.reset();
    EXPECT_TRUE(server_heard("41/a,"));
    EXPECT_TRUE(run_until([&] { return server.clients.empty(); }));
    EXPECT_EQ(server.queries.size(), 2u);
}

TEST_F(SocketIoClientPlugin, keeps_the_connection_for_a_socket_that_takes_the_place_of_another) {
    auto socket = open_and_wait("/a");
    socket.reset();
    socket = open("/b");
    EXPECT_TRUE(had("/b id-1"));
    EXPECT_EQ(server.queries.size(), 1u);
}

TEST_F(SocketIoClientPlugin, asks_again_only_when_told_to_after_a_refusal) {
    server.lets_in = false;
    start();
    const auto socket = open("/a");
    EXPECT_TRUE(server_heard("40/a,"));
    server.say(R"(44/a,{"message":"not\n today","data":{"until":5}})");
    EXPECT_TRUE(had(R"(/a refused: not  today {"until":5})"));
    EXPECT_TRUE(run_until([&] { return server.clients.empty(); }));
    server.lets_in = true;
    socket->connect();
    EXPECT_TRUE(had("/a id-2"));
}

TEST_F(SocketIoClientPlugin, leaves_a_namespace_whose_answer_comes_too_late) {
    const auto other = open_and_wait("/");
    server.lets_in = false;
    auto socket = open("/a");
    EXPECT_TRUE(server_heard("40/a,"));
    socket.reset();
    server.say(R"(40/a,{"sid":"x"})");
    EXPECT_TRUE(server_heard("41/a,"));
    socket = open("/b");
    EXPECT_TRUE(server_heard("40/b,"));
    socket.reset();
    socket = open("/b");
    server.say(R"(40/b,{"sid":"x"})");
    EXPECT_TRUE(had("/b x"));
    EXPECT_EQ(std::count(server.messages.begin(), server.messages.end(), "40/b,"), 1);
}

TEST_F(SocketIoClientPlugin, ends_a_connection_that_breaks_the_protocol) {
    auto socket = open_and_wait();
    int connections = 1;
    for (const char *message : {"4", "42{}", "42[null]", "42[\"connect\"]", "451-[", "450-[\"e\"]", "4511-[\"e\"]", "9",
                                "", "451-[\"e\",{\"_placeholder\":true,\"num\":1}]"}) {
        events.clear();
        server.say(message);
        EXPECT_TRUE(had("/ parse error")) << message;
        EXPECT_TRUE(had("/ id-" + std::to_string(++connections))) << message;
    }
    events.clear();
    server.say_binary("belongs to nothing");
    EXPECT_TRUE(had("/ parse error"));
    EXPECT_TRUE(had("/ id-" + std::to_string(++connections)));
    server.say(R"(451-["e"])");
    settle();
    EXPECT_TRUE(socket->is_connected());
}

TEST_F(SocketIoClientPlugin, leaves_a_server_that_sends_too_much) {
    const auto socket = open_and_wait();
    uint64_t heard = 0;
    const auto listening = socket->on("e", [&](auto &, auto &) { ++heard; });
    const auto flood = Source::every(milliseconds(1), [&] {
        for (int i = 0; i < 1000 && !server.clients.empty(); ++i)
            server.say(R"(42["e"])");
        return events.size() < 2;
    });
    EXPECT_TRUE(had("/ transport error") && had("/ id-2"));
    EXPECT_TRUE(host.logged("the server sends too much", Level::warning));
    EXPECT_GT(heard, 9000U);
    EXPECT_LT(heard, 15000U);
}

TEST_F(SocketIoClientPlugin, names_the_path_where_there_is_no_socket_io) {
    start({{"path", std::string("/elsewhere/")}});
    const auto socket = open("/");
    EXPECT_TRUE(run_until([&] {
        return host.logged("no connection to " + server.url() +
                               "/elsewhere/: the server answered 400 Bad Request (is "
                               "the property 'path' right?); next attempt in ",
                           Level::warning);
    }));
}

TEST_F(SocketIoClientPlugin, takes_nothing_that_is_too_long) {
    const auto socket = open_and_wait("/", {{"max-message", int64_t{1024}}});
    server.say("42[\"e\",\"" + std::string(1100, 'x') + "\"]");
    EXPECT_TRUE(had("/ transport close") && had("/ id-2"));
}

TEST_F(SocketIoClientPlugin, sends_nothing_that_the_server_would_not_take) {
    const auto socket = open_and_wait();
    EXPECT_FALSE(socket->emit("e", {std::string(1000, 'x')}));
    EXPECT_FALSE(socket->emit("e", EventArguments().add_binary(std::string(1001, 'x'))));
    EXPECT_TRUE(socket->emit("e", EventArguments().add_binary(std::string(1000, 'x'))));
    EXPECT_FALSE(socket->emit("disconnect", {}));
    settle();
    EXPECT_TRUE(socket->is_connected());
}

TEST_F(SocketIoClientPlugin, goes_on_trying_where_there_is_no_socket_io) {
    server.handshake = "";
    start({{"connect-timeout", 1.0}});
    const auto socket = open("/");
    EXPECT_TRUE(run_until([&] { return server.queries.size() == 2; }));
    EXPECT_TRUE(host.logged("the server has been silent for too long"));
    server.handshake = R"({"pingInterval":1})";
    EXPECT_TRUE(
        run_until([&] { return host.logged("the server does not open the connection: pingTimeout: missing"); }));
    EXPECT_TRUE(events.empty());
    server.handshake = R"({"sid":"s","pingInterval":25000,"pingTimeout":20000})";
    EXPECT_TRUE(run_until([&] { return socket->is_connected(); }));
}

TEST_F(SocketIoClientPlugin, refuses_the_answer_of_socket_io_2) {
    server.lets_in = false;
    start();
    const auto socket = open("/");
    EXPECT_TRUE(server_heard("40"));
    server.say("40");
    EXPECT_TRUE(run_until([&] { return host.logged("a CONNECT without a valid id"); }));
    EXPECT_FALSE(socket->is_connected());
}

TEST_F(SocketIoClientPlugin, lets_listeners_destroy_the_socket) {
    auto socket = open_and_wait();
    auto listening = socket->on("e", [&](const auto &, const auto &) { socket.reset(); });
    server.say("42[\"e\"]");
    EXPECT_TRUE(run_until([&] { return !socket; }));
    socket = open("/");
    auto connected = socket->connected.subscribe([&] { socket.reset(); });
    EXPECT_TRUE(run_until([&] { return !socket; }));
    socket = open("/");
    EXPECT_TRUE(run_until([&] { return socket->is_connected(); }));
    auto disconnected = socket->disconnected.subscribe([&](auto &) { socket.reset(); });
    server.hang_up();
    EXPECT_TRUE(run_until([&] { return !socket; }));
}

TEST_F(SocketIoClientPlugin, lets_sockets_outlive_it) {
    const auto socket = open_and_wait();
    plugin->stop();
    plugin.reset();
    EXPECT_FALSE(socket->emit("e", {}));
    EXPECT_TRUE(run_until([&] { return server.clients.empty(); }));
    EXPECT_EQ(events.size(), 1u);
}

} // namespace
} // namespace callbooth::socketio_client
