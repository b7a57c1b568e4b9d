// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <callbooth/services/http.hpp>

namespace callbooth::web {

/// Nothing from elsewhere; WebSockets to the server itself, which not every browser counts to 'self'.
inline constexpr const char *default_policy =
    "default-src 'self'; connect-src 'self' ws://$host wss://$host; img-src 'self' data: blob:; "
    "media-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

/// Adds the headers that keep a page to itself. `policy` with `$host` replaced by `host`, as the client wrote it.
void secure(HttpResponse &response, std::string_view policy, std::string_view host);

} // namespace callbooth::web
