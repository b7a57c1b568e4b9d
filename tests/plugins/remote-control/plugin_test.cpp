// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>
#include <memory>

#include "net/http/server.hpp"
#include "support/fake_booth.hpp"
#include "support/fake_devices.hpp"
#include "support/raw_client.hpp"
#include "support/temp_folder.hpp"
#include "support/test_host.hpp"
#include <callbooth/json.hpp>
#include <callbooth/services/chat.hpp>
#include <callbooth/services/mute.hpp>
#include <callbooth/util/qr_text.hpp>
#include <gtest/gtest.h>

namespace callbooth {
namespace {

using test::run_until;

class FakeChat final : public Chat {
public:
    void say(std::string_view text) override {
        if (text.empty())
            throw Error("there is nothing to say");
        said.emit(text);
    }
};

/// A page at the plugin's WebSocket.
class Phone {
public:
    explicit Phone(uint16_t port, const std::string &headers = "") : socket_(port, "/remote/socket", headers) {}

    void write(const std::string &text) { socket_.text(text); }
    Json ask(const std::string &text) {
        write(text);
        return answer();
    }
    Json enter(const std::string &code, const std::string &session = "") {
        return ask(Json::Object{{"do", "enter"}, {"code", code}, {"session", session}}.dump());
    }
    /// The next answer; events before it are put aside.
    Json answer() {
        for (;;) {
            const Json line = next();
            if (!line.member("event"))
                return line;
            events.push_back(line);
        }
    }
    Json event() {
        if (events.empty())
            return next();
        const Json first = events.front();
        events.erase(events.begin());
        return first;
    }
    Json next() {
        EXPECT_TRUE(socket_.wait_for_texts(taken_ + 1)) << "nothing came";
        return taken_ < socket_.texts.size() ? Json::parse(socket_.texts[taken_++]) : Json(Json::Object{});
    }
    /// Whether the booth ends the connection; a page would answer that.
    bool is_closed() {
        const Source alive = test::heartbeat();
        return run_until([&] { return !stays(); });
    }
    bool stays() {
        socket_.receive();
        return !socket_.closed && !socket_.close_code;
    }
    void vanish() { socket_.raw.hang_up(); }

    std::vector<Json> events;

private:
    test::WebSocketClient socket_;
    size_t taken_ = 0;
};

struct RemoteControlPlugin : testing::Test {
    RemoteControlPlugin() {
        std::filesystem::create_directories(folder.path() / "assets");
        write("remote-control.html", "<p>the page");
        write("chatroulette.html", "<p>another one");
        write("assets/remote-B3x_9aZq.js", "script");
        host.offer<HttpServer>(server);
    }
    void write(const std::string &name, const std::string &text) { std::ofstream(folder.path() / name) << text; }
    void start(Values values = {}) {
        values.try_emplace("root", folder.path().string());
        server.start();
        port = test::port_of(server.url());
        plugin = host.create(values);
        plugin->start();
    }
    std::string code() {
        const std::string link = host.status.get("remote.link");
        return link.substr(link.find('#') + 1);
    }
    std::string new_code() {
        host.commands.invoke("remote new");
        return code();
    }
    bool board(const std::string &key, const std::string &value) {
        return run_until([&] { return host.status.get(key) == value; });
    }

