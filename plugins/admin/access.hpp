// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <callbooth/services/access.hpp>

namespace callbooth::admin {

/// Why the request may not administer; empty when it may.
///
/// Without a token, a request that `access` admits has to come as from a person at this machine as well: by an address
/// or as localhost, so that no page's host name is turned to this machine (DNS rebinding); and with `admin_header`,
/// which pages of other origins cannot set (CSRF).
std::string refusal(const Access &access, const HttpRequest &request);

inline constexpr const char *admin_header = "X-Callbooth-Admin";

} // namespace callbooth::admin
