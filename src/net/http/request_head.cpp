// SPDX-License-Identifier: MIT
#include "net/http/request_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <glib.h>

namespace callbooth::net {

namespace {

constexpr std::array<std::string_view, 7> methods{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"};

constexpr std::array<RefusalAnswer, refusal_count> answers{{
    {400, "Bad Request", "Bad request line\n", "line"},
    {501, "Not Implemented", "Unknown method\n", "method"},
    {400, "Bad Request", "Bad request target\n", "target"},
    {414, "URI Too Long", "Request target too long\n", "long_target"},
    {505, "HTTP Version Not Supported", "HTTP/1.1 is spoken here\n", "version"},
    {400, "Bad Request", "Bad header line\n", "field"},
    {431, "Request Header Fields Too Large", "Request head too large\n", "long_head"},
    {400, "Bad Request", "One valid Host is required\n", "host"},
    {400, "Bad Request", "Bad Content-Length\n", "length"},
    {501, "Not Implemented", "Unknown transfer coding\n", "coding"},
    {411, "Length Required", "Length required\n", "chunked"},
    {413, "Content Too Large", "Request body too large\n", "long_body"},
    {417, "Expectation Failed", "Unknown expectation\n", "expectation"},
    {503, "Service Unavailable", "Too many requests\n", "no_room"},
}};

bool is_alphanumeric(char c) { return g_ascii_isalnum(c) != 0; }
bool is_token_character(char c) {
    return is_alphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
bool is_visible(char c) { return c > ' ' && c < 0x7f; }
bool is_value_character(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= ' ' && byte != 0x7f);
}
/// A name, an address in brackets, a port: RFC 3986 section 3.2.2, without what only passwords need.
bool is_host_character(char c) {
    return is_alphanumeric(c) || std::string_view("-._~:[]").find(c) != std::string_view::npos;
}
bool is_host(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_host_character);
}

/// Takes the text before the first `end`, and `end`, off the front.
std::string_view take_until(std::string_view &text, std::string_view end) {
    const auto found = text.find(end);
    const auto front = text.substr(0, found);
    text.remove_prefix(found == std::string_view::npos ? text.size() : found + end.size());
    return front;
}

/// `http://host/path` is the same as `/path` with that Host (RFC 9112 section 3.2.2).
std::optional<Refusal> read_target(std::string_view target, const HeadLimits &limits, RequestHead &head) {
    if (target.size() > limits.target)
        return Refusal::long_target;
    if (!std::all_of(target.begin(), target.end(), is_visible) || target.find('#') != std::string_view::npos)
        return Refusal::target;
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!target.starts_with(scheme))
            continue;
        const auto path = target.find('/', scheme.size());
        if (path == std::string_view::npos)
            return Refusal::target;
        head.host = target.substr(scheme.size(), path - scheme.size());
        target.remove_prefix(path);
        if (!is_host(head.host))
            return Refusal::target;
    }
    head.target = target;
    return target.starts_with('/') ? std::nullopt : std::optional(Refusal::target);
}

std::optional<Refusal> read_line(std::string_view line, const HeadLimits &limits, RequestHead &head, bool &is_1_0) {
    head.method = take_until(line, " ");
    if (!is_token(head.method))
        return Refusal::line;
    if (std::find(methods.begin(), methods.end(), head.method) == methods.end())
        return Refusal::method;
    const auto target = take_until(line, " ");
    is_1_0 = line == "HTTP/1.0";
    if (target.empty() || !line.starts_with("HTTP/") || line.find(' ') != std::string_view::npos)
        return Refusal::line;
    if (!is_1_0 && line != "HTTP/1.1")
        return Refusal::version;
    return read_target(target, limits, head);
}

std::optional<Refusal> read_fields(std::string_view lines, const HeadLimits &limits, RequestHead &head) {
    while (!lines.empty()) {
        auto value = take_until(lines, "\r\n");
        const bool has_colon = value.find(':') != std::string_view::npos;
        const auto name = take_until(value, ":");
        if (!has_colon || !is_token(name) || !std::all_of(value.begin(), value.end(), is_value_character))
            return Refusal::field;
        if (head.fields.size() == limits.fields)
            return Refusal::long_head;
        head.fields.push_back({name, trim(value)});
    }
    return {};
}

