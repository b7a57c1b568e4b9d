// SPDX-License-Identifier: MIT
#include "console/terminal.hpp"
#include "descriptors.hpp"
#include "support/loop.hpp"
#include <gtest/gtest.h>

namespace callbooth::console {
namespace {

using test::run_pending;
using test::run_until;

tcflag_t local_modes(int descriptor) {
    termios mode{};
    tcgetattr(descriptor, &mode);
    return mode.c_lflag;
}

struct TerminalTest : testing::Test {
    TerminalTest() { setenv("TERM", "xterm", 1); }

    void listen(Terminal &terminal) {
        kept.push_back(terminal.input.subscribe([this](std::string_view bytes) { heard += bytes; }));
        kept.push_back(terminal.ended.subscribe([this] { ++ends; }));
    }
    std::vector<Subscription> kept;
    std::string heard;
    int ends = 0;
};

TEST_F(TerminalTest, gets_keys_unechoed_and_gives_the_terminal_back_as_it_was) {
    const Pty pty;
    const auto before = local_modes(pty.program.get());
    {
        Terminal terminal(pty.program.get(), pty.program.get());
        ASSERT_TRUE(terminal.interactive());
        listen(terminal);
        terminal.start(nullptr);
        EXPECT_EQ(local_modes(pty.program.get()) & (ICANON | ECHO), 0U);
        put(pty.screen.get(), "k");
        EXPECT_TRUE(run_until([&] { return heard == "k"; }));
        EXPECT_EQ(take(pty.screen.get()), "");
    }
    EXPECT_EQ(local_modes(pty.program.get()), before);
}

TEST_F(TerminalTest, knows_its_width) {
    const Pty pty(33);
    EXPECT_EQ(Terminal(pty.program.get(), pty.program.get()).columns(), 33U);
    const Pipe pipe;
    EXPECT_EQ(Terminal(pipe.from.get(), pipe.to.get()).columns(), 80U);
}

TEST_F(TerminalTest, does_not_draw_on_pipes_and_dumb_terminals) {
    const Pty pty;
    const Pipe pipe;
    EXPECT_FALSE(Terminal(pipe.from.get(), pty.program.get()).interactive());
    EXPECT_FALSE(Terminal(pty.program.get(), pipe.to.get()).interactive());
    setenv("TERM", "dumb", 1);
    EXPECT_FALSE(Terminal(pty.program.get(), pty.program.get()).interactive());
}

TEST_F(TerminalTest, tells_the_end_of_its_input_once_and_does_not_spin) {
    const Descriptor nothing(open("/dev/null", O_RDWR | O_CLOEXEC));
    Terminal terminal(nothing.get(), nothing.get());
    listen(terminal);
    terminal.start(nullptr);
    ASSERT_TRUE(run_until([&] { return ends == 1; }));
    run_pending();
    EXPECT_EQ(ends, 1);
    EXPECT_FALSE(g_main_context_pending(nullptr)) << "no source is ready again and again";
}

TEST_F(TerminalTest, writes_later_what_a_full_pipe_does_not_take_now) {
    const Pipe in, out;
    Terminal terminal(in.from.get(), out.to.get());
    terminal.start(nullptr);
    const std::string much(200 * 1024, 'x');
    terminal.write(much);
    std::string got;
    EXPECT_TRUE(run_until([&] {
        got += take(out.from.get());
        return got.size() == much.size();
    }));
    run_pending();
    EXPECT_FALSE(g_main_context_pending(nullptr));
}

TEST_F(TerminalTest, drops_what_nobody_reads_for_long) {
    const Pipe in, out;
    Terminal terminal(in.from.get(), out.to.get());
    terminal.start(nullptr);
    for (int i = 0; i < 100; ++i)
        terminal.write(std::string(10 * 1024, 'x'));
    std::string got;
    do
        got += take(out.from.get());
    while (g_main_context_iteration(nullptr, FALSE));
    EXPECT_GT(got.size(), 200U * 1024);
    EXPECT_LT(got.size(), 400U * 1024);
}

TEST_F(TerminalTest, survives_a_reader_that_is_gone) {
    const Pipe in;
    Pipe out;
    Terminal terminal(in.from.get(), out.to.get());
    terminal.start(nullptr);
    out.from.close();
    terminal.write("into the void");
    run_pending();
    EXPECT_FALSE(g_main_context_pending(nullptr));
}

} // namespace
} // namespace callbooth::console
