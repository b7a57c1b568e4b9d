// SPDX-License-Identifier: MIT
#pragma once

#include <callbooth/http.hpp>

namespace callbooth {

/// Pages of any origin may read the answer, as PeerServer lets them.
inline void allow_origin(HttpResponse &response, const HttpRequest &request) {
    response.headers.emplace_back("Vary", "Origin");
    if (const auto origin = request.header("Origin"))
        response.headers.emplace_back("Access-Control-Allow-Origin", *origin);
}

} // namespace callbooth
