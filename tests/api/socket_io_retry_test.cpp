// SPDX-License-Identifier: MIT
#include "support/fake_socket_io_client.hpp"
#include "support/loop.hpp"
#include <callbooth/services/socket_io_retry.hpp>
#include <gtest/gtest.h>

namespace callbooth::test {
namespace {

using std::chrono::milliseconds;

TEST(SocketIoRetry, connects_again_after_a_refusal_and_after_the_servers_end) {
    FakeSocketIoClient client;
    FakeSocketIoClient::Socket socket(client, "/a");
    std::vector<std::string> reasons;
    const SocketIoRetry retry(socket, [&](const std::string &why) { reasons.push_back(why); },
                              {.refused = milliseconds(1), .ended = milliseconds(1)});
    socket.refused.emit("full", Json());
    EXPECT_EQ(client.asked, 0);
    EXPECT_TRUE(run_until([&] { return client.asked == 1; }));
    socket.end("io server disconnect");
    EXPECT_TRUE(run_until([&] { return client.asked == 2; }));
    socket.end("transport close"); // that comes back by itself
    run_pending();
    EXPECT_FALSE(run_until([&] { return client.asked == 3; }, milliseconds(20)));
    EXPECT_EQ(reasons, (std::vector<std::string>{"full", "the server has ended the connection"}));
}

TEST(SocketIoRetry, names_the_property_that_may_be_wrong) {
    FakeSocketIoClient client;
    FakeSocketIoClient::Socket socket(client, "/a");
    std::string reason;
    const SocketIoRetry retry(socket, [&](const std::string &why) { reason = why; });
    socket.refused.emit("Invalid namespace", Json());
    EXPECT_EQ(reason, "Invalid namespace; is the property 'namespace' right?");
}

TEST(SocketIoRetry, does_nothing_once_it_is_gone) {
    FakeSocketIoClient client;
    FakeSocketIoClient::Socket socket(client, "/a");
    {
        const SocketIoRetry retry(socket, [](const std::string &) {},
                                  {.refused = milliseconds(1), .ended = milliseconds(1)});
        socket.refused.emit("full", Json());
    }
    EXPECT_FALSE(run_until([&] { return client.asked == 1; }, milliseconds(20)));
}

} // namespace
} // namespace callbooth::test
