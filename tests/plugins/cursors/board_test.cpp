// SPDX-License-Identifier: MIT
#include "cursors/board.hpp"
#include <callbooth/json.hpp>
#include <gtest/gtest.h>

namespace callbooth::cursors {
namespace {

std::string read(std::string_view json) {
    Board board;
    const auto point = read_point(json);
    if (!point)
        return "refused";
    board.put("i", *point);
    return board.text();
}
std::string at(const std::string &x, const std::string &y) {
    return R"({"i":{"id":"i","x":)" + x + R"(,"y":)" + y + "}}";
}

} // namespace

TEST(ReadPoint, takes_numbers_as_they_are) {
    EXPECT_EQ(read(R"({"x":0.5,"y":1})"), at("0.5", "1"));
    EXPECT_EQ(read(R"({"x":0.3333333333333333,"y":1e-7})"), at("0.3333333333333333", "1e-07"));
    EXPECT_EQ(read(R"( { "y" : 0.25, "id": "other", "x": 0 } )"), at("0", "0.25"));
    EXPECT_EQ(read(R"({"\u0078":0.5,"y":0.5})"), at("0.5", "0.5"));
}

TEST(ReadPoint, clamps_them) {
    EXPECT_EQ(read(R"({"x":-0.1,"y":1.1})"), at("0", "1"));
    EXPECT_EQ(read(R"({"x":-0,"y":-0.0})"), at("0", "0"));
    EXPECT_EQ(read(R"({"x":-1e300,"y":1e300})"), at("0", "1"));
}

TEST(ReadPoint, refuses_other_shapes) {
    for (const auto *json : {"", "null", "7", "[0,0]", "{}", R"({"x":0})", R"({"x":"0","y":"0"})",
                             R"({"x":null,"y":0})", R"({"x":nan,"y":0})", R"({"x":inf,"y":0})", R"({"x":1e999,"y":0})",
                             R"({"x":0,"y":0)", R"({"x":{"x":0},"y":0})", R"({"x":0,"y":true})", R"({"x":0,"y":0}})"})
        EXPECT_EQ(read(json), "refused") << json;
    EXPECT_EQ(read(R"({"x":0,"y":0,"z":")" + std::string(1000, 'z') + "\"}"), "refused") << "too large";
}

TEST(Board, has_one_cursor_for_each) {
    Board board;
    EXPECT_EQ(board.text(), "{}");
    EXPECT_TRUE(board.put("a", {0, 0}));
    EXPECT_TRUE(board.put("b", {1, 1}));
    EXPECT_FALSE(board.put("a", {0, 0})) << "where it was";
    board.text();
    EXPECT_TRUE(board.put("a", {0.5, 0.5}));
    EXPECT_EQ(Json::parse(board.text()), Json::parse(R"({"a":{"id":"a","x":0.5,"y":0.5},"b":{"id":"b","x":1,"y":1}})"));
    board.remove("a");
    board.remove("a");
    EXPECT_EQ(board.text(), R"({"b":{"id":"b","x":1,"y":1}})");
}

} // namespace callbooth::cursors
