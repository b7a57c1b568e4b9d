// SPDX-License-Identifier: MIT
/// Requests whose bodies do not come together with their heads, as a plugin that watches them sees them.
#include <string>
#include <vector>

#include "net/http/server.hpp"
#include "support/raw_client.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using test::RawClient;
using test::run_until;
using Texts = std::vector<std::string>;

namespace {

struct BodyWatch : testing::Test {
    BodyWatch() {
        route = server.route("/", [this](const HttpRequest &request) {
            seen.push_back("served " + std::string(request.body));
            return HttpResponse{.body = "ok"};
        });
        watch = server.watch_bodies("/post", [this](const HttpRequest &request, BodyState state) {
            static const Texts names{"awaited", "whole", "lost"};
            seen.push_back(names.at(static_cast<size_t>(state)) + " " + std::string(request.query_text));
        });
        server.start();
        port = test::port_of(server.url());
    }
    static std::string head(const std::string &target, const std::string &fields) {
        return "POST " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
    }
    bool saw(const Texts &wanted) {
        const Source alive = test::heartbeat();
        return run_until([&] { return seen.size() >= wanted.size(); }) && seen == wanted;
    }

    Texts seen;
    net::Server server{{.port = 0}, [](Level, std::string_view) {}};
    Subscription route;
    Subscription watch;
    uint16_t port = 0;
};

} // namespace

TEST_F(BodyWatch, reports_a_body_that_comes_later) {
    RawClient client(port);
    client.send(head("/post/x?a=1&a=2", "Content-Length: 4\r\n") + "ab");
    EXPECT_TRUE(saw({"awaited a=1&a=2"}));
    client.send("cd");
    EXPECT_TRUE(saw({"awaited a=1&a=2", "whole a=1&a=2", "served abcd"}));
}

TEST_F(BodyWatch, reports_none_that_comes_with_its_head_or_at_another_path) {
    RawClient client(port);
    client.send(head("/post", "Content-Length: 2\r\n") + "ab");
    EXPECT_TRUE(saw({"served ab"}));
    client.send(head("/poster", "Content-Length: 2\r\n") + "c");
    client.hang_up();
    RawClient other(port);
    other.send(head("/post", "Content-Length: 2\r\n") + "de");
    EXPECT_TRUE(saw({"served ab", "served de"}));
}

TEST_F(BodyWatch, reports_a_client_that_leaves_half_way) {
    RawClient client(port);
    client.send(head("/post?x", "Content-Length: 4\r\n") + "ab");
    EXPECT_TRUE(saw({"awaited x"}));
    client.hang_up();
    EXPECT_TRUE(saw({"awaited x", "lost x"}));
}

TEST_F(BodyWatch, reports_bodies_that_are_refused) {
    RawClient large(port);
    large.send(head("/post?large", "Content-Length: 1048577\r\n"));
    EXPECT_TRUE(saw({"awaited large", "lost large"}));
    EXPECT_TRUE(large.receive_until_closed());
    EXPECT_TRUE(large.received.starts_with("HTTP/1.1 413"));
    seen.clear();
    RawClient chunked(port);
    chunked.send(head("/post?chunked", "Transfer-Encoding: chunked\r\n") + "4\r\nabcd\r\n");
    EXPECT_TRUE(saw({"awaited chunked", "lost chunked"}));
}

TEST_F(BodyWatch, ends_with_its_subscription) {
    watch = {};
    RawClient client(port);
    client.send(head("/post", "Content-Length: 4\r\n") + "ab");
    client.send("cd");
    EXPECT_TRUE(saw({"served abcd"}));
}
