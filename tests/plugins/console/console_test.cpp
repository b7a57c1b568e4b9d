// SPDX-License-Identifier: MIT
#include "descriptors.hpp"
#include "support/fake_booth.hpp"
#include "support/test_host.hpp"
#include <callbooth/services/chat.hpp>
#include <gtest/gtest.h>

namespace callbooth::console {
namespace {

using test::run_until;

struct FakeChat final : callbooth::Chat {
    void say(std::string_view text) override {
        if (!trouble.empty())
            throw Error(trouble);
        said.emit(text);
    }
    std::string trouble;
};

/// The plugin between two pipes, or on a pseudo-terminal.
struct ConsolePlugin : testing::Test {
    ConsolePlugin() {
        setenv("TERM", "xterm", 1);
        host.offer<Booth>(booth);
        host.offer<callbooth::Chat>(chat);
    }
    ~ConsolePlugin() override { stop(); }

    void start(const Values &values = {}) { run(values, in.from.get(), out.to.get()); }
    void start_on_terminal() {
        terminal = std::make_unique<Pty>();
        run({}, terminal->program.get(), terminal->program.get());
    }
    void run(const Values &values, int from, int to) {
        plugin = host.create(values);
        standing_in_ = std::make_unique<Redirected>(from, to);
        plugin->start();
    }
    void stop() {
        if (plugin)
            plugin->stop();
        plugin.reset();
        standing_in_.reset();
    }
    void type(std::string_view text) { put(terminal ? terminal->screen.get() : in.to.get(), text); }
    const std::string &seen() { return seen_ += take(terminal ? terminal->screen.get() : out.from.get()); }
    bool shows(std::string_view text) {
        return run_until([&] { return seen().find(text) != std::string::npos; }, std::chrono::seconds(5));
    }
    void forget() {
        seen();
        seen_.clear();
    }

