// SPDX-License-Identifier: MIT
#include "net/http/proxy_header.hpp"
#include "net/http/server.hpp"
#include "support/raw_client.hpp"
#include <gtest/gtest.h>

using namespace callbooth;
using net::ProxyHeader;
using net::read_proxy_header;
using namespace std::string_literals;
using State = ProxyHeader::State;

namespace {

const std::string signature("\r\n\r\n\0\r\nQUIT\n", 12);

/// Version 2 with this command, protocol and data.
std::string binary(char command, char protocol, const std::string &data) {
    return signature + static_cast<char>(0x20 | command) + protocol + static_cast<char>(data.size() >> 8) +
           static_cast<char>(data.size()) + data;
}
const std::string ipv4_data("\xc0\0\2\1\xc6\x33\x64\1\x30\x39\1\xbb", 12);

} // namespace

TEST(ProxyHeader, names_the_client) {
    const auto line = read_proxy_header("PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\nGET /");
    EXPECT_EQ(line.state, State::whole);
    EXPECT_EQ(line.size, 45U);
    EXPECT_EQ(line.address, "192.0.2.1");
    EXPECT_EQ(read_proxy_header("PROXY TCP6 2001:db8::1 2001:db8::2 1 2\r\n").address, "2001:db8::1");
    const auto four = read_proxy_header(binary(1, 0x11, ipv4_data) + "GET /");
    EXPECT_EQ(four.size, 28U);
    EXPECT_EQ(four.address, "192.0.2.1");
    EXPECT_EQ(read_proxy_header(binary(1, 0x21, "\x20\1\x0d\xb8"s + std::string(31, '\0') + "\1"s)).address,
              "2001:db8::");
}

TEST(ProxyHeader, may_name_none) {
    for (const auto &bytes : {"PROXY UNKNOWN\r\n"s, "PROXY UNKNOWN a b c\r\n"s, binary(0, 0, "")}) {
        EXPECT_EQ(read_proxy_header(bytes).state, State::whole) << bytes;
        EXPECT_EQ(read_proxy_header(bytes).address, "");
    }
}

TEST(ProxyHeader, is_waited_for) {
    for (const auto &bytes : {"PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n"s, binary(1, 0x11, ipv4_data)})
        for (size_t size = 0; size < bytes.size(); ++size)
            EXPECT_EQ(read_proxy_header(bytes.substr(0, size)).state, State::incomplete) << size;
}

TEST(ProxyHeader, that_is_wrong_is_refused) {
    for (const auto &bytes : {"GET / HTTP/1.1\r\n"s, "\x16\3\1"s, "PROXY TCP4 nowhere 1.2.3.4 1 2\r\n"s,
                              "PROXY TCP4 2001:db8::1 1.2.3.4 1 2\r\n"s, "PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n"s,
                              "PROXY "s + std::string(200, 'x'), binary(2, 0x11, ipv4_data), binary(1, 0x11, "short"),
                              binary(1, 0x31, ipv4_data), binary(1, 0x11, std::string(600, 'x'))})
        EXPECT_EQ(read_proxy_header(bytes).state, State::wrong) << bytes;
}

TEST(ProxyHeader, makes_the_client_of_a_trusted_proxy_count) {
    net::Server server(
        {.port = 0, .trusted_proxies = {"127.0.0.1"}, .connections_per_address = 1, .proxy_protocol = true},
        [](Level, std::string_view) {});
    const auto route =
        server.route("/", [](const HttpRequest &r) { return HttpResponse{.body = std::string(r.address)}; });
    const Source alive = test::heartbeat();
    server.start();
    const auto port = test::port_of(server.url());
    const auto ask = [&](const std::string &header, const std::string &connection) {
        auto client = std::make_unique<test::RawClient>(port);
        client->send(header + "GET / HTTP/1.1\r\nHost: a\r\nConnection: " + connection + "\r\n\r\n");
        test::run_until([&] { return !client->receive() || client->received.find("\r\n\r\n") != std::string::npos; });
        return client;
    };
    const auto first = ask("PROXY TCP4 192.0.2.1 198.51.100.1 1 2\r\n", "keep-alive");
    EXPECT_TRUE(first->received.ends_with("192.0.2.1"));
    EXPECT_TRUE(ask("PROXY TCP4 192.0.2.1 198.51.100.1 1 2\r\n", "close")->received.starts_with("HTTP/1.1 429"));
    EXPECT_TRUE(ask(binary(1, 0x11, "\xc0\0\2\2"s + ipv4_data.substr(4)), "close")->received.ends_with("192.0.2.2"));
    EXPECT_EQ(ask("", "close")->received, "");
    std::vector<std::unique_ptr<test::RawClient>> site; // 16 networks of one /48
    for (int i = 0; i < 16; ++i) {
        site.push_back(ask("PROXY TCP6 2001:db8:1:" + std::to_string(i) + "::1 2001:db8::2 1 2\r\n", "keep-alive"));
        EXPECT_TRUE(site.back()->received.starts_with("HTTP/1.1 200")) << i;
    }
    const std::string more = "PROXY TCP6 2001:db8:1:ff::1 2001:db8::2 1 2\r\n";
    EXPECT_TRUE(ask(more, "close")->received.starts_with("HTTP/1.1 429"));
    site.front()->hang_up();
    EXPECT_TRUE(test::run_until([&] { return ask(more, "close")->received.starts_with("HTTP/1.1 200"); }));
}
