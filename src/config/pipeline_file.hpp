// SPDX-License-Identifier: MIT
/// What a pipeline file says, as plain structs, every value with its position.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/property.hpp>

namespace callbooth::config {

/// A text that the user wrote: a pipeline file, or one argument of the command line.
struct Source {
    std::string name; ///< `booth.toml`, `--encode.video`
    std::string text;
};

/// A position in a source. Ordered and printed as line and column, both from 1; columns count characters.
struct At {
    std::shared_ptr<const Source> source;
    size_t offset = 0; ///< bytes
};

template <class T> struct Located {
    T value{};
    At at;
};

/// A piece of gst-launch syntax. Byte i of the text stands at byte `at.offset + i` of the source when `exact`;
/// otherwise (the TOML string had escapes) all errors point at its beginning.
struct Fragment {
    std::string text; ///< comments and line continuations blanked with spaces
    At at;
    bool exact = true;
};

/// One `key = value`.
struct Setting {
    Located<std::string> key;
    Located<Value> value; ///< `${ENV}` and `@/file` already replaced
    bool secret = false;  ///< came from `${ENV}` or `@/file`: never printed
};

struct Section {
    At at; ///< of its header
    std::vector<Setting> settings;
};

/// `[capture]`, `[encode]`, `[render]`
struct MediaSection {
    At at;
    std::optional<Fragment> video;
    std::optional<Fragment> audio;
};

/// `[call]`: which calls are answered, and when one is given up. Seconds. The table in sections.cpp says more.
struct CallSection {
    std::string answer = "always"; ///< or `ask`, `never`
    double answer_timeout = 30;
    double connect_timeout = 20;
    double silence = 6;
};

/// `[http]`. The table in sections.cpp says more.
struct HttpSection {
    static constexpr int64_t no_port = -1;

    At at;
    std::string address = "127.0.0.1";
    int64_t port = 8080;                      ///< 0: any free one
    std::vector<std::string> trusted_proxies; ///< networks such as `10.0.0.0/8`, and single addresses
    std::string client_header = "X-Forwarded-For";
    double drain = 10; ///< seconds
    bool access_log = false;
    std::string certificate; ///< path of a PEM file; empty: none
    std::string private_key; ///< empty: in the file of the certificate
    bool self_signed = false;
    int64_t hsts = int64_t{180} * 24 * 3600; ///< seconds; 0: not at all
    int64_t redirect_port = no_port;         ///< 0: any free one
    int64_t connections = 20000;             ///< WebSockets, and HTTP connections
    int64_t connections_per_address = 500;   ///< of both
    double connects_per_second = 50;         ///< of one address in the long run, ten times as many at once
    bool proxy_protocol = false;             ///< trusted proxies name their client before all else
    double proxy_keep_alive = 75;            ///< seconds between two requests of a trusted proxy
    double messages_per_second = 100;        ///< of one WebSocket, in the long run
    int64_t response_memory = 128;           ///< MiB that all answers may hold together while they are read
    double bytes_per_second = 1 << 18;       ///< the same
    double message_timeout = 20;             ///< seconds from a message's first byte to its last
    double stall_timeout = 20;               ///< seconds in which a client has to take some of its output
    int64_t websocket_memory = 1 << 28;      ///< bytes of incomplete messages and output, of all WebSockets
    int64_t websocket_memory_per_address = 1 << 24;
    std::map<std::string, At, std::less<>> positions = {}; ///< of the values that the file gives, by their key

    bool secure() const { return !certificate.empty() || self_signed; }
    const std::string &key_file() const { return private_key.empty() ? certificate : private_key; }
};

/// `[plugin.NAME]`
struct PluginSection {
    Located<std::string> name;
    Located<std::string> type; ///< `type = '...'`, else the name
    std::vector<Setting> settings;
};

struct PipelineFile {
    std::shared_ptr<const Source> source;
    std::optional<MediaSection> capture;
    std::optional<MediaSection> encode;
    std::optional<MediaSection> render;
    std::optional<Section> transport; ///< webrtcbin's properties
    CallSection call;
    std::optional<HttpSection> http;
    std::vector<PluginSection> plugins;

    /// The file describes a booth, not only a server.
    bool has_booth() const { return capture || encode || render || transport; }
};

} // namespace callbooth::config
