// SPDX-License-Identifier: MIT
#include <chrono>

#include "net/http/response_bodies.hpp"
#include "net/http/server.hpp"
#include "support/raw_client.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using namespace std::chrono_literals;
using test::http;
using test::run_until;

namespace {

constexpr size_t mib = 1 << 20;

/// A server whose answers may hold a MiB together; clients that read nothing of theirs.
struct Fixture {
    explicit Fixture(net::HttpDeadlines deadlines = {}, int64_t memory = 1)
        : server({.port = 0, .response_memory = memory}, [](Level, std::string_view) {}, {}, {.deadlines = deadlines}) {
        server.start();
        port = test::port_of(server.url());
    }
    Subscription serve(HttpResponse response) {
        return server.route("/", [response = std::move(response)](const HttpRequest &) { return response; });
    }
    /// Asks and reads little; `held`: bytes that the server holds then.
    std::unique_ptr<test::RawClient> slow(size_t held) {
        auto client = std::make_unique<test::RawClient>(port, 4096);
        client->send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        EXPECT_TRUE(run_until([&] { return server.bodies().bytes() == held; }));
        return client;
    }

    net::Server server;
    Source alive = test::heartbeat();
    uint16_t port = 0;
};

HttpPieces pieces_of(std::string text, size_t *reads = nullptr) {
    return {text.size(), [text = std::move(text), reads](uint64_t offset, size_t most) {
                if (reads)
                    ++*reads;
                return text.substr(offset, most);
            }};
}

std::string letters(size_t size) {
    std::string text(size, '\0');
    for (size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>('a' + i / 1000 % 26);
    return text;
}

} // namespace

TEST(ResponseBodies, share_a_text_that_counts_once) {
    Fixture f({}, 64);
    const auto text = std::make_shared<const std::string>(letters(8 * mib));
    const auto route = f.serve({.shared_body = text});
    std::vector<std::unique_ptr<test::RawClient>> readers;
    for (int i = 0; i < 10; ++i)
        readers.push_back(f.slow(8 * mib));
    EXPECT_EQ(http(f.port, "GET", "/").body, *text);
    readers.clear();
    EXPECT_TRUE(run_until([&] { return f.server.bodies().bytes() == 0; }));
}

TEST(ResponseBodies, are_read_in_pieces_as_the_client_takes_them) {
    Fixture f;
    size_t reads = 0;
    const auto text = letters(16 * mib);
    const auto route = f.serve({.pieces = pieces_of(text, &reads)});
    auto reader = f.slow(65536);
    EXPECT_LT(reads, 100U); // what the network took, of 256
    EXPECT_TRUE(run_until([&] {
        reader->receive();
        return reader->received.size() > text.size() && reader->received.ends_with(text);
    }));
    EXPECT_TRUE(run_until([&] { return f.server.bodies().bytes() == 0; }));
}

TEST(ResponseBodies, of_head_are_not_read) {
    Fixture f;
    size_t reads = 0;
    const auto route = f.serve({.pieces = pieces_of(letters(100000), &reads)});
    const auto reply = http(f.port, "HEAD", "/");
    EXPECT_EQ(reply.header("Content-Length"), "100000");
    EXPECT_EQ(reply.body, "");
    EXPECT_EQ(reads, 0U);
}

TEST(ResponseBodies, that_cannot_be_read_end_the_connection) {
    Fixture f;
    bool throws = false;
    const auto route = f.serve({.pieces = {200000, [&](uint64_t offset, size_t most) {
                                               if (offset > 0 && throws)
                                                   throw std::runtime_error("broken");
                                               return std::string(offset > 0 ? 0 : most, 'x');
                                           }}});
    for (int i = 0; i < 2; ++i, throws = true) {
        test::RawClient client(f.port);
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        EXPECT_TRUE(client.receive_until_closed());
        EXPECT_TRUE(client.received.ends_with("xxx"));
        EXPECT_LT(client.received.size(), 66000U);
    }
    EXPECT_TRUE(run_until([&] { return f.server.bodies().bytes() == 0; }));
}

TEST(ResponseBodies, are_refused_when_the_others_hold_too_much) {
    Fixture f;
    const auto route = f.serve({.body = letters(700000)});
    auto reader = f.slow(700000);
    const auto refused = http(f.port, "GET", "/");
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.header("Retry-After"), "5");
    EXPECT_EQ(f.server.bodies().refused(), 1U);
    EXPECT_EQ(http(f.port, "HEAD", "/").status, 503);
    reader.reset();
    EXPECT_TRUE(run_until([&] { return http(f.port, "GET", "/").status == 200; }));
}

TEST(ResponseBodies, that_are_old_make_room_for_new_ones) {
    std::vector<SoupServerMessage *> ended;
    net::ResponseBodies bodies(
        1000, [](Level, std::string_view) {}, [&](SoupServerMessage *m) { ended.push_back(m); });
    std::vector<Ref<SoupServerMessage>> messages;
    for (int i = 0; i < 3; ++i)
        messages.push_back(Ref<SoupServerMessage>::adopt(g_object_new(SOUP_TYPE_SERVER_MESSAGE, nullptr)));
    const auto start = net::ResponseBodies::Clock::now();
    for (int i = 0; i < 2; ++i) {
        const HttpResponse response{.body = std::string(400, 'x')};
        ASSERT_TRUE(bodies.make_room(response, start + i * 4s));
        bodies.send(messages[static_cast<size_t>(i)].get(), response, start + i * 4s);
    }
    EXPECT_FALSE(bodies.make_room({.body = std::string(201, 'x')}, start + 4s));
    EXPECT_TRUE(bodies.make_room({.body = std::string(201, 'x')}, start + 6s));
    EXPECT_EQ(ended, std::vector{messages[0].get()});
    EXPECT_EQ(bodies.bytes(), 400U);
    EXPECT_EQ(bodies.ended(), 1U);
    EXPECT_FALSE(bodies.make_room({.body = std::string(1001, 'x')}, start + 6s));
    for (const auto &message : messages)
        bodies.release(message.get());
    EXPECT_EQ(bodies.bytes(), 0U);
}

TEST(ResponseBodies, may_take_long_as_long_as_they_are_read) {
    constexpr auto window = 200ms;
    Fixture f({.head = 10s, .stalled = window, .slowest = 1000});
    const auto route =
        f.serve({.pieces = {uint64_t{1} << 40, [](uint64_t, size_t most) { return std::string(most, 'x'); }}});
    auto reader = f.slow(65536);
    bool enough = false;
    const Source timer = Source::after(5 * window, [&] { enough = true; });
    EXPECT_TRUE(run_until([&] {
        reader->received.clear();
        return !reader->receive() || enough;
    }));
    EXPECT_EQ(f.server.connections(), 1U);
    EXPECT_TRUE(run_until([&] { return f.server.connections() == 0; }));
}
