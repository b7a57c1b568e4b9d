// SPDX-License-Identifier: MIT
#include "config/sections.hpp"

#include <arpa/inet.h>
#include <filesystem>

#include "config/section_keys.hpp"

namespace callbooth::config {
namespace {

constexpr double min_timeout_s = 0.5;
constexpr double max_timeout_s = 600;
constexpr double max_drain_s = 3600;
constexpr double max_hsts_s = 2.0 * 365 * 24 * 3600;
constexpr double max_connections = 1e6;
constexpr double max_rate = 1e6;
constexpr double max_bytes_per_second = 1e12;
constexpr double min_memory = 1 << 20;
constexpr double max_memory = 1LL << 40;

constexpr KeyRule seconds{.expected = "a number of seconds"};
constexpr KeyRule bytes{.hint = "bytes"};
constexpr KeyRule any_port{.hint = "0 takes any free port"};

bool is_address(const std::string &text) {
    in6_addr binary{}; // large enough for both kinds
    return inet_pton(AF_INET, text.c_str(), &binary) == 1 || inet_pton(AF_INET6, text.c_str(), &binary) == 1;
}
constexpr KeyRule address{.expected = "a string with an IP address of this machine",
                          .hint = "'127.0.0.1' serves this machine alone, '0.0.0.0' or '::' everybody",
                          .valid = &is_address};

bool is_path(const std::string &text) { return !text.empty(); }
constexpr KeyRule pem_file{.expected = "a string with the path of a PEM file", .valid = &is_path};

const SectionKey<CallSection> call_keys[] = {
    {{.name = "answer",
      .field = &CallSection::answer,
      .doc = "how a peer that calls is answered: 'always' sends it the camera at once; 'ask' lets it wait for the "
             "command 'accept' or 'refuse', and sends nothing captured before; 'never' refuses it. Calls of our own "
             "are not affected; a plugin may be stricter",
      .choices = {"always", "ask", "never"}}},
    {{.name = "answer-timeout",
      .field = &CallSection::answer_timeout,
      .doc = "seconds that a caller waits with 'ask', one at a time; then it is told that we are busy. Another booth "
             "gives up by itself after its 'connect-timeout'",
      .min = min_timeout_s,
      .max = max_timeout_s},
     seconds},
    {{.name = "connect-timeout",
      .field = &CallSection::connect_timeout,
      .doc = "seconds until a call that does not connect is given up",
      .min = min_timeout_s,
      .max = max_timeout_s},
     seconds},
    {{.name = "silence",
      .field = &CallSection::silence,
      .doc = "seconds without any packet until the partner counts as gone; after half of them another connection is "
             "offered, once in a call. Three times as long for a partner that only receives; up to a minute in a "
             "call of text alone",
      .min = min_timeout_s,
      .max = max_timeout_s},
     seconds},
};

const SectionKey<HttpSection> http_keys[] = {
    {{.name = "address",
      .field = &HttpSection::address,
      .doc = "the IP address to listen on; '0.0.0.0' or '::' for all of the machine's"},
     address},
    {{.name = "port", .field = &HttpSection::port, .doc = "0 takes any free one", .min = 0, .max = UINT16_MAX},
     any_port},
    {{.name = "trusted-proxies",
      .field = &HttpSection::trusted_proxies,
      .doc = "networks of the proxies trusted to report a client's address: ['127.0.0.1', '10.0.0.0/8', 'fd00::/8']"},
     {.expected = "a list of networks", .hint = "as in ['127.0.0.1', '10.0.0.0/8', 'fd00::/8']"}},
    {{.name = "client-header",
      .field = &HttpSection::client_header,
      .doc = "the header in which those proxies report it; 'any' takes the first of the three that is there",
      .choices = {"any", "X-Forwarded-For", "Forwarded", "X-Real-IP"}}},
    {{.name = "drain",
      .field = &HttpSection::drain,
      .doc = "seconds that WebSockets have to close by themselves after SIGTERM",
      .min = 0,
      .max = max_drain_s},
     seconds},
    {{.name = "access-log",
      .field = &HttpSection::access_log,
      .doc = "log a line for each request: address, method, path and status; never the query, which may hold tokens"}},
    {{.name = "certificate",
      .field = &HttpSection::certificate,
      .doc = "path of a PEM file: the server speaks HTTPS with this certificate; its issuers follow in the file"},
     pem_file},
    {{.name = "private-key",
      .field = &HttpSection::private_key,
      .doc = "path of a PEM file with the certificate's key; empty: it is in the file of the certificate"},
     pem_file},
    {{.name = "self-signed",
      .field = &HttpSection::self_signed,
      .doc = "speak HTTPS with a certificate that the server makes and keeps itself"}},
    {{.name = "hsts",
      .field = &HttpSection::hsts,
      .doc = "seconds for which browsers are asked to use HTTPS only; 0 does not ask. Never with 'self-signed'",
      .min = 0,
      .max = max_hsts_s},
     {.hint = "seconds; 0 asks for nothing"}},
    {{.name = "redirect-port",
      .field = &HttpSection::redirect_port,
      .doc = "a second port, which speaks HTTP and redirects to HTTPS; 0 takes any free one",
      .min = 0,
      .max = UINT16_MAX},
     any_port},
    {{.name = "connections",
      .field = &HttpSection::connections,
      .doc = "WebSockets at the same time, and as many other connections",
      .min = 1,
      .max = max_connections}},
    {{.name = "connections-per-address",
      .field = &HttpSection::connections_per_address,
      .doc = "the same for one address; of IPv6 the first 64 bits count",
      .min = 1,
      .max = max_connections}},
    {{.name = "connects-per-second",
      .field = &HttpSection::connects_per_second,
      .doc = "connections that one address may open in the long run, ten times as many at once; those of trusted "
             "proxies do not count",
      .min = 1,
      .max = max_rate}},
    {{.name = "proxy-protocol",
      .field = &HttpSection::proxy_protocol,
      .doc = "whether connections of trusted proxies begin with a header of HAProxy's PROXY protocol, version 1 or 2, "
             "that names the client; other connections must not"}},
    {{.name = "proxy-keep-alive",
      .field = &HttpSection::proxy_keep_alive,
      .doc = "seconds that a connection of a trusted proxy may wait for its next request; longer than the proxy's own "
             "keep-alive time",
      .min = 1,
      .max = max_drain_s},
     seconds},
    {{.name = "messages-per-second",
      .field = &HttpSection::messages_per_second,
      .doc = "frames (messages, parts of messages, pings) that one WebSocket may send in the long run, ten times as "
             "many at once",
      .min = 1,
      .max = max_rate}},
    {{.name = "bytes-per-second",
      .field = &HttpSection::bytes_per_second,
      .doc = "bytes that one WebSocket may send in the long run, ten times as many at once",
      .min = 1024,
      .max = max_bytes_per_second}},
    {{.name = "message-timeout",
      .field = &HttpSection::message_timeout,
      .doc = "seconds from the first byte of a message to its last",
      .min = min_timeout_s,
      .max = max_timeout_s},
     seconds},
    {{.name = "stall-timeout",
      .field = &HttpSection::stall_timeout,
      .doc = "seconds after which a WebSocket is dropped whose client takes nothing of its output",
      .min = min_timeout_s,
      .max = max_timeout_s},
     seconds},
    {{.name = "websocket-memory",
      .field = &HttpSection::websocket_memory,
      .doc = "bytes of incomplete messages and unsent output that all WebSockets may hold together",
      .min = min_memory,
      .max = max_memory},
     bytes},
    {{.name = "websocket-memory-per-address",
      .field = &HttpSection::websocket_memory_per_address,
      .doc = "the same for one address; of IPv6 the first 64 bits count",
      .min = min_memory,
      .max = max_memory},
     bytes},
    {{.name = "response-memory",
      .field = &HttpSection::response_memory,
      .doc = "MiB that all answers may hold together while their clients read them",
      .min = 1,
      .max = 65536},
     {.hint = "MiB"}},
};

} // namespace

CallSection read_call(const RawSection &section, Diagnostics &diagnostics) {
    return fill<CallSection>(call_keys, read_values(section, keys_of<CallSection>(call_keys), diagnostics).values);
}

HttpSection read_http(const RawSection &section, Diagnostics &diagnostics) {
    auto read = read_values(section, keys_of<HttpSection>(http_keys), diagnostics);
    auto http = fill<HttpSection>(http_keys, read.values);
    http.at = section.at;
    http.positions = std::move(read.positions);
    return http;
}

std::vector<SectionInfo> described_sections() {
    return {{"call", "Which calls are answered, and when one is given up", callbooth::describe<CallSection>(call_keys)},
            {"http", "A server of HTTP and WebSockets", callbooth::describe<HttpSection>(http_keys)}};
}

} // namespace callbooth::config
