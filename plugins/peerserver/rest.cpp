// SPDX-License-Identifier: MIT
#include "rest.hpp"

#include "wire.hpp"
#include <callbooth/services/cors.hpp>

namespace callbooth::peerserver {

namespace {

constexpr const char *html = "text/html; charset=utf-8";
constexpr const char *json = "application/json; charset=utf-8";

HttpResponse preflight(const HttpRequest &request) {
    HttpResponse response{.status = 204};
    response.headers = {{"Access-Control-Allow-Methods", "GET, HEAD"}, {"Vary", "Access-Control-Request-Headers"}};
    if (const auto wanted = request.header("Access-Control-Request-Headers"))
        response.headers.emplace_back("Access-Control-Allow-Headers", *wanted);
    return response;
}

HttpResponse list(const Rest &rest) {
    if (!rest.discovery)
        return {.status = 401, .body = "Discovery is off\n"};
    std::string body = "[";
    for (const auto &id : rest.peers())
        body += (body.size() > 1 ? "," : "") + quote(id);
    return {.type = json, .body = body + "]"};
}

/// `/KEY/NAME` -> `NAME`. Whatever the key: it is checked where it counts, at the WebSocket.
std::string_view name_behind_key(std::string_view path) {
    const auto slash = path.find('/', 1);
    return slash == std::string_view::npos || slash == 1 ? std::string_view() : path.substr(slash + 1);
}

HttpResponse choose(const Rest &rest, const HttpRequest &request, std::string_view path) {
    if (request.method == "OPTIONS")
        return preflight(request);
    if (request.method != "GET" && request.method != "HEAD")
        return {.status = 405, .body = "Method not allowed\n", .headers = {{"Allow", "GET, HEAD, OPTIONS"}}};
    if (path.empty() || path == "/")
        return {.type = json,
                .body = R"({"name":"Callbooth PeerServer","description":"Connects PeerJS clients with each other.",)"
                        R"("website":"https://peerjs.com/"})"};
    const auto name = name_behind_key(path);
    if (name == "id" || name == "id/")
        return {.type = html, .body = rest.new_id(), .headers = {{"Cache-Control", "no-store"}}};
    if (name == "peers" || name == "peers/")
        return list(rest);
    return {.status = 404, .body = "Not found\n"};
}

} // namespace

HttpResponse answer(const Rest &rest, const HttpRequest &request, std::string_view path) {
    auto response = choose(rest, request, path);
    allow_origin(response, request);
    return response;
}

} // namespace callbooth::peerserver
