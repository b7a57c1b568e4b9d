// SPDX-License-Identifier: MIT
#include "web/content_type.hpp"
#include "web/security.hpp"
#include "web/static_files.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using namespace callbooth::web;

TEST(ContentType, goes_by_the_extension) {
    EXPECT_EQ(content_type("index.html"), "text/html; charset=utf-8");
    EXPECT_EQ(content_type("a.b.JS"), "text/javascript; charset=utf-8");
    EXPECT_EQ(content_type("x.wasm"), "application/wasm");
    EXPECT_EQ(content_type("x.svg"), "image/svg+xml");
    EXPECT_EQ(content_type("noextension"), "application/octet-stream");
    EXPECT_EQ(content_type("js"), "application/octet-stream");
    EXPECT_EQ(content_type("x.unknown"), "application/octet-stream");
}

TEST(MatchesEtag, looks_through_the_list) {
    EXPECT_TRUE(matches_etag("\"a\"", "\"a\""));
    EXPECT_TRUE(matches_etag("\"b\" , W/\"a\"", "\"a\""));
    EXPECT_TRUE(matches_etag("*", "\"a\""));
    EXPECT_FALSE(matches_etag("", "\"a\""));
    EXPECT_FALSE(matches_etag("\"b\",  ,", "\"a\""));
    EXPECT_FALSE(matches_etag("a", "\"a\""));
}

TEST(HasHash, tells_names_that_change_with_their_content) {
    EXPECT_TRUE(has_hash("main-B3x_9aZq.js"));
    EXPECT_TRUE(has_hash("main-B3x-9aZq.css.map"));
    EXPECT_FALSE(has_hash("main.js"));
    EXPECT_FALSE(has_hash("main-short.js"));
    EXPECT_FALSE(has_hash("B3x_9aZq.js"));
}

TEST(Secure, lets_a_page_reach_its_own_server_alone) {
    HttpResponse response;
    secure(response, "connect-src ws://$host wss://$host", "chat.example:8443");
    const std::pair<std::string, std::string> policy = {"Content-Security-Policy",
                                                        "connect-src ws://chat.example:8443 wss://chat.example:8443"};
    EXPECT_EQ(response.headers.back(), policy);
}

TEST(Secure, lets_no_host_add_a_directive) {
    HttpResponse response;
    secure(response, "connect-src ws://$host", "x; script-src *");
    EXPECT_EQ(response.headers.back().second, "connect-src ws://localhost");
}

TEST(Secure, sends_no_policy_when_there_is_none) {
    HttpResponse response;
    secure(response, "", "x");
    for (const auto &[name, value] : response.headers)
        EXPECT_NE(name, "Content-Security-Policy");
}
