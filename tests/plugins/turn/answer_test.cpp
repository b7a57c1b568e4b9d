// SPDX-License-Identifier: MIT
#include "turn/answer.hpp"
#include <callbooth/error.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace callbooth::turn {
namespace {

TEST(TurnAnswer, names_servers_with_and_without_credentials) {
    const Answer answer = read_answer(R"({"iceServers": [
        {"urls": ["stun:a.example", "stun:b.example"]},
        {"urls": "turn:c.example", "username": "17:ann", "credential": "s3"}], "ttl": 600})");
    ASSERT_EQ(answer.servers.size(), 3U);
    EXPECT_EQ(answer.servers[1].url, "stun:b.example");
    EXPECT_EQ(answer.servers[1].username, "");
    EXPECT_EQ(answer.servers[2].url, "turn:c.example");
    EXPECT_EQ(answer.servers[2].username, "17:ann");
    EXPECT_EQ(answer.servers[2].credential, "s3");
    EXPECT_EQ(answer.ttl, std::chrono::seconds(600));
}

TEST(TurnAnswer, has_a_sensible_time_to_live_whatever_it_says) {
    const auto ttl = [](const std::string &said) {
        return read_answer(R"({"iceServers": [])" + said + "}").ttl.count();
    };
    EXPECT_EQ(ttl(""), 3600);
    EXPECT_EQ(ttl(R"(, "ttl": "long")"), 3600);
    EXPECT_EQ(ttl(R"(, "ttl": -7)"), 60);
    EXPECT_EQ(ttl(R"(, "ttl": 99999999999)"), 86400);
}

TEST(TurnAnswer, may_be_as_services_write_it) { // M21
    const auto server = [](const std::string &text) {
        const Answer answer = read_answer(text);
        return answer.servers.size() == 1 ? answer.servers[0] : IceServer{};
    };
    EXPECT_EQ(server(R"({"iceServers": {"urls": ["turn:a"], "username": "ann", "credential": "s3"}})").username, "ann");
    EXPECT_EQ(server(R"({"iceServers": [{"urls": "stun:a", "username": null, "credential": null}]})").url, "stun:a");
    EXPECT_EQ(server(R"({"iceServers": [{"url": "turn:a", "username": "ann", "credential": "s3"}]})").url, "turn:a");
    EXPECT_EQ(server(R"({"ice_servers": [{"url": "stun:a", "urls": "stun:b"}]})").url, "stun:b");
    EXPECT_EQ(server(R"([{"urls": "turn:a", "username": "ann", "credential": "s3"}])").credential, "s3");
    EXPECT_EQ(read_answer(R"({"iceServers": [], "ttl": "7200"})").ttl, std::chrono::hours(2));
}

TEST(TurnAnswer, may_be_longer_than_what_is_used) { // M21
    std::string urls = R"("stun:0")";
    for (int i = 1; i < 40; ++i)
        urls += fmt::format(R"(, "stun:{}")", i);
    const Answer answer = read_answer(R"({"iceServers": [{"urls": [)" + urls + R"(]}, {"urls": "stun:last"}]})");
    ASSERT_EQ(answer.servers.size(), 16U);
    EXPECT_EQ(answer.servers[15].url, "stun:15");
}

TEST(TurnAnswer, is_refused_when_it_is_something_else) {
    const std::string longer(600, 'x');
    for (const std::string &text :
         {std::string(), std::string("[]"), std::string("{}"), std::string(R"({"iceServers": 7})"),
          std::string(R"({"iceServers": [7]})"), std::string(R"({"iceServers": [{}]})"),
          std::string(R"({"iceServers": [{"urls": 7}]})"), std::string(R"({"iceServers": [{"urls": [7]}]})"),
          std::string(R"({"iceServers": [{"urls": "stun:a", "username": 7}]})"),
          R"({"iceServers": [{"urls": "stun:)" + longer + R"("}]})"})
        EXPECT_THROW(read_answer(text), Error) << text;
}

TEST(TurnAnswer, that_is_refused_stays_secret) {
    try {
        read_answer(R"({"iceServers": [{"urls": 7, "credential": "hush"}]})");
        FAIL() << "it was taken";
    } catch (const Error &e) {
        EXPECT_EQ(std::string(e.what()).find("hush"), std::string::npos);
    }
}

} // namespace
} // namespace callbooth::turn
