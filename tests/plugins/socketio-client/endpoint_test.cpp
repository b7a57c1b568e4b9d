// SPDX-License-Identifier: MIT
#include "socketio-client/endpoint.hpp"
#include <callbooth/error.hpp>
#include <gtest/gtest.h>

namespace callbooth::socketio_client {
namespace {

TEST(SocketIoEndpoint, makes_the_address_of_a_websocket_from_that_of_a_server) {
    const Endpoint plain("http://chat.example:8080", "/socket.io/");
    EXPECT_EQ(plain.websocket(), "ws://chat.example:8080/socket.io/?EIO=4&transport=websocket");
    EXPECT_EQ(plain.origin(), "http://chat.example:8080");
    const Endpoint secure("wss://chat.example/", "/live/");
    EXPECT_EQ(secure.websocket(), "wss://chat.example/live/?EIO=4&transport=websocket");
    EXPECT_EQ(secure.origin(), "https://chat.example");
    EXPECT_EQ(Endpoint("https://[::1]:1", "/").websocket(), "wss://[::1]:1/?EIO=4&transport=websocket");
}

TEST(SocketIoEndpoint, prefers_the_path_of_the_address) {
    EXPECT_EQ(Endpoint("ws://a/live", "/socket.io/").websocket(), "ws://a/live/?EIO=4&transport=websocket");
}

TEST(SocketIoEndpoint, sends_login_and_query_along_and_shows_neither) {
    const Endpoint endpoint("https://ann:s3cret@a/?token=h%20idden", "/socket.io/");
    EXPECT_EQ(endpoint.websocket(), "wss://ann:s3cret@a/socket.io/?token=h%20idden&EIO=4&transport=websocket");
    EXPECT_EQ(endpoint.origin(), "https://a");
}

TEST(SocketIoEndpoint, refuses_what_is_not_an_address_without_quoting_it) {
    const auto refusal = [](const std::string &url, const std::string &path = "/socket.io/") -> std::string {
        try {
            const Endpoint endpoint(url, path);
            return "none";
        } catch (const Error &e) {
            return e.what();
        }
    };
    EXPECT_EQ(refusal("s3cret"), "url is not a valid address");
    EXPECT_EQ(refusal("http://a:s3cret"), "url is not a valid address");
    EXPECT_EQ(refusal("ftp://a"), "url has to begin with http://, https://, ws:// or wss://");
    EXPECT_EQ(refusal("http://"), "url names no host");
    EXPECT_EQ(refusal("http://a", "live"), "path: 'live' has to begin with a slash, and cannot have a query");
    EXPECT_EQ(refusal("http://a", "/?x"), "path: '/?x' has to begin with a slash, and cannot have a query");
}

} // namespace
} // namespace callbooth::socketio_client