std::optional<Refusal> read_host(RequestHead &head, bool is_1_0) {
    const auto host = head.field("Host");
    if (head.count("Host") > 1 || (host ? !is_host(*host) : !is_1_0))
        return Refusal::host;
    if (host && !head.host.empty() && !equal_without_case(*host, head.host))
        return Refusal::host;
    if (host)
        head.host = *host;
    return {};
}

std::optional<Refusal> read_length(std::string_view text, const HeadLimits &limits, RequestHead &head) {
    if (text.empty() || !std::all_of(text.begin(), text.end(), [](char c) { return g_ascii_isdigit(c) != 0; }))
        return Refusal::length;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), head.content_length);
    const bool fits = result.ec == std::errc() && head.content_length <= limits.body;
    return fits ? std::nullopt : std::optional(Refusal::long_body);
}

std::optional<Refusal> read_framing(const HeadLimits &limits, RequestHead &head, bool is_1_0) {
    const auto length = head.field("Content-Length");
    const auto coding = head.field("Transfer-Encoding");
    if (head.count("Content-Length") > 1 || (length && coding))
        return Refusal::length;
    if (coding && (head.count("Transfer-Encoding") > 1 || is_1_0 || !equal_without_case(*coding, "chunked")))
        return Refusal::coding;
    head.chunked = coding.has_value();
    return length ? read_length(*length, limits, head) : std::nullopt;
}

std::optional<Refusal> read_expectation(RequestHead &head) {
    const auto expected = head.field("Expect");
    if (expected && (head.count("Expect") > 1 || !equal_without_case(*expected, "100-continue")))
        return Refusal::expectation;
    head.expects_continue = expected && (head.content_length > 0 || head.chunked);
    return {};
}

} // namespace

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

std::string_view trim(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool equal_without_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && g_ascii_strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string short_answer(int status, const char *phrase, std::string_view text, bool retry) {
    return fmt::format("HTTP/1.1 {} {}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n{}"
                       "Connection: close\r\n\r\n{}",
                       status, phrase, text.size(), retry ? "Retry-After: 5\r\n" : "", text);
}

const RefusalAnswer &answer_to(Refusal refusal) { return answers[static_cast<size_t>(refusal)]; }

std::optional<std::string_view> RequestHead::field(std::string_view name) const {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [name](const Field &field) { return equal_without_case(field.name, name); });
    return found == fields.end() ? std::nullopt : std::optional(found->value);
}

size_t RequestHead::count(std::string_view name) const {
    return static_cast<size_t>(std::count_if(
        fields.begin(), fields.end(), [name](const Field &field) { return equal_without_case(field.name, name); }));
}

bool RequestHead::lists(std::string_view name, std::string_view element) const {
    return std::any_of(fields.begin(), fields.end(), [&](const Field &field) {
        if (!equal_without_case(field.name, name))
            return false;
        for (auto rest = field.value; !rest.empty();)
            if (equal_without_case(trim(take_until(rest, ",")), element))
                return true;
        return false;
    });
}

HeadScan::Found HeadScan::look(std::string_view bytes) {
    for (auto end = bytes.find('\n', looked_); end != std::string_view::npos; end = bytes.find('\n', looked_)) {
        if (end == line_ || bytes[end - 1] != '\r')
            return Found::broken_line;
        const bool is_empty = end == line_ + 1;
        looked_ = line_ = end + 1;
        if (is_empty)
            return Found::end;
    }
    looked_ = bytes.size();
    return Found::nothing_yet;
}

std::optional<Refusal> read_head(std::string_view text, const HeadLimits &limits, RequestHead &head) {
    if (text.size() > limits.head)
        return Refusal::long_head;
    text.remove_suffix(2); // the empty line
    bool is_1_0 = false;
    if (auto refusal = read_line(take_until(text, "\r\n"), limits, head, is_1_0))
        return refusal;
    if (auto refusal = read_fields(text, limits, head))
        return refusal;
    if (auto refusal = read_host(head, is_1_0))
        return refusal;
    if (auto refusal = read_framing(limits, head, is_1_0))
        return refusal;
    head.keep_alive = !is_1_0 && !head.lists("Connection", "close");
    return read_expectation(head);
}

} // namespace callbooth::net
