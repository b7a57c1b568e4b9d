// SPDX-License-Identifier: MIT
#include "page.hpp"

#include <algorithm>

#include "web/security.hpp"

namespace callbooth::remote_control {
namespace {

constexpr int64_t cache_s = 3600;
constexpr size_t memory = size_t{2} << 20;
constexpr const char *policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                               "connect-src 'self' ws://$host wss://$host; base-uri 'none'; form-action 'none'; "
                               "frame-ancestors 'none'";

bool is_of_the_page(std::string_view path) {
    return path.empty() || path == "/" || path == "/favicon.svg" || path.starts_with("/assets/");
}

void keep_nowhere(HttpResponse &response) {
    for (auto &[name, value] : response.headers)
        if (name == "Cache-Control")
            value = "no-store";
}

} // namespace

Page::Page(const std::string &folder) : files_(folder, cache_s, memory, "remote-control.html") {}

HttpResponse Page::answer(std::string_view path, const HttpRequest &request) {
    if (!is_of_the_page(path))
        return {.status = 404, .body = "Not found\n"};
    auto response = files_.answer(path, request);
    web::secure(response, policy, request.header("Host").value_or(""));
    if (response.type.starts_with("text/html") || response.status == 304)
        keep_nowhere(response);
    return response;
}

} // namespace callbooth::remote_control
