// SPDX-License-Identifier: MIT
#include "answer.hpp"

#include <algorithm>

#include <callbooth/error.hpp>
#include <nlohmann/json.hpp>

namespace callbooth::turn {
namespace {

using Json = nlohmann::json;

constexpr size_t max_servers = 16;
constexpr size_t max_text_bytes = 512;
constexpr int64_t default_ttl_s = 3600;

std::string text_of(const Json &object, const char *key) {
    const auto it = object.find(key);
    if (it == object.end())
        return {};
    if (!it->is_string() || it->get_ref<const std::string &>().size() > max_text_bytes)
        throw Error(std::string("'") + key + "' is no text, or too long");
    return it->get<std::string>();
}

std::vector<std::string> urls_of(const Json &server) {
    const auto it = server.find("urls");
    if (it == server.end())
        throw Error("a server has no 'urls'");
    std::vector<std::string> urls;
    for (const Json &url : it->is_array() ? *it : Json::array({*it})) {
        if (!url.is_string() || url.get_ref<const std::string &>().size() > max_text_bytes)
            throw Error("one of 'urls' is no text, or too long");
        urls.push_back(url.get<std::string>());
    }
    return urls;
}

void add(std::vector<IceServer> &servers, const Json &server) {
    if (!server.is_object())
        throw Error("one of 'iceServers' is no object");
    for (std::string &url : urls_of(server)) {
        if (servers.size() == max_servers)
            throw Error("these are more than 16 servers");
        servers.push_back({std::move(url), text_of(server, "username"), text_of(server, "credential")});
    }
}

std::chrono::seconds ttl_of(const Json &answer) {
    const auto it = answer.find("ttl");
    const int64_t seconds = it != answer.end() && it->is_number_integer() ? it->get<int64_t>() : default_ttl_s;
    return std::chrono::seconds(std::clamp<int64_t>(seconds, 60, 86400));
}

} // namespace

Answer read_answer(std::string_view json) {
    const Json answer = Json::parse(json, nullptr, false);
    const auto servers = answer.is_object() ? answer.find("iceServers") : answer.end();
    if (servers == answer.end() || !servers->is_array())
        throw Error("this is no JSON object with a list 'iceServers'");
    Answer result{.servers = {}, .ttl = ttl_of(answer)};
    for (const Json &server : *servers)
        add(result.servers, server);
    return result;
}

} // namespace callbooth::turn
