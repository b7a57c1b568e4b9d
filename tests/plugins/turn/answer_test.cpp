// SPDX-License-Identifier: MIT
#include "turn/answer.hpp"
#include <callbooth/error.hpp>
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

TEST(TurnAnswer, is_refused_when_it_is_something_else) {
    const std::string longer(600, 'x');
    const std::string many = [] {
        std::string urls = R"("stun:a")";
        for (int i = 0; i < 16; ++i)
            urls += R"(, "stun:a")";
        return urls;
    }();
    for (const std::string &text :
         {std::string(), std::string("[]"), std::string("{}"), std::string(R"({"iceServers": 7})"),
          std::string(R"({"iceServers": [7]})"), std::string(R"({"iceServers": [{}]})"),
          std::string(R"({"iceServers": [{"urls": 7}]})"), std::string(R"({"iceServers": [{"urls": [7]}]})"),
          std::string(R"({"iceServers": [{"urls": "stun:a", "username": 7}]})"),
          R"({"iceServers": [{"urls": "stun:)" + longer + R"("}]})", R"({"iceServers": [{"urls": [)" + many + "]}]}"})
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
