// SPDX-License-Identifier: MIT
#include <vector>

#include "net/http/request_reader.hpp"
#include "net/http/websocket_handshake.hpp"
#include <gtest/gtest.h>

using namespace callbooth::net;
using namespace std::string_literals;
using Step = RequestReader::Step;

namespace {

const std::string host = "Host: a.example\r\n";

/// How the whole of `bytes` is refused; nothing when it is not.
std::optional<Refusal> refusal_of(std::string_view bytes, HeadLimits limits = {}) {
    RequestReader reader(limits);
    reader.feed(bytes);
    Step step = Step::request;
    while (step == Step::request)
        step = reader.next();
    return step == Step::refused ? std::optional(reader.refusal()) : std::nullopt;
}

std::string get(const std::string &headers) { return "GET / HTTP/1.1\r\n" + headers + "\r\n"; }
std::string post(const std::string &headers, const std::string &body = "") {
    return "POST / HTTP/1.1\r\n" + host + headers + "\r\n" + body;
}

} // namespace

TEST(RequestReader, reads_a_request_with_its_fields_and_body) {
    RequestReader reader({});
    reader.feed("POST /a?b=c HTTP/1.1\r\nHost: a.example:80\r\nx-Thing: \t one two \t\r\nContent-Length: 3\r\n\r\nabc");
    ASSERT_EQ(reader.next(), Step::request);
    const auto &request = reader.request();
    EXPECT_EQ(request.head.method, "POST");
    EXPECT_EQ(request.head.target, "/a?b=c");
    EXPECT_EQ(request.head.host, "a.example:80");
    EXPECT_EQ(request.head.field("X-Thing"), "one two");
    EXPECT_EQ(request.body, "abc");
    EXPECT_TRUE(request.head.keep_alive);
    EXPECT_EQ(reader.next(), Step::more);
    EXPECT_TRUE(reader.is_idle());
}

TEST(RequestReader, reads_one_request_after_another) {
    RequestReader reader({});
    reader.feed(post("Content-Length: 2\r\n", "hi") + get(host) + "\r\n" + get(host));
    ASSERT_EQ(reader.next(), Step::request);
    EXPECT_EQ(reader.request().body, "hi");
    ASSERT_EQ(reader.next(), Step::request);
    EXPECT_EQ(reader.request().body, "");
    ASSERT_EQ(reader.next(), Step::request); // one empty line before it is allowed
    EXPECT_EQ(reader.next(), Step::more);
}

TEST(RequestReader, finds_the_same_however_the_network_cuts_it) {
    const auto bytes =
        post("Content-Length: 2\r\n", "hi") + post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n") + get(host);
    for (size_t piece = 1; piece < bytes.size(); ++piece) {
        RequestReader reader({});
        int requests = 0;
        for (size_t at = 0; at < bytes.size(); at += piece) {
            reader.feed(std::string_view(bytes).substr(at, piece));
            while (reader.next() == Step::request)
                ++requests;
        }
        EXPECT_EQ(requests, 3) << piece;
    }
}

TEST(RequestReader, refuses_lines_that_two_readers_may_split_differently) {
    for (const auto &bytes : {"GET / HTTP/1.1\nHost: a\n\n"s, "GET / HTTP/1.1\r\nHost: a\n\r\n"s, "\r\n\r\n"s, "\n"s,
                              " GET / HTTP/1.1\r\n"s, "\x16\x03\x01"s, "get / HTTP/1.1\r\n"s})
        EXPECT_EQ(refusal_of(bytes), Refusal::line) << bytes;
    for (const auto &bytes : {"GET  / HTTP/1.1\r\n"s, "GET / HTTP/1.1 \r\n"s, "GET /\r\n"s, "GET\r\n"s,
                              "GET / x HTTP/1.1\r\n"s, "GET / FTP/1.1\r\n"s})
        EXPECT_EQ(refusal_of(bytes + host + "\r\n"), Refusal::line) << bytes;
    for (const auto &field : {"X : y\r\n"s, " X: y\r\n"s, "X: y\r\n z\r\n"s, "X\r\n"s, ": y\r\n"s, "X: a\rb\r\n"s,
                              "X: a\0b\r\n"s, "X\0: y\r\n"s, "X: \x7f\r\n"s, "X(y): z\r\n"s})
        EXPECT_EQ(refusal_of(get(host + field)), Refusal::field) << field;
}

