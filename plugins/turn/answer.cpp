// SPDX-License-Identifier: MIT
#include "answer.hpp"

#include <algorithm>

#include <callbooth/error.hpp>
#include <callbooth/json.hpp>

namespace callbooth::turn {
namespace {

constexpr size_t max_servers = 16;
constexpr size_t max_text_bytes = 512;
constexpr int64_t default_ttl_s = 3600;

bool fits(const std::optional<std::string> &text) { return text && text->size() <= max_text_bytes; }

std::string text_of(const Json &object, const char *key) {
    const auto found = object.member(key);
    if (!found)
        return {};
    auto text = found->as<std::string>();
    if (!fits(text))
        throw Error(std::string("'") + key + "' is no text, or too long");
    return *std::move(text);
}

std::vector<std::string> urls_of(const Json &server) {
    const auto found = server.member("urls");
    if (!found)
        throw Error("a server has no 'urls'");
    std::vector<std::string> urls;
    for (const auto &item : found->is(Json::Kind::array) ? found->items() : std::vector{*found}) {
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
    for (std::string &url : urls_of(server)) {
        if (servers.size() == max_servers)
            throw Error("these are more than 16 servers");
        servers.push_back({std::move(url), text_of(server, "username"), text_of(server, "credential")});
    }
}

std::chrono::seconds ttl_of(const Json &answer) {
    const auto seconds = answer.find<int64_t>("ttl").value_or(default_ttl_s);
    return std::chrono::seconds(std::clamp<int64_t>(seconds, 60, 86400));
}

} // namespace

Answer read_answer(std::string_view json) {
    const auto answer = Json::parse(json, {.drop_deeper = true});
    const auto servers = answer.member("iceServers");
    if (!servers || !servers->is(Json::Kind::array))
        throw Error("this is no JSON object with a list 'iceServers'");
    Answer result{.servers = {}, .ttl = ttl_of(answer)};
    for (const auto &server : servers->items())
        add(result.servers, server);
    return result;
}

} // namespace callbooth::turn
