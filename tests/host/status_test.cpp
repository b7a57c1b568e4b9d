// SPDX-License-Identifier: MIT
#include <vector>

#include "host/status.hpp"
#include <gtest/gtest.h>

using callbooth::host::status_lines;
using callbooth::host::StatusBoard;

namespace {

TEST(StatusBoard, tells_every_change_once) {
    StatusBoard board;
    std::vector<std::string> seen;
    const auto watching = board.changed.subscribe([&](std::string_view key, std::string_view value) {
        seen.push_back(std::string(key) + "=" + std::string(value));
    });
    board.set("call.state", "idle");
    board.set("call.state", "idle");
    board.set("call.state", "busy");
    board.erase("call.state");
    board.erase("call.state");
    EXPECT_EQ(seen, (std::vector<std::string>{"call.state=idle", "call.state=busy", "call.state="}));
}

TEST(StatusBoard, may_be_changed_by_its_watcher) {
    StatusBoard board;
    const auto watching = board.changed.subscribe([&](std::string_view key, std::string_view value) {
        board.erase(key);
        if (key == "a")
            board.set("b", value);
    });
    board.set("a", "1");
    EXPECT_TRUE(board.all().empty());
}

TEST(StatusLines, are_sorted_and_chosen_by_prefix) {
    StatusBoard board;
    board.set("call.state", "busy");
    board.set("call.peer", "bob");
    board.set("caller", "nobody");
    board.set("signaling.state", "ready");
    EXPECT_EQ(status_lines(board, "call"), "call.peer=bob\ncall.state=busy");
    EXPECT_EQ(status_lines(board, "call."), "call.peer=bob\ncall.state=busy");
    EXPECT_EQ(status_lines(board, "signaling.state"), "signaling.state=ready");
    EXPECT_EQ(status_lines(board, "x"), "");
    EXPECT_EQ(status_lines(board, ""), "call.peer=bob\ncall.state=busy\ncaller=nobody\nsignaling.state=ready");
}

TEST(StatusLines, stay_one_line_a_key) {
    StatusBoard board;
    board.set("call.peer", "bo\nb");
    EXPECT_EQ(status_lines(board, ""), "call.peer=bo b");
}

} // namespace