TEST(RequestReader, refuses_what_is_not_known) {
    EXPECT_EQ(refusal_of("BREW / HTTP/1.1\r\n" + host + "\r\n"), Refusal::method);
    EXPECT_EQ(refusal_of("CONNECT a:1 HTTP/1.1\r\n" + host + "\r\n"), Refusal::method);
    for (const char *version : {"HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "HTTP/1.1x"})
        EXPECT_EQ(refusal_of("GET / "s + version + "\r\n" + host + "\r\n"), Refusal::version) << version;
    EXPECT_EQ(refusal_of(post("Expect: a-miracle\r\nContent-Length: 1\r\n")), Refusal::expectation);
}

TEST(RequestReader, refuses_targets_that_are_not_paths) {
    for (const auto &target : {"*"s, "a"s, "/a#b"s, "/\xc3\xbc"s, "/\x01"s, "http://a.example"s, "http:///a"s,
                               "http://u@a.example/"s, "ftp://a.example/"s})
        EXPECT_EQ(refusal_of("GET " + target + " HTTP/1.1\r\n" + host + "\r\n"), Refusal::target) << target;
}

TEST(RequestReader, takes_the_absolute_form_for_the_same_host_alone) {
    RequestReader reader({});
    reader.feed("GET http://A.example/b?c HTTP/1.1\r\n" + host + "\r\n");
    ASSERT_EQ(reader.next(), Step::request);
    EXPECT_EQ(reader.request().head.target, "/b?c");
    EXPECT_EQ(refusal_of("GET http://other.example/b HTTP/1.1\r\n" + host + "\r\n"), Refusal::host);
}

TEST(RequestReader, wants_one_host) {
    EXPECT_EQ(refusal_of(get("")), Refusal::host);
    EXPECT_EQ(refusal_of(get("Host:\r\n")), Refusal::host);
    EXPECT_EQ(refusal_of(get(host + host)), Refusal::host);
    EXPECT_EQ(refusal_of(get(host + "host: b\r\n")), Refusal::host);
    EXPECT_EQ(refusal_of(get("Host: a, b\r\n")), Refusal::host);
    EXPECT_EQ(refusal_of(get("Host: a/b\r\n")), Refusal::host);
    EXPECT_EQ(refusal_of(get("Host: [2001:db8::1]:80\r\n")), std::nullopt);
    EXPECT_EQ(refusal_of("GET / HTTP/1.0\r\n\r\n"), std::nullopt);
}

TEST(RequestReader, takes_one_plain_number_for_a_length) {
    for (const char *length : {"-1", "+1", "0x1", "1 1", "1, 1", "", "1e3", "1;", "\xd9\xa1"})
        EXPECT_EQ(refusal_of(post("Content-Length: "s + length + "\r\n")), Refusal::length) << length;
    EXPECT_EQ(refusal_of(post("Content-Length: 1\r\nContent-Length: 1\r\n")), Refusal::length);
    for (const char *length : {"1048577", "18446744073709551615", "18446744073709551616", "99999999999999999999999"})
        EXPECT_EQ(refusal_of(post("Content-Length: "s + length + "\r\n")), Refusal::long_body) << length;
    EXPECT_EQ(refusal_of(post("Content-Length: 0001\r\n", "a")), std::nullopt);
}

TEST(RequestReader, takes_no_chunks_but_the_empty_ones) {
    EXPECT_EQ(refusal_of(post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n")), std::nullopt);
    for (const char *body : {"1\r\na\r\n0\r\n\r\n", "0;x\r\n\r\n", "0\r\nX: y\r\n\r\n", "00\r\n\r\n", "0\n\n"})
        EXPECT_EQ(refusal_of(post("Transfer-Encoding: chunked\r\n", body)), Refusal::chunked) << body;
    EXPECT_EQ(refusal_of(post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")), Refusal::length);
    for (const char *coding : {"gzip", "gzip, chunked", "chunked, chunked", "xchunked", ""})
        EXPECT_EQ(refusal_of(post("Transfer-Encoding: "s + coding + "\r\n", "0\r\n\r\n")), Refusal::coding) << coding;
    EXPECT_EQ(refusal_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), Refusal::coding);
}

TEST(RequestReader, limits_heads) {
    const HeadLimits limits{.head = 200, .target = 100, .fields = 3, .body = 10};
    EXPECT_EQ(refusal_of("GET /" + std::string(300, 'a'), limits), Refusal::long_target);
    EXPECT_EQ(refusal_of("GET /" + std::string(100, 'a') + " HTTP/1.1\r\n" + host + "\r\n", limits),
              Refusal::long_target);
    EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nX: " + std::string(300, 'a'), limits), Refusal::long_head);
    EXPECT_EQ(refusal_of(get(host + "A: b\r\nA: b\r\n"), limits), std::nullopt);
    EXPECT_EQ(refusal_of(get(host + "A: b\r\nA: b\r\nA: b\r\n"), limits), Refusal::long_head);
    EXPECT_EQ(refusal_of(post("Content-Length: 11\r\n"), limits), Refusal::long_body);
}

TEST(RequestReader, asks_for_a_body_once_that_waits_to_be_asked_for) {
    RequestReader reader({});
    reader.feed(post("Expect: 100-Continue\r\nContent-Length: 2\r\n"));
    EXPECT_EQ(reader.next(), Step::more);
    EXPECT_TRUE(reader.in_body());
    EXPECT_TRUE(reader.take_continue());
    EXPECT_FALSE(reader.take_continue());
    reader.feed("ok");
    EXPECT_EQ(reader.next(), Step::request);
    EXPECT_FALSE(reader.take_continue());
}

TEST(RequestReader, knows_whether_another_request_may_follow) {
    const auto keeps = [](const std::string &bytes) {
        RequestReader reader({});
        reader.feed(bytes);
        EXPECT_EQ(reader.next(), Step::request);
        return reader.request().head.keep_alive;
    };
    EXPECT_TRUE(keeps(get(host)));
    EXPECT_TRUE(keeps(get(host + "Connection: keep-alive, Upgrade\r\n")));
    EXPECT_FALSE(keeps(get(host + "Connection: x, Close\r\n")));
    EXPECT_FALSE(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

namespace {

std::string handshake(const std::string &without = "", const std::string &with = "") {
    std::string lines = host;
    for (const auto &line : {"Upgrade: WebSocket\r\n"s, "Connection: keep-alive, Upgrade\r\n"s,
                             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"s, "Sec-WebSocket-Version: 13\r\n"s})
        if (without.empty() || line.find(without) == std::string::npos)
            lines += line;
    return get(lines + with);
}

/// The status and the accepting answer.
std::pair<int, std::string> shake(const std::string &bytes) {
    RequestReader reader({});
    reader.feed(bytes);
    EXPECT_EQ(reader.next(), Step::request);
    const auto &head = reader.request().head;
    const auto fault = handshake_fault(head);
    return fault ? std::pair(fault->status, ""s) : std::pair(101, accept_handshake(head, agreed_protocol(head, {})));
}

} // namespace

TEST(WebSocketHandshake, is_accepted_with_the_key_of_the_rfc) {
    const auto [status, answer] = shake(handshake());
    EXPECT_EQ(status, 101);
    EXPECT_EQ(answer, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"); // RFC 6455 section 1.3
}

TEST(WebSocketHandshake, chooses_the_first_subprotocol) {
    const auto answer = shake(handshake("", "Sec-WebSocket-Protocol: one, two\r\n")).second;
    EXPECT_NE(answer.find("\r\nSec-WebSocket-Protocol: one\r\n"), std::string::npos);
    EXPECT_EQ(shake(handshake("", "Sec-WebSocket-Protocol: (\r\n")).second.find("Protocol:"), std::string::npos);
}

TEST(WebSocketHandshake, chooses_the_first_subprotocol_of_the_offer_that_is_known) {
    const auto chosen = [](const std::string &headers, const std::vector<std::string> &known) {
        RequestReader reader({});
        reader.feed(handshake("", headers));
        EXPECT_EQ(reader.next(), Step::request);
        return std::string(agreed_protocol(reader.request().head, known));
    };
    const std::string offer = "Sec-WebSocket-Protocol: one, two\t,three\r\n";
    EXPECT_EQ(chosen(offer, {"three", "two"}), "two");
    EXPECT_EQ(chosen(offer, {"three"}), "three");
    EXPECT_EQ(chosen(offer, {"TWO", "on", ""}), "") << "they are compared as they are written";
    EXPECT_EQ(chosen(offer + "sec-websocket-protocol: four\r\n", {"four"}), "four") << "a list may be cut in two";
    EXPECT_EQ(chosen("Sec-WebSocket-Protocol: ,, ,two\r\n", {"two"}), "two");
    EXPECT_EQ(chosen("Sec-WebSocket-Protocol: \r\n", {"two"}), "");
    EXPECT_EQ(chosen("", {"two"}), "");
}

TEST(WebSocketHandshake, is_refused_when_it_is_not_a_good_one) {
    EXPECT_EQ(shake(handshake("Connection")).first, 400);
    EXPECT_EQ(shake(handshake("Key")).first, 400);
    EXPECT_EQ(shake(handshake("Key", "Sec-WebSocket-Key: short==\r\n")).first, 400);
    EXPECT_EQ(shake(handshake("Key", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ!!\r\n")).first, 400);
    EXPECT_EQ(shake(handshake("", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")).first, 400);
    EXPECT_EQ(shake(handshake("Version", "Sec-WebSocket-Version: 8\r\n")).first, 426);
    EXPECT_EQ(shake(handshake("", "Content-Length: 0\r\n")).first, 101);
    EXPECT_EQ(shake("POST" + handshake().substr(3)).first, 400);
}
