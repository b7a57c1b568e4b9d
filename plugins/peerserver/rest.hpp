// SPDX-License-Identifier: MIT
/// PeerServer's HTTP side.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <callbooth/services/http.hpp>

namespace callbooth::peerserver {

struct Rest {
    std::function<std::string()> new_id;
    std::function<std::vector<std::string>()> peers;
    bool discovery = false;
};

/// Answers a request for `path`, which is relative to the mount path: empty, or beginning with '/'. Pages of any
/// origin may read the answer.
HttpResponse answer(const Rest &rest, const HttpRequest &request, std::string_view path);

} // namespace callbooth::peerserver
