// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <callbooth/services/http.hpp>
#include <callbooth/services/metrics.hpp>

namespace callbooth {

/// What counts for a request without `Origin`.
enum class WithoutOrigin {
    admitted, ///< a browser leaves it out only where a page cannot read the answer, or is of the server's own origin
    refused   ///< a browser always sends it with a WebSocket
};

/// Whether the page that sends the request is one of `origins`, such as `https://chat.example`; an empty list admits
/// all.
inline bool admits_origin(const std::vector<std::string> &origins, const HttpRequest &request, WithoutOrigin without) {
    const auto origin = request.header("Origin");
    if (origins.empty() || !origin)
        return origins.empty() || without == WithoutOrigin::admitted;
    return std::find(origins.begin(), origins.end(), *origin) != origins.end();
}

/// The counter of the requests at `path` that were refused with 403 because of their origin. The server counts those of
/// paths with SocketOptions::origins, and a plugin those of a route where it asks `admits_origin`.
inline Metric refused_origins_at(std::string path) {
    return {
        "callbooth_http_origins_refused_total", "requests of pages that may not connect", {{"path", std::move(path)}}};
}

/// Pages of any origin may read the answer, as PeerServer lets them.
inline void allow_origin(HttpResponse &response, const HttpRequest &request) {
    response.headers.emplace_back("Vary", "Origin");
    if (const auto origin = request.header("Origin"))
        response.headers.emplace_back("Access-Control-Allow-Origin", *origin);
}

} // namespace callbooth
