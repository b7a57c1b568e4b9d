// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace callbooth::net {

/// The path of a request, percent-decoded (RFC 3986); nothing when an escape is broken, or when the result holds
/// control characters, backslashes or dot segments.
std::optional<std::string> decode_path(std::string_view raw);

/// `a=1&b=x+y`, decoded as a form (application/x-www-form-urlencoded). The first of equal names counts; broken
/// escapes stay as they are.
std::map<std::string, std::string, std::less<>> parse_query(std::string_view raw);

/// `path` is `prefix` or below it; both begin with '/'.
bool is_below(std::string_view path, std::string_view prefix);

} // namespace callbooth::net
