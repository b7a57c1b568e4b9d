// SPDX-License-Identifier: MIT
#include <chrono>
#include <string>

#include "peers/shapes.hpp"
#include <callbooth/json.hpp>
#include <gtest/gtest.h>

namespace callbooth::peers {
namespace {

std::string sized(const std::string &head, size_t size, const std::string &tail) {
    return head + std::string(size - head.size() - tail.size(), 'x') + tail;
}

template <class Act> std::chrono::duration<double> time_of(Act act) {
    const auto begin = std::chrono::steady_clock::now();
    act();
    return std::chrono::steady_clock::now() - begin;
}

} // namespace

TEST(Shapes, of_descriptions) {
    EXPECT_TRUE(is_description(R"({"type":"offer","sdp":"v=0\r\n"})"));
    EXPECT_TRUE(is_description(R"({"sdp":"","type":"answer","more":[1,{}]})"));
    for (const auto *json : {"", "null", "7", "\"v=0\"", "[]", "{}", R"({"type":"offer"})", R"({"sdp":"v=0"})",
                             R"({"type":"offer","sdp":7})", R"({"type":"offer","sdp":"v=0")"})
        EXPECT_FALSE(is_description(json)) << json;
    EXPECT_TRUE(is_description(sized(R"({"type":"offer","sdp":")", 65536, "\"}")));
    EXPECT_FALSE(is_description(sized(R"({"type":"offer","sdp":")", 65537, "\"}")));
}

TEST(Shapes, of_candidates) {
    EXPECT_TRUE(is_candidate(R"({"candidate":"candidate:1 1 udp 1 ::1 9 typ host","sdpMid":"0","sdpMLineIndex":0})"));
    EXPECT_TRUE(is_candidate(R"({"candidate":""})"));
    EXPECT_TRUE(is_candidate("null")) << "there are no more";
    for (const auto *json : {"", "{}", "[]", "\"candidate\"", R"({"candidate":null})", "nul"})
        EXPECT_FALSE(is_candidate(json)) << json;
    EXPECT_TRUE(is_candidate(sized(R"({"candidate":")", 4096, "\"}")));
    EXPECT_FALSE(is_candidate(sized(R"({"candidate":")", 4097, "\"}")));
}

TEST(Shapes, of_signals) {
    for (const auto *json : {R"({"type":"offer","sdp":"v=0"})", R"({"type":"candidate","candidate":{"candidate":""}})",
                             R"({"type":"renegotiate","renegotiate":true})",
                             R"({"type":"transceiverRequest","transceiverRequest":{"kind":"audio"}})", "{}"})
        EXPECT_TRUE(is_signal(json)) << json;
    for (const auto *json : {"", "null", "7", "\"offer\"", "[]"})
        EXPECT_FALSE(is_signal(json)) << json;
    EXPECT_FALSE(is_signal(sized(R"({"sdp":")", 65537, "\"}")));
    EXPECT_FALSE(is_signal("{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}")) << "too deep";
}

TEST(Shapes, are_found_without_a_tree_of_what_is_sent) {
    std::string json = R"({"type":"offer","sdp":"v=0","more":[{})";
    while (json.size() < 65000)
        json += ",{}";
    json += "]}";
    const auto tree = time_of([&] { Json::parse(json); });
    EXPECT_LT(4 * time_of([&] { EXPECT_TRUE(is_description(json)); }), tree);
    EXPECT_LT(4 * time_of([&] { EXPECT_TRUE(is_signal(json)); }), tree);
}

TEST(Shapes, of_names_that_stand_twice_are_those_of_the_last) {
    EXPECT_TRUE(is_candidate(R"({"candidate":7,"candidate":""})"));
    EXPECT_FALSE(is_candidate(R"({"candidate":"","candidate":7})"));
    EXPECT_FALSE(is_candidate(R"({"more":{"candidate":""}})"));
}

} // namespace callbooth::peers