    test::TempFolder folder;
    test::FakeBooth booth;
    FakeChat chat;
    test::FakeDevices devices;
    net::Server server{{.port = 0, .connects_per_second = 1e6}, [](Level, std::string_view) {}};
    test::TestHost host;
    std::unique_ptr<Plugin> plugin;
    uint16_t port = 0;
};

std::string code_of(const Json &answer) { return answer.find<std::string>("code").value_or("none"); }

} // namespace

TEST_F(RemoteControlPlugin, shows_a_code_while_it_is_wanted) {
    start();
    EXPECT_EQ(host.status.get("remote.state"), "off");
    EXPECT_EQ(host.status.get("remote.link"), "");
    const std::string shown = host.commands.invoke("remote");
    const std::string link = host.status.get("remote.link");
    EXPECT_EQ(link.find(server.url() + "/remote/#"), 0u) << link;
    EXPECT_EQ(shown, link + "\n" + qr_text(host.status.get("remote.qr")));
    EXPECT_EQ(host.status.get("remote.state"), "waiting");
    EXPECT_EQ(host.commands.invoke("remote"), shown) << "the same";
    EXPECT_NE(host.commands.invoke("remote new"), shown);
    host.commands.invoke("remote off");
    EXPECT_EQ(host.status.get("remote.state"), "off");
    EXPECT_EQ(host.status.get("remote.qr") + host.status.get("remote.link"), "");
    EXPECT_THROW(host.commands.invoke("remote away"), Error);
}

TEST_F(RemoteControlPlugin, logs_no_code) {
    start({{"always", true}});
    const std::string first = code();
    Phone(port).enter("guess");
    const std::string second = new_code();
    Phone phone(port);
    EXPECT_TRUE(phone.enter(second).member("result"));
    EXPECT_TRUE(host.logged("controls the booth"));
    for (const auto &secret : {first, second})
        EXPECT_FALSE(host.logged(secret));
}

TEST_F(RemoteControlPlugin, lets_one_phone_in) {
    start();
    const std::string right = new_code();
    Phone first(port);
    EXPECT_FALSE(first.enter(right).get<bool>("result.returned"));
    EXPECT_EQ(host.status.get("remote.state"), "connected");
    EXPECT_EQ(host.status.get("remote.link") + host.status.get("remote.qr"), "") << "nobody else is to scan it";
    Phone second(port);
    EXPECT_EQ(second.enter(right).dump(), R"({"id":null,"error":"another phone controls the booth","code":"busy"})");
    EXPECT_TRUE(second.is_closed());
    EXPECT_TRUE(first.ask(R"({"do":"status"})").member("result")) << "the first goes on";
}

TEST_F(RemoteControlPlugin, refuses_a_wrong_and_a_replaced_code) {
    start();
    const std::string old = new_code();
    Phone phone(port);
    phone.enter(old);
    new_code();
    EXPECT_EQ(phone.event().dump(), R"({"event":"dropped","why":"the code was replaced"})");
    EXPECT_TRUE(phone.is_closed());
    for (const std::string &wrong : {old, std::string("x"), std::string()}) {
        Phone other(port);
        EXPECT_EQ(code_of(other.enter(wrong)), "wrong-code");
        EXPECT_TRUE(other.is_closed());
    }
}

TEST_F(RemoteControlPlugin, lets_the_same_phone_come_back) {
    start();
    const std::string right = new_code();
    auto phone = std::make_unique<Phone>(port);
    const auto session = phone->enter(right).get<std::string>("result.session");
    phone->vanish();
    EXPECT_TRUE(board("remote.state", "away"));
    Phone stranger(port);
    EXPECT_EQ(code_of(stranger.enter(right)), "busy");
    Phone again(port);
    EXPECT_TRUE(again.enter(right, session).get<bool>("result.returned"));
    Phone anew(port); // the one before may not have noticed
    EXPECT_TRUE(anew.enter(right, session).get<bool>("result.returned"));
    EXPECT_EQ(again.event().get<std::string>("why"), "this phone is connected anew");
    EXPECT_TRUE(again.is_closed());
    EXPECT_EQ(host.status.get("remote.state"), "connected");
}

TEST_F(RemoteControlPlugin, ends_when_the_phone_does_not_come_back) {
    start({{"away", 1.0}, {"always", true}});
    const std::string right = code();
    {
        Phone phone(port);
        phone.enter(right);
        phone.vanish();
    }
    EXPECT_TRUE(board("remote.state", "waiting"));
    EXPECT_NE(code(), right);
}

TEST_F(RemoteControlPlugin, ends_a_code_after_its_time) {
    start({{"lifetime", 1.0}});
    Phone phone(port);
    const std::string right = new_code();
    phone.enter(right);
    EXPECT_EQ(phone.event().dump(), R"({"event":"dropped","why":"the code has expired"})");
    EXPECT_TRUE(phone.is_closed());
    EXPECT_EQ(host.status.get("remote.state"), "off");
    EXPECT_EQ(code_of(Phone(port).enter(right)), "wrong-code");
}

TEST_F(RemoteControlPlugin, ends_when_the_phone_leaves) {
    start();
    const std::string right = new_code();
    Phone phone(port);
    phone.enter(right);
    EXPECT_TRUE(phone.ask(R"({"do":"leave"})").member("result"));
    EXPECT_TRUE(phone.is_closed());
    EXPECT_TRUE(board("remote.state", "off"));
    EXPECT_EQ(code_of(Phone(port).enter(right)), "wrong-code");
}

TEST_F(RemoteControlPlugin, offers_each_command_that_any_plugin_adds) {
    start();
    const auto dance = host.commands.add(
        {"dance", "[slow | fast]", "Dances", [](std::string_view how) { return "dances " + std::string(how); }});
    const auto quit = host.commands.add({"quit", "", "Ends", [](std::string_view) { return std::string("ended"); }});
    Phone phone(port);
    phone.enter(new_code());
    EXPECT_EQ(phone.ask(R"({"do":"list"})").get<Json>("result.commands").dump(),
              R"([{"name":"dance","usage":"[slow | fast]","doc":"Dances"}])");
    EXPECT_EQ(phone.ask(R"({"id":7,"do":"dance","arguments":"fast"})").dump(),
              R"({"id":7,"result":{"text":"dances fast"}})");
    EXPECT_EQ(code_of(phone.ask(R"({"do":"quit"})")), "unknown");
    EXPECT_EQ(code_of(phone.ask(R"({"do":"remote","arguments":"off"})")), "unknown");
}

TEST_F(RemoteControlPlugin, passes_on_chat_calls_and_devices) {
    host.offer<Booth>(booth);
    host.offer<Chat>(chat);
    host.offer<Devices>(devices);
    devices.plug({DeviceKind::camera, "cam-1", "First camera", "640x480"});
    start();
    Phone phone(port);
    phone.enter(new_code());
    EXPECT_TRUE(phone.ask(R"({"do":"chat","text":"hello"})").member("result"));
    EXPECT_EQ(phone.event().dump(), R"({"event":"chat-sent","text":"hello"})");
    chat.received.emit("ann", "hi");
    EXPECT_EQ(phone.event().dump(), R"({"event":"chat","peer":"ann","text":"hi"})");
    booth.let_wait("bob");
    EXPECT_EQ(phone.event().get<std::string>("event"), "caller-waits");
    EXPECT_EQ(phone.ask(R"({"do":"accept"})").get<std::string>("result.peer"), "bob");
    EXPECT_EQ(phone.ask(R"({"do":"devices"})").get<std::string>("result[0].name"), "First camera");
    EXPECT_TRUE(phone.ask(R"({"do":"choose","kind":"camera","device":"cam-1"})").member("result"));
    EXPECT_EQ(devices.chosen(DeviceKind::camera), "cam-1");
}

TEST_F(RemoteControlPlugin, shows_the_board_without_the_code) {
    start();
    host.status.set("call.peer", "ann");
    host.status.set("room.qr", "1");
    Phone phone(port);
    phone.enter(new_code());
    EXPECT_EQ(phone.ask(R"({"do":"status"})").get<Json>("result").dump(), R"({"call.peer":"ann"})");
    while (!phone.events.empty())
        phone.event();
    host.status.set("call.peer", "bob");
    host.status.erase("call.peer");
    host.status.set("mute.audio", "on");
    EXPECT_EQ(phone.event().get<Json>("values").dump(), R"({"call.peer":"","mute.audio":"on"})");
}

TEST_F(RemoteControlPlugin, moves_a_pointer_over_the_picture) {
    start();
    Phone phone(port);
    phone.enter(new_code());
    EXPECT_TRUE(phone.ask(R"({"do":"pointer","x":0.25,"y":1})").member("result"));
    EXPECT_EQ(host.status.get("remote.pointer"), "0.2500 1.0000");
    for (const auto *wrong : {R"({"do":"pointer","x":1.1,"y":0})", R"({"do":"pointer","x":0.5})",
                              R"({"do":"pointer","x":"0","y":0})", R"({"do":"pointer","x":0,"y":-1e9})"})
        EXPECT_EQ(code_of(phone.ask(wrong)), "bad-request") << wrong;
    EXPECT_EQ(host.status.get("remote.pointer"), "0.2500 1.0000");
    EXPECT_TRUE(phone.ask(R"({"do":"pointer"})").member("result"));
    EXPECT_EQ(host.status.get("remote.pointer"), "");
    phone.ask(R"({"do":"pointer","x":0,"y":0})");
    phone.vanish();
    EXPECT_TRUE(board("remote.pointer", "")) << "with the phone";
}

TEST_F(RemoteControlPlugin, refuses_what_has_not_the_right_shape) {
    start();
    const std::string right = new_code();
    for (const auto *first : {"", "{", "[]", "5", "null", R"({"do":"status"})", R"({"do":"enter"})",
                              R"({"do":"enter","code":5})", R"({"do":["enter"]})", R"({"code":"x"})"}) {
        Phone phone(port);
        EXPECT_EQ(code_of(phone.ask(first)), "bad-request") << first;
        EXPECT_TRUE(phone.is_closed()) << first;
    }
    Phone phone(port);
    phone.enter(right);
    for (const auto *later : {"", "{", "[]", R"({"do":5})", R"({"do":"status","more":1})", R"({"do":"chat"})",
                              R"({"do":"status","prefix":[]})"})
        EXPECT_TRUE(phone.ask(later).member("error")) << later;
    EXPECT_TRUE(phone.ask(R"({"do":"status"})").member("result"));
}

TEST_F(RemoteControlPlugin, ends_a_connection_that_sends_too_much) {
    start({{"requests-per-second", 10.0}});
    Phone stranger(port);
    stranger.write(std::string(5000, ' '));
    EXPECT_TRUE(stranger.is_closed());
    Phone flood(port);
    flood.enter(new_code());
    size_t refused = 0;
    for (int i = 0; i < 100; ++i)
        refused += code_of(flood.ask(R"({"do":"status"})")) == "too-many" ? 1 : 0;
    EXPECT_GT(refused, 50u);
    for (int i = 0; i < 1000; ++i)
        flood.write(R"({"do":"status"})");
    EXPECT_TRUE(flood.is_closed());
    EXPECT_TRUE(board("remote.state", "away"));
}

TEST_F(RemoteControlPlugin, limits_guesses) {
    start();
    const std::string right = new_code();
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(code_of(Phone(port).enter("guess")), "wrong-code");
    EXPECT_EQ(code_of(Phone(port).enter("guess")), "too-many");
    EXPECT_EQ(code_of(Phone(port).enter(right)), "too-many");
}

TEST_F(RemoteControlPlugin, turns_away_the_oldest_of_too_many_that_show_no_code) {
    start();
    std::vector<std::unique_ptr<Phone>> silent;
    for (int i = 0; i < 16; ++i)
        silent.push_back(std::make_unique<Phone>(port));
    Phone one_more(port);
    EXPECT_EQ(code_of(silent.front()->next()), "too-many");
    EXPECT_EQ(one_more.enter("guess").get<std::string>("code"), "wrong-code");
}

TEST_F(RemoteControlPlugin, serves_the_page_and_nothing_else) {
    start();
    const auto page = test::http(port, "GET", "/remote/");
    EXPECT_EQ(page.body, "<p>the page");
    EXPECT_EQ(page.header("Cache-Control"), "no-store");
    EXPECT_EQ(page.header("X-Content-Type-Options"), "nosniff");
    EXPECT_NE(page.header("Content-Security-Policy").find("default-src 'none'"), std::string::npos);
    EXPECT_NE(page.header("Content-Security-Policy").find("wss://localhost"), std::string::npos);
    EXPECT_EQ(test::http(port, "GET", "/remote").status, 301);
    EXPECT_EQ(test::http(port, "GET", "/remote/assets/remote-B3x_9aZq.js").body, "script");
    for (const auto *path : {"/remote/chatroulette.html", "/remote/assets/../chatroulette.html", "/",
                             "/remote/assets/..%2fchatroulette.html"})
        EXPECT_GE(test::http(port, "GET", path).status, 400) << path;
}

TEST_F(RemoteControlPlugin, refuses_pages_of_other_sites) {
    start();
    const std::string right = new_code();
    Phone foreign(port, "Origin: https://evil.example\r\n");
    EXPECT_TRUE(foreign.is_closed());
    Phone own(port, "Origin: http://localhost\r\n");
    EXPECT_TRUE(own.enter(right).member("result"));
}

TEST_F(RemoteControlPlugin, has_no_code_go_over_a_network_unencrypted) {
    EXPECT_THROW(start({{"link", std::string("http://booth.example/remote/")}}), Error);
    EXPECT_THROW(start({{"path", std::string("remote")}}), Error);
}

TEST_F(RemoteControlPlugin, says_goodbye) {
    start();
    Phone phone(port);
    phone.enter(new_code());
    plugin->stop();
    plugin.reset();
    EXPECT_EQ(phone.event().get<std::string>("why"), "the booth ends");
}

} // namespace callbooth
