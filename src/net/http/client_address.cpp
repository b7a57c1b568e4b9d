// SPDX-License-Identifier: MIT
#include "net/http/client_address.hpp"

#include <algorithm>

#include "net/http/request_head.hpp"
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace callbooth::net {

namespace {

constexpr int max_hops = 32;
constexpr size_t max_text = 64; // longer than every address with port and brackets

/// `1.2.3.4`, `1.2.3.4:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`; nothing for everything else.
std::optional<Network> parse(std::string_view text) {
    if (text.size() > max_text)
        return {};
    const auto colon = text.find(':');
    if (const auto bracket = text.find(']'); text.starts_with('[') && bracket != std::string_view::npos)
        text = text.substr(1, bracket - 1);
    else if (colon == text.rfind(':'))
        text = text.substr(0, colon);
    return Network::address(std::string(text));
}

/// The value of `for` in one element of a Forwarded header, without its quotes; empty without one.
std::string_view forwarded_for(std::string_view element) {
    while (!element.empty()) {
        const auto pair = element.substr(0, element.find(';'));
        element.remove_prefix(std::min(element.size(), pair.size() + 1));
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || !equal_without_case(trim(pair.substr(0, equals)), "for"))
            continue;
        const auto value = trim(pair.substr(equals + 1));
        const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
        return quoted ? value.substr(1, value.size() - 2) : value;
    }
    return {};
}

/// Takes the last element off a list that is separated by commas.
std::string_view take_last(std::string_view &list) {
    const auto comma = list.rfind(',');
    const auto last = comma == std::string_view::npos ? list : list.substr(comma + 1);
    list = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
    return trim(last);
}

} // namespace

ClientAddress::ClientAddress(const std::vector<std::string> &trusted_proxies, const std::string &header, Log log)
    : trusted_(trusted_proxies), log_(std::move(log)) {
    for (const char *name : {"X-Forwarded-For", "Forwarded", "X-Real-IP"})
        if (header == "any" || header == name)
            headers_.push_back(name);
}

std::optional<std::pair<std::string_view, std::string_view>> ClientAddress::value_of(const Header &header) const {
    for (const char *name : headers_)
        if (const auto value = header(name))
            return {{name, *value}};
    return {};
}

bool ClientAddress::is_contradicted(std::string_view value, const Header &header) const {
    const auto real = header("X-Real-IP");
    return real && value.find(trim(*real)) == std::string_view::npos;
}

void ClientAddress::warn_once(std::string_view proxy, const char *what) const {
    if (!log_ || std::exchange(warned_, true))
        return;
    log_(Level::warning,
         fmt::format("the trusted proxy {} has sent a request {}: name the header that it sets in [http] "
                     "client-header, now {}",
                     proxy, what, fmt::join(headers_, ", ")));
}

std::string ClientAddress::of(std::string_view peer, const Header &header) const {
    auto client = parse(peer);
    if (!client)
        return std::string(peer);
    const bool from_proxy = trusted_.contain(*client);
    const auto named = from_proxy ? value_of(header) : std::nullopt;
    if (from_proxy && !named)
        warn_once(peer, "without its client's address");
    else if (named && is_contradicted(named->second, header))
        warn_once(peer, "with another address in X-Real-IP");
    auto list = named ? named->second : std::string_view();
    for (int hop = 0; hop < max_hops && !list.empty() && trusted_.contain(*client); ++hop) {
        const auto element = take_last(list);
        auto next = parse(named->first == "Forwarded" ? forwarded_for(element) : element);
        if (!next)
            break;
        client = std::move(next);
    }
    return client->text();
}

} // namespace callbooth::net
