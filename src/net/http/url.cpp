// SPDX-License-Identifier: MIT
#include "net/http/url.hpp"

#include <algorithm>
#include <charconv>

namespace callbooth::net {

namespace {

/// The byte that `%XX` at the beginning of `text` stands for.
std::optional<char> unescape(std::string_view text) {
    unsigned byte = 0;
    if (text.size() < 3)
        return {};
    const char *end = text.data() + 3;
    const auto result = std::from_chars(text.data() + 1, end, byte, 16);
    if (result.ec != std::errc() || result.ptr != end)
        return {};
    return static_cast<char>(byte);
}

bool has_dot_segment(std::string_view path) {
    for (size_t begin = 0; begin < path.size();) {
        const size_t end = std::min(path.find('/', begin), path.size());
        const auto segment = path.substr(begin, end - begin);
        if (segment == "." || segment == "..")
            return true;
        begin = end + 1;
    }
    return false;
}

bool is_unwelcome(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\'; }

std::string decode_form(std::string_view raw) {
    std::string text;
    for (size_t i = 0; i < raw.size(); ++i) {
        const auto byte = raw[i] == '%' ? unescape(raw.substr(i)) : std::nullopt;
        if (byte)
            i += 2;
        text += byte ? *byte : raw[i] == '+' ? ' ' : raw[i];
    }
    return text;
}

} // namespace

std::optional<std::string> decode_path(std::string_view raw) {
    if (raw.empty() || raw[0] != '/')
        return {};
    std::string path;
    path.reserve(raw.size());
    for (size_t i = 0; i < raw.size(); ++i) {
        const auto byte = raw[i] == '%' ? unescape(raw.substr(i)) : std::optional(raw[i]);
        if (!byte || is_unwelcome(*byte))
            return {};
        path += *byte;
        if (raw[i] == '%')
            i += 2;
    }
    if (has_dot_segment(path))
        return {};
    return path;
}

std::map<std::string, std::string, std::less<>> parse_query(std::string_view raw) {
    std::map<std::string, std::string, std::less<>> query;
    while (!raw.empty()) {
        const auto pair = raw.substr(0, raw.find('&'));
        raw.remove_prefix(std::min(raw.size(), pair.size() + 1));
        const auto name = pair.substr(0, pair.find('='));
        const auto value = pair.substr(std::min(pair.size(), name.size() + 1));
        if (!name.empty())
            query.emplace(decode_form(name), decode_form(value));
    }
    return query;
}

bool is_below(std::string_view path, std::string_view prefix) {
    while (prefix.ends_with('/'))
        prefix.remove_suffix(1);
    return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

} // namespace callbooth::net
