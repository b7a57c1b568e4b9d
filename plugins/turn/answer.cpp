// SPDX-License-Identifier: MIT
#include "answer.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <callbooth/error.hpp>
#include <callbooth/json.hpp>

namespace callbooth::turn {
namespace {

constexpr size_t max_servers = 16;
constexpr size_t max_text_bytes = 512;
constexpr int64_t default_ttl_s = 3600;

bool fits(const std::optional<std::string> &text) { return text && text->size() <= max_text_bytes; }

std::optional<int64_t> number(const std::string &text) {
    int64_t value = 0;
    const auto end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

/// Some services name servers without credentials with null ones.
std::string text_of(const Json &object, const char *key) {
    const auto found = object.member(key);
    if (!found || found->is(Json::Kind::null))
        return {};
    auto text = found->as<std::string>();
    if (!fits(text))
        throw Error(std::string("'") + key + "' is no text, or too long");
    return *std::move(text);
}

/// A list, or its only item without one.
std::vector<Json> items_of(const Json &value) {
    return value.is(Json::Kind::array) ? value.items() : std::vector{value};
}

/// `url` is what `urls` was called until 2015, and what some services still write.
std::vector<std::string> urls_of(const Json &server) {
    auto found = server.member("urls");
    if (!found)
        found = server.member("url");
    if (!found)
        throw Error("a server has no 'urls'");
    std::vector<std::string> urls;
    for (const auto &item : items_of(*found)) {
        auto url = item.as<std::string>();
        if (!fits(url))
            throw Error("one of 'urls' is no text, or too long");
        urls.push_back(*std::move(url));
    }
    return urls;
}

void add(std::vector<IceServer> &servers, const Json &server) {
    if (!server.is(Json::Kind::object))
        throw Error("one of 'iceServers' is no object");
    for (std::string &url : urls_of(server))
        if (servers.size() < max_servers)
            servers.push_back({std::move(url), text_of(server, "username"), text_of(server, "credential")});
}

/// As the WebRTC API has it, as Twilio has it, or nothing but the list.
std::optional<Json> servers_of(const Json &answer) {
    if (answer.is(Json::Kind::array) && answer.size() > 0)
        return answer;
    for (const char *name : {"iceServers", "ice_servers"})
        if (auto found = answer.member(name); found && (found->is(Json::Kind::array) || found->is(Json::Kind::object)))
            return found;
    return std::nullopt;
}

/// A number, or one in a string.
std::chrono::seconds ttl_of(const Json &answer) {
    auto seconds = answer.find<int64_t>("ttl");
    if (const auto text = answer.find<std::string>("ttl"))
        seconds = number(*text);
    return std::chrono::seconds(std::clamp<int64_t>(seconds.value_or(default_ttl_s), 60, 86400));
}

} // namespace

Answer read_answer(std::string_view json) {
    const auto answer = Json::parse(json, {.drop_deeper = true});
    const auto servers = servers_of(answer);
    if (!servers)
        throw Error("this is no JSON object with a list 'iceServers'");
    Answer result{.servers = {}, .ttl = ttl_of(answer)};
    for (const auto &server : items_of(*servers))
        add(result.servers, server);
    return result;
}

} // namespace callbooth::turn
