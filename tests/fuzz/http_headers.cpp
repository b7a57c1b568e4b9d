// SPDX-License-Identifier: MIT
/// What answers take over from requests. Lines of the input: method, path, Origin, wanted headers, Host.
#include "fuzz.hpp"
#include "peerserver/json_check.hpp"
#include "peerserver/rest.hpp"
#include "web/security.hpp"
#include <callbooth/services/cors.hpp>

namespace callbooth::fuzz {

namespace {

const std::string *header_of(const HttpResponse &response, std::string_view name) {
    const auto &headers = response.headers;
    const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto &h) { return h.first == name; });
    return found == headers.end() ? nullptr : &found->second;
}

void check_rest(const HttpRequest &request, std::string_view origin, const std::string &id) {
    const peerserver::Rest rest{[] { return "fresh-id"; }, [&] { return std::vector{id, id}; }, true};
    const auto response = peerserver::answer(rest, request, request.path);
    const auto *allowed = header_of(response, "Access-Control-Allow-Origin");
    require(allowed != nullptr && *allowed == origin, "pages of any origin may read the answer");
    require(response.status == 200 || response.status == 204 || response.status == 404 || response.status == 405,
            "there is an answer to everything");
    if (response.type.starts_with("application/json"))
        require(peerserver::is_json(response.body), "JSON is JSON");
}

void check_policy(std::string_view host) {
    HttpResponse response;
    web::secure(response, "default-src 'self'; connect-src ws://$host wss://$host", host);
    const auto *policy = header_of(response, "Content-Security-Policy");
    require(policy != nullptr && std::count(policy->begin(), policy->end(), ';') == 1 &&
                std::count(policy->begin(), policy->end(), ' ') == 4 && policy->find('*') == std::string::npos &&
                policy->find(',') == std::string::npos && policy->find('\'', 20) == std::string::npos,
            "no host can loosen the policy");
}

} // namespace

void run(std::string_view bytes) {
    Input input(bytes);
    HttpRequest request{};
    request.method = input.line();
    request.path = input.line();
    const auto origin = input.line();
    const auto wanted = input.line();
    request.header = [&](std::string_view name) { return std::optional(name == "Origin" ? origin : wanted); };
    check_rest(request, origin, std::string(wanted));
    check_policy(input.line());
    require(admits_origin({"https://a.example"}, request, WithoutOrigin::refused) == (origin == "https://a.example"),
            "only the named origins are admitted");
}

} // namespace callbooth::fuzz
