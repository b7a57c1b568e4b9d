// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <ctime>

#include "host/log.hpp"
#include <gtest/gtest.h>

using callbooth::Level;
using callbooth::host::json_log_line;
using callbooth::host::log_line;
using callbooth::host::LogFormat;

namespace {

class LogLine : public testing::Test {
protected:
    LogLine() {
        setenv("TZ", "UTC", 1);
        tzset();
    }
    static std::string line(std::string_view text, Level level = Level::info, bool colour = false) {
        const auto time = std::chrono::system_clock::time_point(std::chrono::milliseconds(45'296'007));
        return log_line(time, level, "chat", text, colour);
    }
};

TEST_F(LogLine, tells_time_level_who_and_text) {
    EXPECT_EQ(line("hello"), "12:34:56.007 info    chat: hello");
    EXPECT_EQ(line("hello", Level::warning), "12:34:56.007 warning chat: hello");
}

TEST_F(LogLine, stays_one_line) { EXPECT_EQ(line("one\ntwo\r\n"), "12:34:56.007 info    chat: one\\ntwo\\u000d\\n"); }

TEST_F(LogLine, cannot_command_the_terminal) {
    EXPECT_EQ(line("\x1b[2Jgone"), "12:34:56.007 info    chat: \\u001b[2Jgone");
    EXPECT_EQ(line("\xc2\x9b"
                   "2J"),
              "12:34:56.007 info    chat: \\u009b2J");
}

TEST_F(LogLine, keeps_letters_of_all_scripts) {
    EXPECT_EQ(line("Grüße, 世界"), "12:34:56.007 info    chat: Grüße, 世界");
}

TEST_F(LogLine, shows_bytes_that_are_no_text) {
    EXPECT_EQ(line("a\xff"
                   "b\xc3"),
              "12:34:56.007 info    chat: a\\xffb\\xc3");
}

TEST_F(LogLine, is_coloured_only_when_asked) {
    EXPECT_EQ(line("bad", Level::error, true), "12:34:56.007 \x1b[31merror  \x1b[0m chat: bad");
    EXPECT_EQ(line("fine", Level::info, true), "12:34:56.007 info    chat: fine");
}

TEST(JsonLogLine, is_an_object_that_nothing_breaks) {
    const auto time = std::chrono::system_clock::time_point(std::chrono::milliseconds(45'296'007));
    EXPECT_EQ(json_log_line(time, Level::warning, "chat", "he said \"hi\"\nand \xff went"),
              R"({"time":"1970-01-01T12:34:56.007Z","level":"warning","from":"chat",)"
              "\"message\":\"he said \\\"hi\\\"\\nand \xef\xbf\xbd went\"}");
}

TEST(LogDeathTest, writes_objects_when_programs_read_it) {
    EXPECT_EXIT(
        {
            const callbooth::host::Log log(STDERR_FILENO, Level::info, LogFormat::json);
            log.write(Level::info, "x", "heard");
            std::exit(0);
        },
        testing::ExitedWithCode(0), R"("from":"x","message":"heard"\})");
}

TEST(Level, is_read_by_its_name) {
    EXPECT_EQ(callbooth::host::parse_level("warning"), Level::warning);
    EXPECT_EQ(callbooth::host::parse_level("loud"), std::nullopt);
}

TEST(LogDeathTest, carries_glib_messages_too) {
    EXPECT_EXIT(
        {
            callbooth::host::route_glib_messages(
                std::make_shared<callbooth::host::Log>(STDERR_FILENO, Level::info, LogFormat::plain));
            g_log("libfoo", G_LOG_LEVEL_WARNING, "strange\nthings");
            std::exit(0);
        },
        testing::ExitedWithCode(0), "warning libfoo: strange\\\\nthings");
}

TEST(LogDeathTest, drops_what_is_below_its_level) {
    EXPECT_EXIT(
        {
            const callbooth::host::Log log(STDERR_FILENO, Level::warning, LogFormat::plain);
            log.write(Level::info, "x", "unheard");
            log.write(Level::error, "x", "heard");
            std::exit(0);
        },
        testing::ExitedWithCode(0), "^[0-9:.]+ error   x: heard\n$");
}

} // namespace