    test::TestHost host;
    test::FakeBooth booth;
    FakeChat chat;
    Pipe in;
    Pipe out;
    std::unique_ptr<Pty> terminal;
    std::unique_ptr<Plugin> plugin;

private:
    std::unique_ptr<Redirected> standing_in_;
    std::string seen_;
};

TEST_F(ConsolePlugin, tells_what_happens_in_plain_lines) {
    start();
    host.status.set("signaling.state", "connecting");
    host.status.set("signaling.id", "me1");
    host.status.set("signaling.state", "ready");
    host.status.set("matchmaking.state", "searching");
    booth.begin("ann");
    booth.connect();
    chat.received.emit("ann", "hello");
    chat.said.emit("hi");
    booth.end(EndReason::remote_hangup);
    host.status.set("signaling.state", "lost");
    EXPECT_TRUE(shows("* signaling lost\n"));
    EXPECT_EQ(seen(), "* signaling ready as me1\n* looking for a partner\n* connecting to ann\n* call with ann\n"
                      "ann: hello\nme: hi\n* call with ann ended: remote-hangup\n* signaling lost\n");
}

TEST_F(ConsolePlugin, draws_the_codes_of_the_status_board) {
    start();
    host.status.set("room.link", "https://chat.example/?room=r");
    host.status.set("room.qr", "101/010/111");
    EXPECT_TRUE(shows("* others join at https://chat.example/?room=r\n"
                      "███████\n"
                      "██▄▀▄██\n"
                      "██▄▄▄██\n"
                      "▀▀▀▀▀▀▀\n"));
}

TEST_F(ConsolePlugin, leaves_the_code_of_the_remote_control_to_its_command) {
    start();
    host.status.set("remote.link", "https://10.0.0.1/#secret");
    host.status.set("remote.qr", "101/010/111");
    host.status.set("room.qr", "1");
    EXPECT_TRUE(shows("▀▀▀▀▀\n"));
    EXPECT_EQ(seen(), "█████\n██▄██\n▀▀▀▀▀\n");
}

TEST_F(ConsolePlugin, tells_what_happened_before_it_started) {
    host.status.set("signaling.id", "me1");
    host.status.set("signaling.state", "ready");
    start();
    EXPECT_TRUE(shows("* signaling ready as me1\n"));
}

TEST_F(ConsolePlugin, tells_of_lost_signaling_only_when_it_was_there) {
    start();
    for (const char *state : {"connecting", "lost", "connecting", "lost"})
        host.status.set("signaling.state", state);
    chat.said.emit("end");
    EXPECT_TRUE(shows("end"));
    EXPECT_EQ(seen(), "me: end\n");
}

TEST_F(ConsolePlugin, says_typed_lines) {
    start();
    type("hi there\n\n   \n//slash\n");
    EXPECT_TRUE(shows("/slash"));
    EXPECT_EQ(seen(), "me: hi there\nme: /slash\n");
}

TEST_F(ConsolePlugin, shows_why_something_cannot_be_said) {
    chat.trouble = "there is no partner to talk to";
    start();
    type("hi\n");
    EXPECT_TRUE(shows("! there is no partner to talk to\n"));
}

TEST_F(ConsolePlugin, runs_commands_and_shows_their_answers) {
    std::vector<std::string> called;
    const auto command = host.commands.add({"call", "PEER", "Calls somebody", [&](std::string_view peer) {
                                                called.emplace_back(peer);
                                                return "one\ntwo\x1b[2J";
                                            }});
    start();
    type("/call ann b\n/nonsense\n");
    EXPECT_TRUE(shows("nonsense"));
    EXPECT_EQ(called, std::vector<std::string>{"ann b"});
    EXPECT_EQ(seen(), "one\ntwo\ufffd[2J\n! there is no command 'nonsense'\n");
}

TEST_F(ConsolePlugin, lists_the_commands) {
    const auto call = host.commands.add({"call", "PEER", "Calls somebody", [](auto) { return ""; }});
    const auto next = host.commands.add({"next", "", "Looks for another partner", [](auto) { return ""; }});
    start();
    type("/help\n");
    EXPECT_TRUE(shows("/next"));
    EXPECT_EQ(seen(), "TEXT        Says it to the partner\n/help       Shows this list\n"
                      "/call PEER  Calls somebody\n/next       Looks for another partner\n");
}

TEST_F(ConsolePlugin, lets_no_escape_sequence_of_a_partner_through) {
    start();
    chat.received.emit("a\x1bnn", "\x1b]0;title\x07\u009b2J");
    EXPECT_TRUE(shows("title"));
    EXPECT_EQ(seen(), "a\ufffdnn: \ufffd]0;title\ufffd\ufffd2J\n");
}

TEST_F(ConsolePlugin, goes_on_without_input) {
    start();
    type("last words");
    in.to.close();
    EXPECT_TRUE(shows("me: last words\n"));
    EXPECT_TRUE(host.quits.empty());
    test::run_pending();
    EXPECT_FALSE(g_main_context_pending(nullptr));
    chat.received.emit("ann", "still there");
    EXPECT_TRUE(shows("ann: still there\n"));
}

TEST_F(ConsolePlugin, ends_with_its_input_when_it_was_told_so) {
    start({{"quit-on-eof", true}});
    in.to.close();
    EXPECT_TRUE(run_until([&] { return host.quits == std::vector<std::string>{"end of input"}; }));
}

TEST_F(ConsolePlugin, keeps_what_is_typed_on_a_terminal_while_lines_come) {
    start_on_terminal();
    type("half a li");
    EXPECT_TRUE(shows("> half a li\r"));
    forget();
    chat.received.emit("ann", "hello");
    EXPECT_TRUE(shows("\r\x1b[K\x1b[36mann: \x1b[0mhello\r\n\r\x1b[K\x1b[2m\x1b[0m> half a li\r\x1b[11C"));
    forget();
    type("ne\r");
    EXPECT_TRUE(shows("\r\x1b[K\x1b[32mme: \x1b[0mhalf a line\r\n\r\x1b[K\x1b[2m\x1b[0m> \r\x1b[2C"));
}

struct ConsoleWithPartners : ConsolePlugin {
    ConsoleWithPartners() {
        start_on_terminal();
        said_ = chat.said.subscribe([this](std::string_view text) { said.emplace_back(text); });
    }
    void meet(std::string_view peer) {
        booth.end(EndReason::remote_hangup);
        booth.begin(peer);
        booth.connect();
    }
    /// What was said once the terminal shows the text.
    std::vector<std::string> said_when_shown(std::string_view text) {
        EXPECT_TRUE(shows(text)) << seen();
        forget();
        return std::exchange(said, {});
    }
    using Lines = std::vector<std::string>;
    const std::string held_back = "not sent: the line was begun before bob came";
    Lines said;

private:
    Subscription said_;
};

TEST_F(ConsoleWithPartners, sends_no_line_to_the_next_one_that_was_begun_for_another) {
    meet("ann");
    type("my address");
    EXPECT_TRUE(shows("> my address\r"));
    meet("bob");
    type(" is\r");
    EXPECT_EQ(said_when_shown(held_back), Lines{});
    type("\x1b[A");
    EXPECT_TRUE(shows("> my address is\r"));
    type("\rhello\r");
    EXPECT_EQ(said_when_shown("me: \x1b[0mhello"), (Lines{"my address is", "hello"}));
}

TEST_F(ConsoleWithPartners, sends_no_line_that_was_begun_before_anybody_came) {
    type("my addr");
    EXPECT_TRUE(shows("> my addr\r"));
    meet("bob");
    type("ess\rhello\r");
    EXPECT_EQ(said_when_shown("me: \x1b[0mhello"), Lines{"hello"});
}

TEST_F(ConsoleWithPartners, sends_a_line_to_the_one_it_was_begun_for_who_comes_back) {
    meet("ann");
    type("as I ");
    EXPECT_TRUE(shows("> as I \r"));
    meet("ann");
    type("said\r");
    EXPECT_EQ(said_when_shown("me: \x1b[0mas I said"), Lines{"as I said"});
}

TEST_F(ConsoleWithPartners, runs_no_command_on_the_next_one_that_was_begun_for_another) {
    Lines reasons;
    const auto report = host.commands.add({"report", "[REASON]", "Reports", [&](std::string_view reason) {
                                               reasons.emplace_back(reason);
                                               return "reported";
                                           }});
    meet("ann");
    type("/report spa");
    EXPECT_TRUE(shows("> /report spa\r"));
    meet("bob");
    type("m\r");
    EXPECT_EQ(said_when_shown(held_back), Lines{});
    EXPECT_EQ(reasons, Lines{});
    booth.end(EndReason::remote_hangup);
    type("/report a");
    EXPECT_TRUE(shows("> /report a\r"));
    meet("bob");
    type("gain\r");
    EXPECT_TRUE(shows("reported"));
    EXPECT_EQ(reasons, Lines{"again"});
}

TEST_F(ConsolePlugin, shows_the_state_before_the_prompt) {
    start_on_terminal();
    host.status.set("signaling.state", "connecting");
    EXPECT_TRUE(shows("signaling connecting \x1b[0m>"));
    host.status.set("signaling.state", "ready");
    EXPECT_TRUE(shows("ready \x1b[0m>"));
    host.status.set("matchmaking.state", "searching");
    EXPECT_TRUE(shows("searching \x1b[0m>"));
    booth.begin("ann");
    EXPECT_TRUE(shows("connecting to ann \x1b[0m>"));
    forget();
    booth.connect();
    EXPECT_TRUE(shows("\x1b[2mann \x1b[0m>"));
}

TEST_F(ConsolePlugin, explains_how_to_quit_when_ctrl_d_is_typed) {
    start_on_terminal();
    type("\x04");
    EXPECT_TRUE(shows("/quit"));
    EXPECT_TRUE(host.quits.empty());
}

TEST_F(ConsolePlugin, leaves_an_empty_line_and_a_sane_terminal) {
    start_on_terminal();
    type("abc");
    EXPECT_TRUE(shows("> abc"));
    stop();
    EXPECT_TRUE(seen().ends_with("\r\x1b[K"));
    termios mode{};
    tcgetattr(terminal->program.get(), &mode);
    EXPECT_EQ(mode.c_lflag & (ICANON | ECHO), static_cast<tcflag_t>(ICANON | ECHO));
}

struct ConsoleWithoutChat : testing::Test {};

TEST_F(ConsoleWithoutChat, says_what_is_missing) {
    test::TestHost host;
    const Pipe in, out;
    const Redirected redirected(in.from.get(), out.to.get());
    const auto plugin = host.create();
    plugin->start();
    put(in.to.get(), "hi\n");
    std::string seen;
    EXPECT_TRUE(run_until([&] { return (seen += take(out.from.get())).ends_with('\n'); }));
    EXPECT_EQ(seen, "! nothing can be said: the pipeline file has no plugin for chat; commands begin with /\n");
    plugin->stop();
}

TEST_F(ConsolePlugin, asks_whether_to_accept_a_caller_that_waits) {
    start();
    booth.let_wait("ann");
    EXPECT_TRUE(shows("* ann calls: type /accept or /refuse\n"));
    booth.refuse_caller();
    EXPECT_TRUE(shows("* ann does not wait any more\n"));
    forget();
    booth.let_wait("bob");
    booth.accept_caller();
    EXPECT_TRUE(shows("* connecting to bob\n"));
    EXPECT_EQ(seen().find("does not wait"), std::string::npos);
}

} // namespace
} // namespace callbooth::console
