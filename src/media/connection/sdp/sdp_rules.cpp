// SPDX-License-Identifier: MIT
#include "media/connection/sdp/sdp_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include <fmt/format.h>
#include <gio/gio.h>

namespace callbooth::media::sdp_rules {

namespace {

constexpr uint64_t max_clock_rate = 1'000'000; // Hz
constexpr uint64_t max_channels = 32;
constexpr uint64_t max_extension_id = 255; // of the two-byte form
constexpr size_t max_name = 64;

template <class F> bool all(std::string_view text, size_t least, size_t most, F allowed) {
    return text.size() >= least && text.size() <= most && std::all_of(text.begin(), text.end(), allowed);
}

bool is_ip_address(std::string_view text) {
    return text.size() <= max_name && g_hostname_is_ip_address(std::string(text).c_str());
}

bool is_candidate_type(std::string_view text) {
    return text == "host" || text == "srflx" || text == "prflx" || text == "relay";
}

/// Of the pairs of words behind a candidate's type: `raddr 192.0.2.1 rport 5000 tcptype active`; empty when it is not
/// there or malformed.
std::string_view candidate_value(const std::vector<std::string_view> &parts, std::string_view name) {
    for (size_t i = 8; i + 1 < parts.size(); i += 2) {
        const auto value = parts[i + 1];
        if (parts[i] != name)
            continue;
        const bool right = name == "raddr"   ? is_ip_address(value)
                           : name == "rport" ? number(value, 0, UINT16_MAX).has_value()
                                             : value == "active" || value == "passive" || value == "so";
        return right ? value : "";
    }
    return {};
}

bool is_transport(std::string_view text) {
    return g_ascii_strcasecmp(std::string(text).c_str(), "udp") == 0 ||
           g_ascii_strcasecmp(std::string(text).c_str(), "tcp") == 0;
}

} // namespace

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (auto end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
        parts.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    parts.push_back(text);
    return parts;
}

std::optional<uint64_t> number(std::string_view text, uint64_t least, uint64_t most) {
    uint64_t value = 0;
    const auto end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end || value < least || value > most)
        return std::nullopt;
    return value;
}

std::string_view first_word(std::string_view text) { return text.substr(0, text.find(' ')); }

bool is_word(std::string_view text, size_t most) {
    return all(text, 1, most, [](char c) { return g_ascii_isgraph(c); });
}

bool is_ice_text(std::string_view text, size_t least, size_t most) {
    return all(text, least, most, [](char c) { return g_ascii_isalnum(c) || c == '+' || c == '/'; });
}

bool is_setup(std::string_view text) { return text == "actpass" || text == "active" || text == "passive"; }

bool is_direction(std::string_view name) {
    return name == "sendrecv" || name == "sendonly" || name == "recvonly" || name == "inactive";
}

bool is_fingerprint(std::string_view text) {
    constexpr size_t max_digest = 64 * 3; // SHA-512
    const auto hash = first_word(text);
    return is_word(hash, max_name) && hash.size() < text.size() &&
           all(text.substr(hash.size() + 1), 2, max_digest, [](char c) { return g_ascii_isxdigit(c) || c == ':'; });
}

bool is_codec(std::string_view text) {
    const auto parts = split(text, '/');
    return (parts.size() == 2 || parts.size() == 3) && is_word(parts[0], max_name) &&
           number(parts[1], 1, max_clock_rate) && (parts.size() == 2 || number(parts[2], 1, max_channels));
}

std::optional<uint64_t> extension_id(std::string_view text) {
    const auto parts = split(text, ' ');
    const auto id = split(parts[0], '/');
    if (parts.size() < 2 || !is_word(parts[1], 256) || id.size() > 2 || (id.size() == 2 && !is_direction(id[1])))
        return std::nullopt;
    return number(id[0], 1, max_extension_id);
}

std::optional<std::string> canonical_candidate(std::string_view text) {
    constexpr size_t max_foundation = 32;
    constexpr size_t max_candidate = 512;
    const auto parts = split(text, ' ');
    if (text.size() > max_candidate || parts.size() < 8 || !is_ice_text(parts[0], 1, max_foundation) ||
        parts[1] != "1" || !is_transport(parts[2]) || !number(parts[3], 0, UINT32_MAX) || !is_ip_address(parts[4]) ||
        !number(parts[5], 1, UINT16_MAX) || parts[6] != "typ" || !is_candidate_type(parts[7]))
        return std::nullopt;
    std::string written = fmt::format("{}", fmt::join(parts.begin(), parts.begin() + 8, " "));
    for (const auto *name : {"raddr", "rport", "tcptype"}) {
        const auto value = candidate_value(parts, name);
        if (!value.empty())
            written += fmt::format(" {} {}", name, value);
    }
    return written;
}

} // namespace callbooth::media::sdp_rules
